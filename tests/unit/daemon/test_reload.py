"""Rules that change while the desk runs: what a signal asks for, and what the log says of a bad set."""

from __future__ import annotations

import logging
import os
import signal
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from maild.daemon.reload import RulesInForce, Watch
from maild.daemon.supervisor import Supervisor
from maild.desk.health import Health
from maild.errors import PermanentError
from tests.support.desk import rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maild.desk.rulebook import Rulebook

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Give this process its own answers to signals back."""
    handlers = [signal.getsignal(number) for number in SIGNALS]
    yield
    for number, handler in zip(SIGNALS, handlers, strict=True):
        signal.signal(number, handler)


def test_a_signal_to_read_the_rules_is_answered_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    asked: list[str] = []
    supervisor = Supervisor((), Health(), lambda: datetime(2026, 11, 20, tzinfo=UTC), lambda: asked.append("look"))
    supervisor.heed_signals()
    os.kill(os.getpid(), signal.SIGHUP)
    assert asked == ["look"]
    assert "as a signal asks" in caplog.text


def test_the_log_names_the_place_in_a_bad_file(caplog: pytest.LogCaptureFixture) -> None:
    good, digests, told = rulebook(), iter(["good", "bad", "bad"]), list[PermanentError]()
    bad = PermanentError("the rule files have a mistake", "survey.yaml:3:1: there is no setting")
    sets: Iterator[Rulebook | PermanentError] = iter([good, bad])

    def load() -> Rulebook:
        given = next(sets)
        if isinstance(given, PermanentError):
            raise given
        return given

    rules = RulesInForce(load, lambda: next(digests), told.append)
    assert not rules.look()
    assert not rules.look()
    assert rules() is good
    assert len(told) == 1
    assert "survey.yaml:3:1: there is no setting" in caplog.text


def test_a_busy_database_beside_the_rules_hides_no_sign_of_life(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    rules, health, stop = RulesInForce(rulebook, lambda: "same", pytest.fail), Health(), Event()
    watch = Watch(rules, tmp_path / "rules", health, lambda: datetime(2026, 11, 20, tzinfo=UTC))
    thread = Thread(target=watch.run, args=(stop,))
    thread.start()
    # Far less than the time after which the files are looked at in any case.
    for written in range(100):
        (tmp_path / "maild.db-wal").write_text(str(written))
        if stop.wait(0.1) or health.pulses:
            break
    stop.set()
    thread.join(10)
    assert list(health.pulses) == ["rules"]
