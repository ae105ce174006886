"""A store on every database, empty for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.schema import create, prepare
from maild.store.tables import metadata
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


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def database(request: pytest.FixtureRequest) -> Database:
    """A database with its tables and nothing in them."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    if not database.is_sqlite:
        with database.writing() as connection:
            metadata.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")
            create(connection)
            connection.commit()
    return database


@pytest.fixture
def sql_store(database: Database) -> DeskStore:
    return DeskStore(database)


@pytest.fixture(params=["fake", "sqlite", ON_POSTGRES])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Whatever keeps the promises of the port."""
    if request.param == "fake":
        yield FakeStore()
        return
    database: Database = request.getfixturevalue(f"{request.param}_database")
    if not database.is_sqlite:
        names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables if table.name != "counters")
        with database.writing() as connection:
            connection.exec_driver_sql(f"TRUNCATE {names}")
            connection.exec_driver_sql("UPDATE counters SET value = 0")
            connection.commit()
    yield DeskStore(database)
