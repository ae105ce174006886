"""A desk on every store: in memory, on SQLite, on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.schema import prepare
from tests.support.desk import Desk, desk_on
from tests.support.fake_store import FakeStore
from tests.support.stores import empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.desk.ports import Store
    from tests.support.postgres import Postgres

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.needs("postgres"))


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database("sqlite:///maild.db", tmp_path_factory.mktemp("desk"))
    prepare(database)
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres) -> Iterator[Database]:
    database = Database(postgres.fresh_url())
    prepare(database)
    yield database
    database.close()


@pytest.fixture(params=["fake", "sqlite", ON_POSTGRES])
def store(request: pytest.FixtureRequest) -> Store:
    """Whatever keeps the promises of the port."""
    if request.param == "fake":
        return FakeStore()
    database: Database = request.getfixturevalue(f"{request.param}_database")
    empty(database)
    return DeskStore(database)


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_on(store)
