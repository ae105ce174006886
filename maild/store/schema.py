"""Whether the database has the shape this release works with; a new one is given it at once."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, func, inspect, select

from maild.errors import PermanentError
from maild.shipped import shipped
from maild.store import search_tables  # noqa: F401  # its tables are among those that are made
from maild.store.tables import COUNTERS, SCHEMA, counters, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from maild.store.database import Database

# The table in which the migrations write how far they have come; it is theirs, so it is not among ours.
_versions = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

_PREPARING = 0x6D61696C64
"""The advisory lock under which one daemon makes the tables while another waits."""


def prepare(database: Database) -> None:
    """Make the tables of a new database, and look at those of an old one.

    PermanentError when it was made by another release: `maild db upgrade` mends an older one.
    """
    _keep_private(database)
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(select(func.pg_advisory_xact_lock(_PREPARING)))
        version = version_of(connection)
        if version is None and not inspect(connection).get_table_names():
            create(connection)
            connection.commit()
            return
    refuse(version)


def _keep_private(database: Database) -> None:
    """Make a new file readable for its owner only: whoever may read it may read all mail."""
    if database.path is not None:
        # Where the file cannot be made, the database says so itself a moment later.
        with suppress(OSError):
            os.close(os.open(database.path, os.O_CREAT | os.O_EXCL, 0o600))


def refuse(version: str | None) -> None:
    """Raise PermanentError unless this is the version that the code works with."""
    if version == SCHEMA:
        return
    if version is None:
        raise PermanentError(
            "The database holds tables of another program", "Give maild one of its own in database.url."
        )
    if version in known_versions():
        raise PermanentError(
            f"The database has the shape of an older maild ({version}, needed {SCHEMA})",
            "Stop maild, make a backup (`maild db backup`) and run `maild db upgrade`.",
        )
    raise PermanentError(
        f"The database was made by a newer version of maild ({version}, known up to {SCHEMA})",
        "Install that version of maild again; nothing was changed.",
    )


def known_versions() -> list[str]:
    """Return the revisions that come with this release."""
    return sorted(path.name.partition("_")[0] for path in (shipped("migrations") / "versions").glob("[0-9]*.py"))


def version_of(connection: Connection) -> str | None:
    """Return how far the migrations have come, None when they never ran."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(select(_versions.c.version_num)).scalar_one_or_none()


def create(connection: Connection) -> None:
    """Make all tables as the migrations would have made them."""
    metadata.create_all(connection, checkfirst=False)
    _versions.create(connection)
    connection.execute(_versions.insert(), {"version_num": SCHEMA})
    connection.execute(counters.insert(), [{"name": name, "value": 0} for name in COUNTERS])
