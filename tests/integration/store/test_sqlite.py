"""What is particular to a database in one file: one daemon, one writer, and a disk that fails."""

from __future__ import annotations

import random
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from maild.desk.records import Changes, Told
from maild.errors import MaildError, PermanentError, TemporaryError
from maild.store import database as database_module
from maild.store.check import check
from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.locks import MailboxLock, daemon_lock
from maild.store.schema import prepare
from tests.support.samples import NOW, held, letter, opened, place

if TYPE_CHECKING:
    from pathlib import Path

HOLD_THE_LOCK = """
import sys
from maild.store.database import Database
from maild.store.locks import daemon_lock
with daemon_lock(Database(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

WRITE_BATCHES = """
import sys
from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.schema import prepare
from tests.support.samples import opened
store = DeskStore(Database(sys.argv[1]))
prepare(store.database)
while True:
    with store.begin() as work:
        first = work.mark()["ticket"]
        for uid in range(first, first + 5):
            work.write(opened(work, uid, f"rita{uid}@example.com"))
        work.commit()
    print(first, flush=True)
"""


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


def test_a_second_daemon_is_refused_until_the_first_is_gone_however_it_ends(database: Database) -> None:
    url = f"sqlite:///{database.path}"
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with first:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(PermanentError, match="Another maild is running"), daemon_lock(database):
            pass
        first.kill()
    with daemon_lock(database):
        pass


def test_a_mailbox_needs_no_lock_of_its_own(database: Database) -> None:
    lock = MailboxLock(database, "desk")
    assert lock.acquire()
    lock.release()


def test_threads_that_count_lose_no_number(database: Database) -> None:
    store = DeskStore(database)

    def count() -> None:
        for _ in range(20):
            with store.begin() as work:
                work.next("ticket")
                work.commit()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.begin() as work:
        assert work.next("ticket") == 81


def test_a_database_held_by_another_program_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "SECONDS_FOR_A_LOCK", 0.05)
    database = Database("sqlite:///maild.db", tmp_path)
    prepare(database)
    other = sqlite3.connect(tmp_path / "maild.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TemporaryError, match="locked by another program"), DeskStore(database).begin():
        pass
    other.close()
    with DeskStore(database).begin() as work:
        assert work.next("ticket") == 1
    database.close()


def test_a_full_disk_is_no_mails_fault_and_leaves_nothing(database: Database) -> None:
    store = DeskStore(database)
    with pytest.raises(TemporaryError, match="disk that holds the database is full"), store.begin() as work:
        work._connection.exec_driver_sql("PRAGMA max_page_count = 60")
        for uid in range(200):
            work.write(opened(work, uid, f"r{uid}@example.com"))
        work.commit()
    with store.begin() as work:
        assert work.journalled(map(place, range(200))) == {}


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "maild.db").write_text("something else, long enough to be looked at" * 100)
    database = Database("sqlite:///maild.db", tmp_path)
    with pytest.raises(TemporaryError, match="not a database"):
        prepare(database)


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    database = Database("sqlite:///nowhere/maild.db", tmp_path)
    with pytest.raises(TemporaryError, match="cannot be opened"):
        prepare(database)
    with pytest.raises(PermanentError, match="cannot be written"), daemon_lock(database):
        pass


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("maild.db", "not a database URL"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://desk@host/desk", "maild cannot use"),
        ("postgresql+nothing://desk@host/desk", "not installed"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_with_what_to_write(url: str, says: str) -> None:
    with pytest.raises(PermanentError, match=says) as refused:
        Database(url)
    assert refused.value.mend


def test_what_no_database_can_hold_is_the_mails_fault(database: Database) -> None:
    store = DeskStore(database)
    with pytest.raises(PermanentError, match="does not take"), store.begin() as work:
        work.write(Changes(told=(Told("disk", "yesterday"),)))
        work.commit()


def test_a_number_too_big_for_any_database_is_the_mails_fault(database: Database) -> None:
    store = DeskStore(database)
    with pytest.raises(PermanentError, match="does not take"), store.begin() as work:
        work.write(Changes(withdrawals=(2**70,)))
        work.commit()


def test_a_row_that_refers_to_nothing_is_the_mails_fault(database: Database) -> None:
    store = DeskStore(database)
    with pytest.raises(MaildError) as refused, store.begin() as work:
        work.write(Changes(outbox=(letter(work, ticket=99),)))
        work.commit()
    assert isinstance(refused.value, PermanentError)


def test_a_commit_with_letters_wakes_the_sender(database: Database) -> None:
    woken: list[str] = []
    store = DeskStore(database, lambda: woken.append("now"))
    with store.begin() as work:
        work.write(held(work, 1))
        work.commit()
    assert woken == []
    with store.begin() as work:
        work.write(Changes(outbox=(letter(work),)))
    assert woken == []
    with store.begin() as work:
        work.write(Changes(outbox=(letter(work),)))
        work.commit()
    assert woken == ["now"]


def test_the_file_is_safe_against_power_loss(database: Database) -> None:
    with database.reading() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _SETTINGS}
    assert asked == _SETTINGS


_SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT * FROM targets WHERE met_at IS NULL AND next_at IS NOT NULL AND next_at <= 5", "ix_targets_next"),
        ("SELECT * FROM outbox WHERE state IN ('waiting', 'unsure') AND next_attempt_at <= 5", "ix_outbox_unsent"),
        ("SELECT * FROM tickets WHERE outage != '' AND status != 'closed'", "ix_tickets_outage"),
        ("SELECT * FROM tickets WHERE part_of IS NOT NULL AND part_of = 5", "ix_tickets_part_of"),
    ],
)
def test_what_is_due_is_found_by_its_partial_index(database: Database, query: str, index: str) -> None:
    with database.reading() as connection:
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all())
    assert index in plan


def test_a_new_file_is_its_owners_alone(database: Database) -> None:
    with DeskStore(database).begin() as work:
        work.next("ticket")
        work.commit()
        files = list(database.path.parent.iterdir())
        assert len(files) == 3
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_whenever_the_program_is_killed_all_of_a_batch_is_there_or_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/maild.db"
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", WRITE_BATCHES, url], stdout=subprocess.PIPE, text=True) as writing:
            for _ in range(random.randint(1, 6)):
                writing.stdout.readline()
            time.sleep(random.random() / 50)
            writing.kill()
    database = Database(url)
    assert list(check(database)) == []
    with DeskStore(database).begin() as work:
        taken = len(work.journalled(place(uid) for uid in range(5000)))
        assert taken > 0
        assert taken % 5 == 0
        assert work.next("ticket") == taken + 1
    database.close()


def test_times_are_kept_to_the_microsecond(database: Database) -> None:
    store = DeskStore(database)
    with store.begin() as work:
        work.write(Changes(told=(Told("disk", NOW.replace(microsecond=999_999)),)))
        assert work.told("disk") == NOW.replace(microsecond=999_999)
