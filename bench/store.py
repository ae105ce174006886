"""What the store costs a mail, against the same rows written by the driver alone, and how look-ups grow.

Run it from the checkout: python -m bench.store [--mails 3000] [--url postgresql+psycopg://...]
CPU time of this process is what counts; the ratios hold on any machine, the microseconds only on this one.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text

from maild.desk.records import Changes, merged
from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.schema import prepare
from maild.store.tables import targets
from tests.support.samples import NOW, opened, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Statements = list[tuple[str, Any, bool]]


def timed(work: Callable[[], object], rounds: int = 1) -> float:
    """Return the median CPU seconds of some rounds."""
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return median(took)


def batch(store: DeskStore, first: int, mails: int, with_raw: bool) -> float:
    """Write one batch as intake does; return the CPU seconds of asking, writing and committing."""
    with store.begin() as work:
        begun = time.process_time()
        uids = range(first, first + mails)
        work.journalled(place(uid) for uid in uids)
        work.contents(f"digest {uid}" for uid in uids)
        work.threads(f"<{uid}@example.com>" for uid in uids)
        work.contacts(f"rita{uid}@example.com" for uid in uids)
        asked = time.process_time() - begun
        decided = [opened(work, uid, f"rita{uid}@example.com") for uid in uids]
        if not with_raw:
            decided = [
                replace(one, raws=(), messages=tuple(replace(row, raw=None) for row in one.messages)) for one in decided
            ]
        begun = time.process_time()
        work.write(merged(decided))
        work.commit()
        return asked + time.process_time() - begun


def run(store: DeskStore, mails: int, size: int, with_raw: bool) -> float:
    """Return CPU microseconds a mail, in batches of this size, the first batch left out."""
    took = [batch(store, start, size, with_raw) for start in range(0, mails, size)]
    return median(took[1:] or took) / size * 1e6


def recorded(database: Database) -> Statements:
    """Return the list into which every statement on this database will be written."""
    said: Statements = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        said.append((statement, parameters, many))

    return said


def batches_of(said: Statements) -> Iterator[Statements]:
    """Cut statements into their transactions."""
    one: Statements = []
    for statement in said:
        if statement[0].startswith("BEGIN") and one:
            yield one
            one = []
        one.append(statement)
    yield one


def driver_alone(path: Path, said: Statements, size: int) -> float:
    """Return CPU microseconds a mail for the same statements given to the driver itself."""
    prepare(Database(f"sqlite:///{path}"))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")

    def replay(one: Statements) -> None:
        for statement, parameters, many in one:
            (connection.executemany if many else connection.execute)(statement, parameters)
        connection.commit()

    took = [timed(lambda one=one: replay(one)) for one in batches_of(said)]
    connection.close()
    return median(took[1:]) / size * 1e6


def sqlite(folder: Path, mails: int) -> None:
    """Print the cost on SQLite, beside that of the driver alone in batches of 200."""
    database = Database(f"sqlite:///{folder}/recorded.db")
    prepare(database)
    said = recorded(database)
    run(DeskStore(database), mails, 200, with_raw=False)
    limit = driver_alone(folder / "alone.db", said, 200)
    print(f"{'sqlite3 alone, 12 rows, batch 200:':34} {limit:6.0f} us")
    for size, with_raw in ((1, False), (10, False), (50, False), (200, False), (50, True)):
        database = Database(f"sqlite:///{folder}/{size}-{with_raw}.db")
        prepare(database)
        cost = run(DeskStore(database), min(mails, size * 40), size, with_raw)
        what = f"store, batch {size:3}{', with raw mail' if with_raw else ''}:"
        print(f"{what:34} {cost:6.0f} us, {limit / cost:.2f} of the driver")
        database.close()


def growth(folder: Path, rows: int) -> None:
    """Print what it costs to find the targets that are due, and the threads of a mail, among more and more rows."""
    database = Database(f"sqlite:///{folder}/growth.db")
    prepare(database)
    store = DeskStore(database)
    with store.begin() as work:
        first = opened(work, 0)
        work.write(first)
        work.commit()
    model, written = first.targets[0], 1
    for goal in (rows // 100, rows // 10, rows):
        closed = [replace(model, run=run + 10, met_at=NOW, next_at=None) for run in range(written, goal)]
        with store.begin() as work:
            work.write(Changes(targets=tuple(closed)))
            work.commit()
        with database.writing() as connection:
            ids = [{"id": f"<{number}@grown.example>"} for number in range(written, goal)]
            connection.execute(text("INSERT INTO threads (message_id, ticket) VALUES (:id, 1)"), ids)
            connection.commit()
        written = goal
        with store.begin() as work:
            due = timed(lambda: work.due_targets(NOW.replace(year=2100), 50), 30)
            found = timed(lambda: work.threads(f"<{number}@grown.example>" for number in range(100, 105)), 30)
        print(f"{goal:9} rows: due targets {due * 1e6:5.0f} us, 5 references {found * 1e6:5.0f} us")
    with database.reading() as connection:
        assert connection.execute(targets.select().limit(1)).one()
    database.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mails", type=int, default=3000)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--url", help="an empty database on PostgreSQL, to be measured too")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sqlite(Path(folder), given.mails)
        growth(Path(folder), given.rows)
    if given.url:
        database = Database(given.url)
        prepare(database)
        print(f"PostgreSQL, batch 50: {run(DeskStore(database), given.mails, 50, with_raw=False):6.0f} us")


if __name__ == "__main__":
    main()
