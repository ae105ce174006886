"""Brings the database of an older release to the shape of this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

from maild.shipped import shipped
from maild.store import search
from maild.store.schema import known_versions, refuse, version_of
from maild.store.tables import SCHEMA

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from maild.store.database import Database


def upgrade(database: Database) -> tuple[str | None, str]:
    """Run the migrations that are missing, all of them or none, and build the search index anew.

    Return the version before and after.

    A new database is made by them too. PermanentError when it was made by a newer release or another program.
    """
    with database.writing() as connection:
        before = version_of(connection)
        if before not in known_versions() and (before is not None or inspect(connection).get_table_names()):
            refuse(before)
        if before != SCHEMA:
            _migrate(connection)
        search.rebuild(connection)
        connection.commit()
    return before, SCHEMA


def _migrate(connection: Connection) -> None:
    # Alembic takes longer to import than all the rest of a command, and only this one needs it.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    command.upgrade(config, SCHEMA)
