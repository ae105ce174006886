"""A store on every database, empty for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.schema import prepare
from maild.store.tables import SCHEMA, counters, metadata
from tests.support.fake_store import FakeStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maild.desk.ports import Store
    from tests.support.postgres import Postgres

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.needs("postgres"))


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres) -> Iterator[Database]:
    database = Database(postgres.fresh_url())
    prepare(database)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    database = Database("sqlite:///maild.db", tmp_path)
    prepare(database)
    yield database
    database.close()


def empty(database: Database) -> None:
    """Leave a database as if it were new, which is quicker than to make it anew."""
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables if table is not counters)
    with database.writing() as connection:
        connection.exec_driver_sql(f"TRUNCATE {names}")
        connection.execute(update(counters).values(value=0))
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{SCHEMA}'")
        connection.commit()


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def database(request: pytest.FixtureRequest) -> Database:
    """A database with its tables and nothing in them."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    if not database.is_sqlite:
        empty(database)
    return database


@pytest.fixture
def sql_store(database: Database) -> DeskStore:
    return DeskStore(database)


@pytest.fixture(params=["fake", "sqlite", ON_POSTGRES])
def store(request: pytest.FixtureRequest) -> Store:
    """Whatever keeps the promises of the port."""
    if request.param == "fake":
        return FakeStore()
    database: Database = request.getfixturevalue(f"{request.param}_database")
    if not database.is_sqlite:
        empty(database)
    return DeskStore(database)


@pytest.fixture
def sqlite_store(sqlite_database: Database) -> DeskStore:
    return DeskStore(sqlite_database)
