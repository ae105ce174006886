"""Waiting for something outside to come back: longer each time, with signs of life, and at once when told to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

FIRST_SECONDS, LONGEST_SECONDS, SLICE_SECONDS = 1.0, 60.0, 10.0


class Patience:
    """Doubles its wait from a second to a minute until `reset`."""

    def __init__(self, first: float = FIRST_SECONDS, longest: float = LONGEST_SECONDS) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def reset(self) -> None:
        """Begin again with the shortest wait."""
        self._next = self._first

    def wait(self, stop: Event, beat: Callable[[], object]) -> bool:
        """Wait once, calling `beat` on the way; True when the daemon is told to stop."""
        left, self._next = self._next, min(self._next * 2, self._longest)
        while left > 0:
            if stop.wait(min(left, SLICE_SECONDS)):
                return True
            beat()
            left -= SLICE_SECONDS
        return stop.is_set()
