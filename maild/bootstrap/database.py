"""The database and what is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.details import Details
from maild.store.queries import Lists
from maild.store.schema import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from maild.config import Config
    from maild.desk.person import Erased
    from maild.store.check import Finding
    from maild.store.past import Past
    from maild.store.person import People


def store_of(config: Config, wake: Callable[[], None] = lambda: None) -> DeskStore:
    """Return the store of this desk, its database made or looked at; PermanentError when its shape is another."""
    database = Database(config.database.url.get_secret_value())
    prepare(database)
    return DeskStore(database, wake)


def lists_of(config: Config) -> Lists:
    """Return what lists tickets, mails, letters and quarantine."""
    return Lists(store_of(config).database)


def details_of(config: Config) -> Details:
    """Return what shows single things."""
    return Details(store_of(config).database, config.desk.address)


def past_of(config: Config, since: datetime, limit: int | None = None) -> Past:
    """Return what reads past tickets, the newest first."""
    from maild.store.past import Past

    return Past(store_of(config).database, since, limit)


def rebuild_search(config: Config) -> int:
    """Make anew what search finds of solved tickets, as the office's words have it today; return of how many."""
    from maild.desk.knowledge.diagnosis import rebuilt
    from maild.policy.loader import load

    return rebuilt(store_of(config), load(config.desk.rules))


def people_of(config: Config) -> People:
    """Return what finds all that is kept of one person."""
    from maild.store.person import People

    return People(store_of(config).database)


def erase_person(config: Config, address: str) -> Erased:
    """Blank all that is kept of an address, for good."""
    from maild.store.erasure import erase

    return erase(store_of(config).database, address)


def upgrade_database(config: Config) -> tuple[str | None, str]:
    """Bring the database to the shape of this release, and return the versions before and after."""
    from maild.store.migrate import upgrade

    return upgrade(Database(config.database.url.get_secret_value()))


def check_database(config: Config) -> Iterator[Finding]:
    """Yield all that is wrong with the database."""
    from maild.store.check import check

    return check(Database(config.database.url.get_secret_value()))


def backup_database(config: Config, file: Path) -> int:
    """Write a whole copy of the database, and return its size."""
    from maild.store.backup import backup

    return backup(Database(config.database.url.get_secret_value()), file)
