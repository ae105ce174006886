"""The shape of the database: made new, brought up to date, refused, checked and copied."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import inspect, text, update

from maild.desk.records import Changes
from maild.errors import PermanentError
from maild.store import schema
from maild.store.backup import backup
from maild.store.check import check
from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.migrate import upgrade
from maild.store.schema import prepare
from maild.store.tables import SCHEMA, counters, metadata, raw_chunks, targets, tickets
from tests.support.samples import held, letter, opened, raw_mail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Makes databases without any table."""
    with ExitStack() as stack:

        def make() -> Database:
            if request.param == "sqlite":
                database = Database(f"sqlite:///{uuid4()}.db", tmp_path)
            else:
                database = Database(request.getfixturevalue("postgres").fresh_url())
            stack.callback(database.close)
            return database

        yield make


@pytest.fixture
def empty(fresh: Callable[[], Database]) -> Database:
    return fresh()


def shape_of(database: Database) -> dict[str, object]:
    """Return all that the database says of its tables."""
    with database.reading() as connection:
        if database.is_sqlite:
            return dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all())
        asked = inspect(connection)
        return {
            name: [
                [{**column, "type": str(column["type"])} for column in asked.get_columns(name)],
                asked.get_pk_constraint(name),
                sorted(asked.get_foreign_keys(name), key=str),
                sorted(asked.get_unique_constraints(name), key=str),
                sorted(asked.get_check_constraints(name), key=str),
                sorted(connection.execute(_INDEXES, {"name": name}).scalars()),
            ]
            for name in asked.get_table_names()
        }


_INDEXES = text("SELECT indexdef FROM pg_indexes WHERE tablename = :name")


def test_the_migrations_make_the_tables_that_a_new_database_gets_at_once(fresh: Callable[[], Database]) -> None:
    first, second = fresh(), fresh()
    assert upgrade(first) == (None, SCHEMA)
    prepare(second)
    migrated, made = shape_of(first), shape_of(second)
    assert migrated.keys() == made.keys()
    for name in made:
        assert migrated[name] == made[name]


def test_a_database_that_is_up_to_date_is_left_alone(empty: Database) -> None:
    prepare(empty)
    prepare(empty)
    assert upgrade(empty) == (SCHEMA, SCHEMA)


def test_an_upgraded_database_works(empty: Database) -> None:
    upgrade(empty)
    prepare(empty)
    with DeskStore(empty).begin() as work:
        work.write(opened(work, 1))
        work.commit()
    assert list(check(empty)) == []


def set_version(database: Database, version: str) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
        connection.commit()


def test_a_database_of_a_newer_release_is_refused_and_left_alone(database: Database) -> None:
    set_version(database, "9999")
    for use in (prepare, upgrade):
        with pytest.raises(PermanentError, match="newer version of maild") as refused:
            use(database)
        assert "nothing was changed" in refused.value.mend
    assert [finding.what for finding in check(database)] == [refused.value.what]


def test_a_database_of_an_older_release_says_how_to_upgrade(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "SCHEMA", "0002")
    with pytest.raises(PermanentError, match="older maild") as refused:
        prepare(database)
    assert "maild db upgrade" in refused.value.mend


def test_a_database_of_another_program_is_left_alone(empty: Database) -> None:
    with empty.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
        connection.commit()
    for use in (prepare, upgrade):
        with pytest.raises(PermanentError, match="another program"):
            use(empty)
    assert list(shape_of(empty)) == ["recipes"]


def test_a_database_without_a_table_says_so(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE deaths")
        connection.commit()
    with pytest.raises(PermanentError, match="has not the shape"):
        DeskStore(database).deaths()
    with database.writing() as connection:
        metadata.tables["deaths"].create(connection)
        connection.commit()


# --- check -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def used(sql_store: DeskStore) -> Database:
    """A database with two tickets and a mail in quarantine."""
    with sql_store.begin() as work:
        first = opened(work, 1)
        work.write(first)
        work.write(opened(work, 2, contact=first.contacts[0]))
        work.write(held(work, 3))
        work.commit()
    return sql_store.database


def test_a_sound_database_has_no_findings(used: Database) -> None:
    assert list(check(used)) == []


def test_a_file_that_went_along_with_a_letter_belongs_there(used: Database, sql_store: DeskStore) -> None:
    with sql_store.begin() as work:
        form = raw_mail(work, b"a form")
        work.write(Changes(raws=(form,), outbox=(letter(work, ticket=1, attachments=((form.id, "2"),)),)))
        work.commit()
    assert list(check(used)) == []


TAMPERED = {
    "Ticket 2 is not what its history says: priority": update(tickets).where(tickets.c.number == 2).values(priority=3),
    "The targets of ticket 1 are not those of its history": update(targets)
    .where(targets.c.ticket == 1)
    .values(within=timedelta(days=9)),
    "The raw mail 1 has lost its octets": raw_chunks.delete().where(raw_chunks.c.raw == 1),
    "The raw mail 1 belongs to no message and to no letter": text("UPDATE messages SET raw = NULL WHERE id = 1"),
    "The counter ticket stands at 1, below 2": update(counters).where(counters.c.name == "ticket").values(value=1),
    "The history of ticket 1 cannot be folded: a ticket has at least one event": text(
        "DELETE FROM events WHERE ticket = 1"
    ),
    "The history of ticket 1 cannot be folded: an event TicketBurnt, version 1, is not known to this release": text(
        "UPDATE events SET kind = 'TicketBurnt' WHERE ticket = 1"
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_does_not_fit_together_is_found(used: Database, what: str) -> None:
    with used.writing() as connection:
        connection.execute(TAMPERED[what])
        connection.commit()
    assert [finding.what for finding in check(used)] == [what]


def test_a_damaged_file_is_found(sqlite_database: Database) -> None:
    assert sqlite_database.path is not None
    sqlite_database.close()
    with sqlite3.connect(sqlite_database.path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_outbox_ticket'")
    connection.close()
    assert any("damaged" in finding.what for finding in check(sqlite_database))


# --- backup ----------------------------------------------------------------------------------------------------------


def test_a_backup_holds_all_that_is_committed_and_is_its_owners_alone(
    sqlite_database: Database, tmp_path: Path
) -> None:
    store = DeskStore(sqlite_database)
    copy = tmp_path / "copy.db"
    with store.begin() as work:
        work.write(opened(work, 1))
        work.commit()
    with store.begin() as work:
        work.write(opened(work, 2, "other@example.com"))
        size = backup(sqlite_database, copy)
    assert copy.stat().st_size == size
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    restored = Database(f"sqlite:///{copy}")
    prepare(restored)
    assert list(check(restored)) == []
    with DeskStore(restored).begin() as work:
        assert list(work.tickets([1, 2])) == [1]
    restored.close()


def test_a_backup_overwrites_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text(json.dumps("keep"))
    with pytest.raises(PermanentError, match="exists already"):
        backup(sqlite_database, tmp_path / "precious")
    with pytest.raises(PermanentError, match="cannot be written"):
        backup(sqlite_database, tmp_path / "nowhere" / "copy.db")
    assert (tmp_path / "precious").read_text() == '"keep"'


@pytest.mark.needs("postgres")
def test_a_backup_of_postgresql_names_the_tool_and_no_password(tmp_path: Path) -> None:
    database = Database("postgresql+psycopg://desk:geheim@db.office.example/maild")
    with pytest.raises(PermanentError) as refused:
        backup(database, tmp_path / "copy.dump")
    assert "pg_dump" in refused.value.mend
    assert "geheim" not in str(refused.value)
