"""Mails that cannot be read: they are asked for alone, and rest for a while, so that one mail stops no other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BREAKS_BEFORE_REST = 3
REST_FOR = 3600.0


@dataclass(slots=True)
class Suspects:
    """What is known of mails at which reading failed; `monotonic` is a clock in seconds."""

    monotonic: Callable[[], float]
    _breaks: dict[int, int] = field(default_factory=dict)
    _rests_until: dict[int, float] = field(default_factory=dict)

    def groups(self, uids: Sequence[int]) -> list[list[int]]:
        """Return the UIDs as they are to be read: those above suspicion together and first, each other one alone."""
        together = [uid for uid in uids if uid not in self._breaks]
        alone = [[uid] for uid in uids if uid in self._breaks]
        return [together, *alone] if together else alone

    def broke(self, uids: Sequence[int]) -> list[int]:
        """Note that the connection broke while these were read; return those that rest from now on.

        Only a mail that was read alone is blamed, and only after the third time: lines break without any mail's fault.
        """
        for uid in uids:
            self._breaks[uid] = self._breaks.get(uid, 0) + (len(uids) == 1)
        resting = [uid for uid in uids if self._breaks[uid] >= BREAKS_BEFORE_REST]
        for uid in resting:
            self._breaks[uid] = 0
            self._rests_until[uid] = self.monotonic() + REST_FOR
        return resting

    def rests(self, uid: int) -> bool:
        """Say whether a mail is left out now."""
        return self._rests_until.get(uid, 0.0) > self.monotonic()

    def cleared(self, uids: Sequence[int]) -> None:
        """Note that these could be read."""
        for uid in uids:
            self._breaks.pop(uid, None)
            self._rests_until.pop(uid, None)
