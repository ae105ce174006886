"""One round of sending: the letters that wait, shared out among a few connections."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import TYPE_CHECKING

from maild.desk.ports import Outcome
from maild.errors import MaildError
from maild.transport.smtp.connection import Connection, connect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maild.desk.ports import Letter
    from maild.transport.settings import SmtpSettings

    Report = Callable[[Outcome], None]

STOPPED = "Sending was stopped."
LAST_SECOND = 1.0


class Pool:
    """The connections that are kept for the next letters."""

    def __init__(self, settings: SmtpSettings, monotonic: Callable[[], float]) -> None:
        self.settings = settings
        self._monotonic = monotonic
        self._kept: list[Connection] = []

    def take(self) -> Connection | None:
        """Return the connection that rested least, or None when all are at work."""
        return self._kept.pop() if self._kept else None

    def keep(self, connection: Connection) -> None:
        """Keep a connection for later, if it can still be used."""
        if connection.usable:
            connection.rested_since = self._monotonic()
            self._kept.append(connection)

    async def quit(self, *, rested_for: float = 0.0) -> None:
        """Leave politely over all connections that have rested so long."""
        until = self._monotonic() - rested_for
        leaving = [connection for connection in self._kept if connection.rested_since <= until]
        self._kept = [connection for connection in self._kept if connection not in leaving]
        await asyncio.gather(*(connection.quit() for connection in leaving))


class Delivery:
    """Letters on their way; each is reported once, in the thread that runs it."""

    def __init__(self, pool: Pool, letters: Sequence[Letter], report: Report) -> None:
        self._pool = pool
        self._report = report
        self._waiting = deque(letters)
        self._loop = asyncio.get_running_loop()
        self._connecting = asyncio.Lock()
        self._workers: set[asyncio.Task[None]] = set()
        self._trouble: MaildError | None = None
        self._stopped = False

    async def run(self) -> None:
        """Send all letters; raises only what `report` raises."""
        count = min(self._pool.settings.connections, len(self._waiting))
        self._workers = {asyncio.create_task(self._work()) for _ in range(count)}
        try:
            if self._workers:
                await asyncio.wait(self._workers, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            self._stopped = True
            for worker in self._workers:
                worker.cancel()
            done = await asyncio.gather(*self._workers, return_exceptions=True)
        for error in done:
            if isinstance(error, Exception):
                raise error
        because = str(self._trouble) if self._trouble else STOPPED
        for letter in self._waiting:
            self._report(Outcome(letter.id, "unreachable", because.replace("\n", " ")))

    def hurry(self) -> None:
        """Begin no other letter and give those on their way a second; may be called from any thread."""
        # The loop may have ended in the meantime, and with it this delivery.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        self._stopped = True
        for worker in self._workers:
            self._loop.call_later(LAST_SECOND, worker.cancel)

    async def _work(self) -> None:
        """Send letters over one connection until none waits or the server is gone."""
        while self._waiting and not self._stopped and (connection := await self._connected()):
            try:
                await self._send_over(connection)
            finally:
                self._pool.keep(connection)

    async def _send_over(self, connection: Connection) -> None:
        while self._waiting and not self._stopped and connection.usable:
            letter = self._waiting.popleft()
            outcome = await connection.send(letter)
            if outcome is None:
                # A connection that was kept had ended meanwhile: the letter begins again over another one.
                self._waiting.appendleft(letter)
            else:
                self._report(outcome)

    async def _connected(self) -> Connection | None:
        """Return a connection, or None when this round has seen that there is none to be had."""
        # One after the other: a wrong password is tried once, and not by every worker for every letter.
        async with self._connecting:
            connection = self._pool.take()
            if connection or self._trouble:
                return connection
            try:
                return await connect(self._pool.settings)
            except MaildError as error:
                self._trouble = error
                return None
