"""A mailer in memory: it takes every letter unless a test has scripted what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.desk.ports import Letter, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maild.desk.ports import Result


class Killed(BaseException):
    """The process died here; nothing in maild catches it."""


class FakeMailer:
    """`taken` holds the letters that a server took in, also those whose answer was lost.

    `script` says what becomes of the next letters to a recipient; `down` leaves the server unreachable; `die_after`
    kills the process when so many letters were taken, before anybody is told of the last one.
    """

    def __init__(self) -> None:
        self.taken: list[Letter] = []
        self.down = ""
        self.die_after: int | None = None
        self._scripts: dict[str, list[Outcome]] = {}

    def script(self, recipient: str, result: Result, answer: str = "", code: int = 0, status: str = "") -> None:
        """Let the next letter to this recipient end so; what is scripted first comes first."""
        self._scripts.setdefault(recipient, []).append(Outcome(0, result, answer, code, status))

    def taken_by(self, recipient: str) -> list[Letter]:
        """Return the letters taken for a recipient."""
        return [letter for letter in self.taken if letter.recipient == recipient]

    def deliver(self, letters: Sequence[Letter], report: Callable[[Outcome], None]) -> None:
        for letter in letters:
            report(self._outcome(letter))

    def close(self) -> None:
        pass

    def _outcome(self, letter: Letter) -> Outcome:
        if self.down:
            return Outcome(letter.id, "unreachable", self.down)
        scripts = self._scripts.get(letter.recipient)
        outcome = scripts.pop(0) if scripts else Outcome(0, "sent", "250 2.0.0 accepted", 250, "2.0.0")
        if outcome.result in {"sent", "unsure"}:
            self.taken.append(letter)
            if len(self.taken) == self.die_after:
                raise Killed
        return replace(outcome, id=letter.id)
