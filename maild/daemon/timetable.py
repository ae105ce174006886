"""What is done by the clock: `schedule` ticks, and the database knows when each job last ran.

A job is asked every minute whether it is due. Its work and the record of its run are one commit, so that it happens
once, also across restarts and daemons; a job that fails is tried again at the next tick and never blocks another.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import schedule

from maild.errors import TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from threading import Event

    from maild.desk.health import Health
    from maild.desk.ports import Clock

PART = "timetable"
EVERY_SECONDS = 60
SLICE_SECONDS = 10.0
BEGUN_ANEW_SECONDS = 600.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done by the clock: `run` asks the database whether it is due, and does it."""

    name: str
    run: Callable[[datetime], None]


class Timetable:
    """Asks every job every minute, in a thread of its own."""

    def __init__(self, jobs: Sequence[Job], health: Health, clock: Clock) -> None:
        self._jobs = jobs
        self._health = health
        self._clock = clock

    def run(self, stop: Event) -> None:
        """Tick until told to stop."""
        while not stop.is_set():
            # `schedule` goes by the wall clock, which may be set back: the steady clock then begins a new one.
            ticking, begun = self._ticking(), monotonic()
            self.tick()
            while monotonic() - begun < BEGUN_ANEW_SECONDS and not stop.wait(SLICE_SECONDS):
                self._health.beat(PART, self._clock())
                ticking.run_pending()

    def _ticking(self) -> schedule.Scheduler:
        ticking = schedule.Scheduler()
        ticking.every(EVERY_SECONDS).seconds.do(self.tick)
        return ticking

    def tick(self) -> None:
        """Ask every job once."""
        for job in self._jobs:
            self._health.beat(PART, self._clock())
            try:
                job.run(self._clock())
            except TemporaryError as error:
                log.warning("a job has to wait job=%s error=%s", job.name, error.what)
            except Exception:  # a job that nobody foresaw to fail must not keep the others from running
                log.exception("a job failed, it is tried again job=%s", job.name)
