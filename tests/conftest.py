"""The real servers as fixtures, started once a run, and the marker `needs`.

A test that needs a server which is not installed is not run, and one line at the end says so. With
MAILD_TEST_NEEDS=all such a test fails instead.
"""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support.needs import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.dovecot import Account, Dovecot
    from tests.support.exim import Exim
    from tests.support.postgres import Postgres
    from tests.support.token_server import TokenServer

ALL_MUST_RUN = os.environ.get("MAILD_TEST_NEEDS") == "all"
NOT_RUN = pytest.StashKey[dict[str, list[str]]]()

# How long one example takes tells how busy the machine is, and nothing of maild.
settings.register_profile("maild", deadline=None)
settings.load_profile("maild")


# --- the marker ------------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOT_RUN] = defaultdict(list)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if ALL_MUST_RUN:
        return
    left_out = [item for item in items if missing(_needed(item))]
    for item in left_out:
        for server in missing(_needed(item)):
            config.stash[NOT_RUN][server].append(item.name)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if absent := missing(_needed(item)):
        pytest.fail(f"needs {' and '.join(absent)}, which must be installed here", pytrace=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    # A worker of pytest-xdist prints nothing itself: it hands over what it knows.
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_run"] = dict(session.config.stash[NOT_RUN])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    # Every worker collects all tests, so one answer is enough.
    node.config.stash[NOT_RUN].update(getattr(node, "workeroutput", {}).get("not_run", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not_run := config.stash[NOT_RUN]:
        terminalreporter.write_line(
            "not run, " + "; ".join(f"needs {server}: {', '.join(tests)}" for server, tests in sorted(not_run.items()))
        )


def _needed(item: pytest.Item) -> tuple[str, ...]:
    return tuple(server for marker in item.iter_markers("needs") for server in marker.args)


# --- the servers -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def token_server() -> Iterator[TokenServer]:
    """An OAuth2 server whose tokens the Dovecot of this run accepts."""
    from tests.support.token_server import TokenServer

    with TokenServer() as server:
        yield server


@pytest.fixture(scope="session")
def dovecot(token_server: TokenServer) -> Iterator[Dovecot]:
    """The IMAP server of this run; tests that stop it or change it start their own."""
    from tests.support.dovecot import Dovecot

    with Dovecot(oauth=token_server) as server:
        yield server


@pytest.fixture(scope="session")
def exim(dovecot: Dovecot) -> Iterator[Exim]:
    """The mail server of this run: it delivers into the mailboxes of `dovecot`."""
    from tests.support.exim import Exim

    with Exim(dovecot.lmtp_port) as server:
        yield server


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    """A mailbox that nobody has used."""
    return dovecot.account()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server of this run."""
    from tests.support.postgres import Postgres

    with Postgres() as server:
        yield server
