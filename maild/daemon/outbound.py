"""The one thread that sends: woken by every commit, and sweeping every few seconds for what came otherwise."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from maild.daemon.patience import Patience
from maild.desk.outgoing.dispatch import AT_ONCE
from maild.errors import TemporaryError

if TYPE_CHECKING:
    from threading import Event

    from maild.desk.health import Health
    from maild.desk.outgoing.dispatch import Dispatch
    from maild.desk.ports import Clock, Mailer

PART = "sender"
SWEEP_SECONDS = 5.0
# A claim older than this belongs to a daemon that died: sending one round takes far less.
CLAIM_LASTS = timedelta(minutes=10)

log = logging.getLogger(__name__)


class Outbound:
    """Sends what is due, in a thread of its own."""

    def __init__(self, dispatch: Dispatch, mailer: Mailer, health: Health, clock: Clock, wake: Event) -> None:
        self._dispatch = dispatch
        self._mailer = mailer
        self._health = health
        self._clock = clock
        self._wake = wake

    def run(self, stop: Event) -> None:
        """Send until told to stop."""
        patience = Patience()
        while not stop.is_set():
            try:
                sent = self._dispatch.send_due()
            except TemporaryError as error:
                self._beat(error.what)
                patience.wait(stop, partial(self._beat, error.what))
                continue
            self._beat("" if sent.reachable else "the SMTP server cannot be reached")
            patience.reset()
            if sent.letters < AT_ONCE and self._wake.wait(SWEEP_SECONDS):
                self._wake.clear()
        self._mailer.close()

    def send_all(self) -> bool:
        """Send until nothing is due any more; False when the server could not be reached."""
        while True:
            sent = self._dispatch.send_due()
            if not sent.letters or not sent.reachable:
                self._mailer.close()
                return sent.reachable

    def interrupt(self) -> None:
        """End the waiting for letters."""
        self._wake.set()

    def _beat(self, trouble: str = "") -> None:
        if self._health.beat(PART, self._clock(), trouble):
            log.warning("sending has stopped error=%s", trouble) if trouble else log.info("sending again")
