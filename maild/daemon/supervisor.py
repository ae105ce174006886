"""Starts the parts of the daemon, watches that they live, and stops them in order.

The watchdog of systemd is fed only while every part's pulse is fresh: a daemon of which one part hangs is started
again, which loses nothing.
"""

from __future__ import annotations

import logging
import signal
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Protocol

from maild.daemon.systemd import notify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

    from maild.desk.health import Health
    from maild.desk.ports import Clock

TICK_SECONDS = 1.0
# SMTP is given a second to finish, a batch as long as it takes; systemd's TimeoutStopSec is the last word.
PATIENCE_SECONDS = 25.0

log = logging.getLogger(__name__)


class Runs(Protocol):
    """A part of the daemon: runs in a thread of its own until the event is set."""

    def run(self, stop: Event) -> None:
        """Run until told to stop."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part by its name; `interrupt` ends what it waits for, when stopping."""

    name: str
    runs: Runs
    interrupt: Callable[[], None] = lambda: None


class Supervisor:
    """Runs the parts until a signal comes or one of them fails."""

    def __init__(self, parts: Sequence[Part], health: Health, clock: Clock, reload: Callable[[], object]) -> None:
        self._parts = parts
        self._health = health
        self._clock = clock
        self._reload = reload
        self._stop = Event()
        self._failed: list[str] = []

    def stop(self) -> None:
        """Ask everything to stop; returns at once."""
        self._stop.set()

    def run(self) -> bool:
        """Run until told to stop; True when all parts ended well."""
        threads = [Thread(target=self._guarded, args=(part,), name=part.name, daemon=True) for part in self._parts]
        for thread in threads:
            thread.start()
        notify("READY=1")
        log.info("maild is running parts=%s", ",".join(part.name for part in self._parts))
        while not self._stop.wait(TICK_SECONDS):
            self._feed_watchdog()
        notify("STOPPING=1")
        for part in self._parts:
            part.interrupt()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        left = [thread.name for thread in threads if thread.is_alive()]
        log.info("maild has stopped unfinished=%s", ",".join(left) or "none")
        return not self._failed and not left

    def heed_signals(self) -> None:
        """Stop on SIGTERM and SIGINT, read the rules again on SIGHUP; only the main thread may call this."""
        signal.signal(signal.SIGTERM, self._on_stop)
        signal.signal(signal.SIGINT, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_reload)

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _on_reload(self, _number: int, _frame: FrameType | None) -> None:
        # Rules that have not changed stay silent otherwise, and whoever asked would wait for an answer.
        log.info("the rules are looked at, as a signal asks")
        self._reload()

    def _guarded(self, part: Part) -> None:
        try:
            part.runs.run(self._stop)
        except BaseException:
            log.exception("a part of the daemon failed part=%s", part.name)
            self._failed.append(part.name)
        # One part that has ended, for whatever reason, ends them all: the daemon starts again as a whole.
        self._stop.set()

    def _feed_watchdog(self) -> None:
        stale = self._health.stale(self._clock())
        if stale:
            log.error("parts give no sign of life parts=%s", ",".join(stale))
        else:
            notify("WATCHDOG=1")
