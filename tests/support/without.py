"""A plugin of pytest: every test of a procedure runs as it is, and then without its feature in every way there is.

The rows stand in tests/support/features.py. A test carries the id of what it proves at the beginning of its docstring.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.features import FEATURES
from tests.support.taken_away import AS_IT_IS, CRASHED, ID

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    Reporting = Generator[None, pytest.TestReport, pytest.TestReport]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--id", action="append", metavar="ID", help="only the tests of this id")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "taken_away" in metafunc.fixturenames:
        rows = [row for row in FEATURES if row.id == id_of(metafunc.function)]
        ids = [AS_IT_IS, *(row.lacking for row in rows)]
        metafunc.parametrize("taken_away", [None, *rows], indirect=True, ids=ids)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--id")
    found = {item: id_of(getattr(item, "function", None)) for item in items}
    items[:] = [item for item, id_ in found.items() if id_ and (not wanted or id_ in wanted)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Reporting:
    report = yield
    other = call.excinfo is not None and not call.excinfo.errisinstance(AssertionError)
    crashed = report.failed and (other or call.when != "call")
    report.user_properties += [(ID, id_of(getattr(item, "function", None))), (CRASHED, crashed)]
    return report


def id_of(function: Callable[..., object] | None) -> str:
    """Return the id that a test proves, "" for a test of none."""
    return id_in(getattr(function, "__doc__", None))


def id_in(docstring: str | None) -> str:
    """Return the id with which a docstring begins, "" when there is none."""
    found = re.match(r"([A-Z]{3}-\d+)[.:]", docstring or "")
    return found[1] if found else ""
