"""One mailbox: fetch B, hand B to the worker, file A, fetch C; at most two batches exist at a time.

A mail is filed only after the commit that took it in. Whatever goes wrong, the connection is dropped, and the next
round lists the folder again: what was journalled meanwhile is only filed.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Literal

from maild.daemon.patience import Patience
from maild.daemon.worker import Stopped
from maild.desk.batches import batches, wanted
from maild.desk.records import Baseline, Changes, Place
from maild.errors import PermanentError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future
    from threading import Event

    from maild.daemon.worker import Worker
    from maild.desk.health import Health
    from maild.desk.intake import Intake
    from maild.desk.ports import Clock, FolderState, Listed, Mailbox, Store, Turn

IDLE_SLICE_SECONDS = 20.0
ANOTHER_READS_SECONDS = 5.0

log = logging.getLogger(__name__)


class Inbound:
    """Reads one folder of one mailbox, in a thread of its own."""

    def __init__(
        self,
        mailbox: Mailbox,
        folder: str,
        turn: Turn,
        intake: Intake,
        store: Store,
        worker: Worker,
        health: Health,
        clock: Clock,
        *,
        start: Literal["new", "all"] = "new",
        poll_seconds: float = 60.0,
        part: str = "mailbox",
    ) -> None:
        self._mailbox = mailbox
        self._folder = folder
        self._turn = turn
        self._intake = intake
        self._store = store
        self._worker = worker
        self._health = health
        self._clock = clock
        self._start = start
        self._poll_seconds = poll_seconds
        self._careful = False
        self.name = f"{part} {mailbox.name}"

    def run(self, stop: Event) -> None:
        """Read until told to stop."""
        patience = Patience()
        while not stop.is_set():
            try:
                self.read(stop)
                self._beat()
                patience.reset()
                self._wait(stop)
            except Stopped:
                break
            except (TemporaryError, PermanentError) as error:
                self._drop(error.what)
                if patience.wait(stop, partial(self._beat, error.what)):
                    break
        self.close()

    def take_care(self) -> None:
        """Take what waits in singly at first, because the daemon before this one did not end well (rule 8)."""
        self._careful = True

    def interrupt(self) -> None:
        """End the waiting for new mail."""
        self._mailbox.interrupt()

    def close(self) -> None:
        """Leave the mailbox to whoever wants it."""
        self._mailbox.close()
        self._turn.release()

    def read(self, stop: Event) -> int:
        """Take in all that waits, and return how many mails that were; none while another daemon reads here."""
        if not self._turn.acquire():
            return 0
        state = self._mailbox.open()
        listed = self._wanted(state)
        taken = 0
        before: Future[dict[Place, str]] | None = None
        for batch in batches(listed):
            if stop.is_set():
                break
            fetched = self._mailbox.fetch(batch)
            handed = self._worker.submit(fetched, careful=self._careful) if fetched else None
            self._beat()
            taken += len(fetched)
            self._file_result(before)
            before = handed
        self._file_result(before)
        self._careful = False
        return taken

    def _wanted(self, state: FolderState) -> list[Listed]:
        """Return what is to be taken in; what was taken in before is filed again on the way (rule 1)."""
        baseline = self._baseline(state)
        listed = wanted(self._mailbox.listing(), baseline, state.uidvalidity)
        places = {Place(self._mailbox.name, self._folder, state.uidvalidity, mail.uid): mail for mail in listed}
        known = self._intake.known(places) if places else {}
        self._file(known)
        return [mail for place, mail in places.items() if place not in known]

    def _baseline(self, state: FolderState) -> Baseline:
        """Rule 9: mail from before the first start stays untouched, and is never answered."""
        known = self._store.baseline(self._mailbox.name, self._folder)
        if known is not None:
            return known
        now = self._clock().replace(microsecond=0)
        uidnext, moment = (state.uidnext, now) if self._start == "new" else (1, now.replace(year=1970))
        baseline = Baseline(self._mailbox.name, self._folder, state.uidvalidity, uidnext, moment)
        with self._store.begin() as work:
            work.write(Changes(baselines=(baseline,)))
            work.commit()
        return baseline

    def _file_result(self, handed: Future[dict[Place, str]] | None) -> None:
        if handed is not None:
            self._file(self._answer(handed))

    def _answer(self, handed: Future[dict[Place, str]]) -> dict[Place, str]:
        while True:
            try:
                return handed.result(timeout=IDLE_SLICE_SECONDS)
            except TimeoutError:
                self._beat()

    def _file(self, outcome: Mapping[Place, str]) -> None:
        held = {place.uid for place, disposition in outcome.items() if disposition == "quarantined"}
        done = {place.uid for place in outcome} - held
        if done:
            self._mailbox.file(sorted(done), "processed")
        if held:
            self._mailbox.file(sorted(held), "quarantine")

    def _wait(self, stop: Event) -> None:
        if not self._turn.acquire():
            stop.wait(ANOTHER_READS_SECONDS)
            return
        left = self._poll_seconds
        while left > 0 and not stop.is_set():
            if self._mailbox.wait(min(left, IDLE_SLICE_SECONDS)):
                return
            self._beat()
            left -= IDLE_SLICE_SECONDS

    def _drop(self, trouble: str) -> None:
        if self._beat(trouble):
            log.warning("the mailbox cannot be read mailbox=%s error=%s", self._mailbox.name, trouble)
        self._mailbox.close()

    def _beat(self, trouble: str = "") -> bool:
        return self._health.beat(self.name, self._clock(), trouble)
