"""Parts of the daemon without threads: a batch is taken in at once, by whoever hands it over."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maild.desk.intake import Intake
    from maild.desk.ports import Fetched
    from maild.desk.records import Place


class OwnTurn:
    """The right to read a mailbox, which nobody else wants."""

    def acquire(self) -> bool:
        return True

    def release(self) -> None:
        pass


class AtOnce:
    """Does what the daemon's worker does, without a thread."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def submit(self, mails: Sequence[Fetched], *, careful: bool = False) -> Future[dict[Place, str]]:
        outcome: Future[dict[Place, str]] = Future()
        receive = self._intake.receive_with_care if careful else self._intake.receive
        outcome.set_result(receive(mails))
        return outcome
