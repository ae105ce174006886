"""The pages of a desk on a real port."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from maild.web.server import WebServer

if TYPE_CHECKING:
    from tests.support.pages import PublicDesk


class Served:
    """Serves the pages from entering the block to leaving it."""

    def __init__(self, desk: PublicDesk, host: str = "127.0.0.1") -> None:
        self.desk = desk
        self._stop = Event()
        self._server = WebServer(desk.site, (host, 0), desk.health, desk.clock)
        self._thread = Thread(target=self._server.run, args=(self._stop,), daemon=True)

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop, and wait until it has."""
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive(), "the pages are still served"

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self.desk.health.pulses:
            assert time.monotonic() < deadline, "the pages are not served"
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
