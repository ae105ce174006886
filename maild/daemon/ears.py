"""Hears, where several daemons share a database, that another one has put letters into the outbox."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from maild.errors import TemporaryError

if TYPE_CHECKING:
    from threading import Event

    from maild.desk.health import Health
    from maild.desk.ports import Clock

PART = "ears"
SLICE_SECONDS = 5.0

log = logging.getLogger(__name__)


class Announcements(Protocol):
    """What other daemons announce."""

    def wait(self, seconds: float) -> bool:
        """Wait for an announcement, at most so long; TemporaryError when none can come."""

    def close(self) -> None:
        """Hear no more."""


class Ears:
    """Wakes the sender for letters of other daemons; without it they would wait for its next sweep."""

    def __init__(self, announcements: Announcements, health: Health, clock: Clock, wake: Event) -> None:
        self._announcements = announcements
        self._health = health
        self._clock = clock
        self._wake = wake

    def run(self, stop: Event) -> None:
        """Listen until told to stop."""
        while not stop.is_set():
            self._health.beat(PART, self._clock())
            try:
                if self._announcements.wait(SLICE_SECONDS):
                    self._wake.set()
            except TemporaryError as error:
                log.info("other daemons cannot be heard error=%s", error.what)
                stop.wait(SLICE_SECONDS)
        self._announcements.close()
