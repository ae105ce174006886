"""A bell that one thread rings to wake another that waits for a socket."""

from __future__ import annotations

import contextlib
import os
import select
import weakref


class Bell:
    """A pipe whose reading end can be polled together with sockets."""

    def __init__(self) -> None:
        self.reader, self._writer = os.pipe()
        for end in (self.reader, self._writer):
            os.set_blocking(end, False)
            weakref.finalize(self, os.close, end)

    def ring(self) -> None:
        """Wake who waits, now or when they begin to wait."""
        # A full pipe rings already.
        with contextlib.suppress(BlockingIOError):
            os.write(self._writer, b"!")

    def wait(self, seconds: float) -> None:
        """Wait until it rings, at most so long; `heard` tells which it was."""
        poller = select.poll()
        poller.register(self.reader, select.POLLIN)
        poller.poll(seconds * 1000)

    def heard(self) -> bool:
        """Say whether the bell rang since it was last asked."""
        try:
            return bool(os.read(self.reader, 4096))
        except BlockingIOError:
            return False
