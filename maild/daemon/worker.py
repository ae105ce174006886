"""The one thread that parses, decides and commits: batches come from the mailboxes, one at a time."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING

from maild.daemon.patience import Patience
from maild.errors import TemporaryError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    from maild.desk.health import Health
    from maild.desk.intake import Intake
    from maild.desk.ports import Clock, Fetched
    from maild.desk.records import Place

PART = "worker"
WAITING_SECONDS = 5.0

log = logging.getLogger(__name__)


class Stopped(Exception):  # noqa: N818  # it is no error: the daemon is told to stop
    """The daemon stops before this batch was taken in; it is fetched again at the next start."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Fetched mails on their way into the intake; `careful` after an unclean end (rule 8)."""

    mails: Sequence[Fetched]
    careful: bool
    outcome: Future[dict[Place, str]]


class Worker:
    """Takes batches in; a database that is away is waited for, and no mail suffers for it."""

    def __init__(self, intake: Intake, health: Health, clock: Clock, wake: Event) -> None:
        self._intake = intake
        self._health = health
        self._clock = clock
        self._wake = wake
        self._queue: Queue[Batch | None] = Queue(maxsize=1)

    def submit(self, mails: Sequence[Fetched], *, careful: bool = False) -> Future[dict[Place, str]]:
        """Hand a batch over, waiting while the one before it has not begun."""
        batch = Batch(mails, careful, Future())
        self._queue.put(batch)
        return batch.outcome

    def run(self, stop: Event) -> None:
        """Work until told to stop; what has been handed over is finished."""
        patience = Patience()
        while not (stop.is_set() and self._queue.empty()):
            self._beat()
            try:
                batch = self._queue.get(timeout=WAITING_SECONDS if not stop.is_set() else 0.1)
            except Empty:
                continue
            if batch is not None:
                self._take_in(batch, stop, patience)

    def interrupt(self) -> None:
        """End the waiting for batches."""
        with suppress(Full):
            self._queue.put_nowait(None)

    def _take_in(self, batch: Batch, stop: Event, patience: Patience) -> None:
        while True:
            try:
                receive = self._intake.receive_with_care if batch.careful else self._intake.receive
                batch.outcome.set_result(receive(batch.mails))
            except TemporaryError as error:
                if self._beat(error.what):
                    log.warning("the database is away, waiting error=%s", error.what)
                if patience.wait(stop, partial(self._beat, error.what)):
                    batch.outcome.set_exception(Stopped())
                    return
            except BaseException as error:
                batch.outcome.set_exception(error)
                raise
            else:
                patience.reset()
                self._wake.set()
                return

    def _beat(self, trouble: str = "") -> bool:
        return self._health.beat(PART, self._clock(), trouble)
