"""What looking at the clock and telling numbers cost, with few and with many closed tickets.

Run it from the checkout: python -m bench.figures [--closed 1000 1000000]
CPU time of this process is what counts; the ratios hold on any machine, the microseconds only on this one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.numbers import SqlNumbers
from maild.store.schema import prepare
from tests.support.season import START, Season

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN, DUE = 400, 50
# Closed tickets are copies of one that lived: its row, its targets and its events, under other numbers, years ago.
COPIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) "
TABLES = {"tickets": "number", "targets": "ticket", "events": "ticket"}
LONG_AGO = 3 * 365 * 86_400_000_000


def timed(work: Callable[[], object], rounds: int) -> float:
    """Return the median CPU microseconds of some rounds."""
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return 1e6 * median(took)


def filled(folder: Path, closed: int) -> Season:
    """Return an office with open tickets, and as many closed ones as wanted."""
    database = Database(f"sqlite:///{closed}.db", folder)
    prepare(database)
    season = Season(DeskStore(database), step=120)
    season.live(OPEN, days=20)
    season.run_until(START + timedelta(days=24))
    with database.writing() as connection:
        (pattern,) = connection.exec_driver_sql("SELECT max(number) FROM tickets WHERE status = 'closed'").one()
        for table, key in TABLES.items():
            columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
            moved = {
                key: f"{pattern} * 1000 + i",
                **{name: f"{name} - {LONG_AGO}" for name in ("opened_at", "closed_at")},
            }
            values = ", ".join(moved.get(name, f'"{name}"') for name in columns)
            copies = f"{COPIES.format(many=closed)} SELECT {values} FROM n, {table} WHERE {key} = {pattern}"
            connection.exec_driver_sql(f"INSERT INTO {table} {copies}")
        connection.commit()
    return season


def look(season: Season, rounds: int = 50) -> dict[str, float]:
    """Return the costs in microseconds of CPU."""
    store, numbers, now = season.store, SqlNumbers(season.store.database), season.now

    def due() -> int:
        with store.begin() as work:
            return len(work.due_targets(now + timedelta(hours=20), DUE))

    plan = season.digests.planned(now.date())
    return {
        f"the due ones ({due()})": timed(due, rounds),
        "a tick with nothing to do": timed(lambda: season.daemons[0][0](now), rounds),
        "a work list's tickets": timed(lambda: list(numbers.histories(now, now)), 3),
        "a digest": timed(lambda: season.digests.made(plan, now).view("id"), 3),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("--closed", type=int, nargs="+", default=[1_000, 1_000_000])
    with tempfile.TemporaryDirectory() as folder:
        costs = {closed: look(filled(Path(folder), closed)) for closed in arguments.parse_args().closed}
    print(f"{'CPU microseconds':<28}" + "".join(f"{closed:>14,} closed" for closed in costs))
    for name in next(iter(costs.values())):
        print(f"{name:<28}" + "".join(f"{cost[name]:>21,.0f}" for cost in costs.values()))


if __name__ == "__main__":
    main()
