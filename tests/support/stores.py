"""Databases that are emptied instead of made anew, which is much quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from maild.store.tables import counters, metadata

if TYPE_CHECKING:
    from maild.store.database import Database


def empty(database: Database) -> None:
    """Leave a database as if it were new."""
    kept = [table for table in reversed(metadata.sorted_tables) if table is not counters]
    with database.writing() as connection:
        if database.is_sqlite:
            for table in kept:
                connection.exec_driver_sql(f'DELETE FROM "{table.name}"')
        else:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(table.name for table in kept)}")
        connection.execute(update(counters).values(value=0))
        connection.commit()
