"""Walk at random through the intake, with kills, two daemons and renumbered folders, and look for what is wrong.

    python bench/walk.py [--runs 4000] [--first 0] [--sqlite]

Without --sqlite the store is in memory, where two daemons meet at every point of their transactions.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.schema import prepare
from tests.support.fake_store import FakeStore
from tests.support.stores import empty
from tests.support.walk import Walk


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=4000)
    parser.add_argument("--first", type=int, default=0, help="the seed of the first run")
    parser.add_argument("--sqlite", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the mails that stumble are logged with their traceback
    begun, mails, wrong = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        database = Database("sqlite:///walk.db", Path(folder))
        prepare(database)
        for seed in range(options.first, options.first + options.runs):
            if options.sqlite:
                empty(database)
            walk = Walk(DeskStore(database) if options.sqlite else FakeStore(), seed)
            mistakes = walk.go()
            mails += len(walk.sent)
            wrong += bool(mistakes)
            for mistake in mistakes:
                print(f"seed {seed}: {mistake}")
        database.close()
    print(f"{options.runs} runs, {mails} mails, {wrong} runs with mistakes, {time.monotonic() - begun:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
