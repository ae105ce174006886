"""A copy of the database while maild goes on working: one file holds tickets, mails and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.errors import PermanentError

if TYPE_CHECKING:
    from pathlib import Path

    from maild.store.database import Database


def backup(database: Database, destination: Path) -> int:
    """Write a whole, consistent copy of an SQLite database; return its size in octets.

    PermanentError when the destination exists or cannot be written, and on PostgreSQL, whose own tool does it better.
    """
    if database.path is None:
        url = database.url.set(drivername="postgresql", password=None).render_as_string()
        raise PermanentError(
            "A database on PostgreSQL is copied by PostgreSQL itself",
            f"Run: pg_dump --format=custom --file={destination} '{url}'",
        )
    if not database.path.exists():
        raise PermanentError(f"There is no database {database.path}", "Look at database.url.")
    if destination.exists():
        raise PermanentError(f"{destination} exists already", "Name a file that does not exist yet.")
    unfinished = destination.with_name(f"{destination.name}.part")
    try:
        # Whoever may read a backup may read all mail: nobody but its owner, before the first octet is in it.
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        with database.bare() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(unfinished),))
        unfinished.replace(destination)
    except OSError as error:
        raise PermanentError(
            f"{destination} cannot be written ({error.strerror})", "Name a folder that maild may write to."
        ) from error
    return destination.stat().st_size
