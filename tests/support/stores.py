"""Databases that are emptied instead of made anew, which is much quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from maild.store.tables import counters, metadata

if TYPE_CHECKING:
    from maild.store.database import Database


def empty(database: Database) -> None:
    """Leave a database as if it were new; of so few rows that deleting is quicker than truncating."""
    kept = [table for table in reversed(metadata.sorted_tables) if table is not counters]
    with database.writing() as connection:
        for table in kept:
            connection.execute(delete(table))
        connection.execute(update(counters).values(value=0))
        connection.commit()
