"""Show that every proof fails when what it proves is switched off.

    python tests/torture.py [ID ...]

Each test of what the procedures ask for (docs/procedures.md) runs once as it is, and must pass; and once for every row
of its id in tests/support/features.py, with what that row names taken away, and must then fail by what it asserts. Exit
1 when a test passes without its feature, when anything crashes instead, and when an id has tests but no row or rows but
no test.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.features import FEATURES  # noqa: E402  # the checkout has to be found first
from tests.support.taken_away import AS_IT_IS, CRASHED, ID  # noqa: E402  # likewise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TESTS = "tests/e2e/procedures"
OPTIONS = ("-p", "tests.support.without", "-n", "2", "-q", "--no-summary", "--tb=short")
GOOD = frozenset({"passes", "fails"})


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a test, as it is or while the desk was `lacking` something; `why` tells how it fell."""

    id: str
    test: str
    lacking: str
    passed: bool
    crashed: bool
    why: str

    @property
    def verdict(self) -> str:
        """What became of it, in capitals unless that is as it should be."""
        if self.crashed:
            return "CRASHES"
        if self.lacking == AS_IT_IS:
            return "passes" if self.passed else "FAILS"
        return "STILL PASSES" if self.passed else "fails"


class Runs:
    """A plugin of pytest that keeps what became of each test."""

    def __init__(self) -> None:
        self.all: list[Run] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = dict(report.user_properties)
        crashed = bool(said.get(CRASHED, report.failed))
        if report.when == "call" or crashed:
            test, _, lacking = report.nodeid.rpartition("::")[2].partition("[")
            id_ = str(said.get(ID, ""))
            self.all.append(Run(id_, test, lacking.rstrip("]"), report.passed, crashed, report.longreprtext))


def table(runs: Iterable[Run]) -> list[str]:
    """Return a line for every run, in the order of the ids."""
    rows = [("id", "test", "switched off", "result")]
    for run in sorted(runs, key=_order):
        rows.append((run.id, run.test, "-" if run.lacking == AS_IT_IS else run.lacking, run.verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return ["  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _order(run: Run) -> tuple[str, int, bool, str]:
    source, _, number = run.id.partition("-")
    return source, int(number or 0), run.lacking != AS_IT_IS, run.lacking


def main(ids: Sequence[str]) -> int:
    """Run the tests of these ids, or all, print the table, and return the exit code."""
    runs, wanted = Runs(), [argument for id_ in ids for argument in ("--id", id_)]
    # A server that is missing is a failure here: nothing would be shown without it.
    os.environ["MAILD_TEST_NEEDS"] = "all"
    pytest.main(["-c", str(ROOT / "pyproject.toml"), *OPTIONS, *wanted, str(ROOT / TESTS)], plugins=[runs])
    print(*table(runs.all), sep="\n")
    bad = [run for run in runs.all if run.verdict not in GOOD]
    for run in bad:
        print(f"\n{run.id} {run.test}, {run.lacking}: {run.verdict}\n{run.why}")
    tested, rowed = {run.id for run in runs.all}, {row.id for row in FEATURES if not ids or row.id in ids}
    for id_ in sorted(tested ^ rowed):
        print(f"{id_} has {'no row in tests/support/features.py' if id_ in tested else 'no test'}")
    off = sum(run.lacking != AS_IT_IS for run in runs.all)
    print(
        f"\n{len(tested)} ids, {len(runs.all) - off} tests, {off} times switched off: {len(bad)} not as they should be"
    )
    return 1 if bad or tested ^ rowed or not tested else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
