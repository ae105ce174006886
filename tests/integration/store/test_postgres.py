"""What is particular to PostgreSQL: several daemons on one desk, and a server that goes away."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from maild.desk.records import Changes
from maild.errors import TemporaryError
from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.locks import MailboxLock
from maild.store.schema import prepare
from maild.store.wakeup import Listener
from tests.support.samples import letter, opened, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.postgres import Postgres

END_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid() AND datname = current_database()
"""

pytestmark = pytest.mark.needs("postgres")


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.fresh_url()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    prepare(database)
    yield database
    database.close()


@pytest.fixture
def other(url: str, database: Database) -> Iterator[Database]:
    """The same database, as another daemon sees it."""
    other = Database(url)
    yield other
    other.close()


def test_the_second_daemon_waits_and_then_sees_what_the_first_did(database: Database, other: Database) -> None:
    seen: list[dict[object, str]] = []

    def second() -> None:
        with DeskStore(other).begin() as work:
            seen.append(work.journalled([place(1)]))

    with DeskStore(database).begin() as work:
        work.write(opened(work, 1))
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.1)
        assert seen == []
        work.commit()
    waiting.join(10)
    assert seen == [{place(1): "opened"}]


def test_what_is_read_at_once_is_of_one_moment(database: Database, other: Database) -> None:
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT value FROM counters WHERE name = 'ticket'").scalar() == 0
        with DeskStore(other).begin() as work:
            work.next("ticket")
            work.commit()
        assert connection.exec_driver_sql("SELECT value FROM counters WHERE name = 'ticket'").scalar() == 0


def test_many_mailboxes_can_be_locked_by_one_daemon(database: Database) -> None:
    locks = [MailboxLock(database, f"mailbox-{number}") for number in range(20)]
    assert all(lock.acquire() for lock in locks)
    for lock in locks:
        lock.release()


def test_daemons_that_count_lose_no_number(database: Database, other: Database) -> None:
    def count(store: DeskStore) -> None:
        for _ in range(20):
            with store.begin() as work:
                work.next("ticket")
                work.commit()

    daemons = [threading.Thread(target=count, args=[DeskStore(each)]) for each in (database, other, database)]
    for daemon in daemons:
        daemon.start()
    for daemon in daemons:
        daemon.join()
    with DeskStore(database).begin() as work:
        assert work.next("ticket") == 61


def test_one_daemon_at_a_time_reads_a_mailbox(database: Database, other: Database) -> None:
    first, second = MailboxLock(database, "desk"), MailboxLock(other, "desk")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_daemons_may_share_the_mailboxes_between_them(database: Database, other: Database) -> None:
    first, second = MailboxLock(database, "desk"), MailboxLock(other, "security")
    assert first.acquire()
    assert second.acquire()
    first.release()
    second.release()


def test_the_mailbox_of_a_daemon_that_died_is_free(database: Database, other: Database) -> None:
    first, second = MailboxLock(database, "desk"), MailboxLock(other, "desk")
    first.acquire()
    with other.bare() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        )
    while not second.acquire():
        time.sleep(0.01)
    assert not first.acquire()
    second.release()


def test_a_commit_with_letters_is_heard_by_the_other_daemons(database: Database, other: Database) -> None:
    listener = Listener(other)
    assert not listener.wait(0)
    with DeskStore(database).begin() as work:
        work.write(Changes(outbox=(letter(work),)))
        work.commit()
    assert listener.wait(5)
    assert not listener.wait(0)
    listener.close()


def test_a_commit_without_letters_wakes_nobody(database: Database, other: Database) -> None:
    listener = Listener(other)
    listener.wait(0)
    with DeskStore(database).begin() as work:
        work.next("ticket")
        work.commit()
    assert not listener.wait(0.05)
    listener.close()


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT * FROM targets WHERE met_at IS NULL AND next_at IS NOT NULL AND next_at <= 5", "ix_targets_next"),
        ("SELECT * FROM outbox WHERE state IN ('waiting', 'unsure') AND next_attempt_at <= 5", "ix_outbox_unsent"),
    ],
)
def test_what_is_due_is_found_by_its_partial_index(database: Database, query: str, index: str) -> None:
    with database.reading() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = str(connection.exec_driver_sql(f"EXPLAIN {query}").all())
    assert index in plan


def test_daemons_that_start_together_on_a_new_database_both_find_its_tables(postgres: Postgres) -> None:
    databases = [Database(postgres.fresh_url())]
    databases += [Database(databases[0].url.render_as_string(hide_password=False)) for _ in range(3)]
    troubles: list[BaseException] = []

    def start(database: Database) -> None:
        try:
            prepare(database)
        except BaseException as error:
            troubles.append(error)

    starting = [threading.Thread(target=start, args=[each]) for each in databases]
    for each in starting:
        each.start()
    for each in starting:
        each.join()
    assert troubles == []
    for each in databases:
        each.close()


def test_a_server_that_is_not_there_is_waited_for() -> None:
    database = Database("postgresql+psycopg://postgres@127.0.0.1:1/maild")
    with pytest.raises(TemporaryError, match="cannot be reached"), DeskStore(database).begin():
        pass
    with pytest.raises(TemporaryError, match="cannot be reached"):
        Listener(database).wait(0)
    with pytest.raises(TemporaryError, match="cannot be reached"):
        MailboxLock(database, "desk").acquire()


def test_a_database_that_does_not_exist_says_how_to_make_it(postgres: Postgres) -> None:
    with pytest.raises(TemporaryError) as error:
        prepare(Database(postgres.url("nowhere")))
    assert "nowhere" in error.value.what


def test_work_goes_on_when_the_server_has_come_back(database: Database, other: Database) -> None:
    store, listener = DeskStore(database), Listener(database)
    listener.wait(0)
    with pytest.raises(TemporaryError), store.begin() as work:
        work.write(opened(work, 1))
        with other.bare() as connection:
            connection.exec_driver_sql(END_ALL)
        work.commit()
    with pytest.raises(TemporaryError):
        listener.wait(1)
    with store.begin() as work:
        assert work.journalled([place(1)]) == {}
        work.write(opened(work, 1))
        work.write(Changes(outbox=(letter(work),)))
        assert not listener.wait(0)
        work.commit()
    assert listener.wait(5)
    listener.close()
