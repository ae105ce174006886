"""Not a mail lost, doubled or split, whatever happens between two mailboxes, two daemons and the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from maild.store.desk_store import DeskStore
from tests.support.fake_store import FakeStore
from tests.support.stores import empty
from tests.support.walk import Walk

if TYPE_CHECKING:
    from maild.store.database import Database


def test_random_walks_in_memory_lose_double_and_split_nothing() -> None:
    """Transactions meet here as on a database that locks nothing: the unique keys alone give the safety."""
    assert {seed: wrong for seed in range(200) if (wrong := Walk(FakeStore(), seed).go())} == {}


def test_random_walks_on_sqlite_lose_double_and_split_nothing(sqlite_database: Database) -> None:
    assert walked(sqlite_database, range(80)) == {}


@pytest.mark.needs("postgres")
def test_random_walks_on_postgres_lose_double_and_split_nothing(postgres_database: Database) -> None:
    assert walked(postgres_database, range(20)) == {}


def walked(database: Database, seeds: range) -> dict[int, list[str]]:
    """Return what went wrong, by the seed of the walk."""
    found: dict[int, list[str]] = {}
    for seed in seeds:
        empty(database)
        if wrong := Walk(DeskStore(database), seed).go():
            found[seed] = wrong
    return found
