"""Whether the desk could work on its database, found out without leaving a trace."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy import inspect, update

from maild.errors import PermanentError
from maild.store.schema import create, refuse, version_of
from maild.store.tables import counters

if TYPE_CHECKING:
    from pathlib import Path

    from maild.store.database import Database


def ready(database: Database) -> str:
    """Return how the database stands; MaildError with its mend when the desk could not work on it."""
    if database.path is not None and not database.path.exists():
        return _to_be_made(database.path)
    # Nothing here is committed: what can be written is rolled back.
    with database.writing() as connection:
        version = version_of(connection)
        if version is None and not inspect(connection).get_table_names():
            create(connection)
            return "is empty; its tables are made at the first run"
        refuse(version)
        connection.execute(update(counters).values(value=counters.c.value))
    return "can be read and written, and has the shape that this maild needs"


def _to_be_made(file: Path) -> str:
    folder = file.absolute().parent
    if not folder.is_dir():
        raise PermanentError(f"The folder {folder} of the database is not there", "Make it, or set another url.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermanentError(f"The folder {folder} of the database may not be written", "Let the user of maild write.")
    return "is made at the first run"
