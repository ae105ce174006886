"""The server of the pages, as one part of the daemon: it lives in its thread, and stops when another one says so."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from starlette.types import ASGIApp

    from maild.desk.health import Health
    from maild.desk.ports import Clock

PART = "web"
TRIED_AGAIN_SECONDS = 15.0
# The loop ticks ten times a second, of which every fiftieth is a sign of life.
TICKS_A_PULSE = 50

log = logging.getLogger(__name__)


class WebServer:
    """Serves an application at an address; a taken port is one warning, and is tried again in silence.

    `port` is the one it got, which is another than the one asked for when that was 0.
    """

    def __init__(self, application: ASGIApp, address: tuple[str, int], health: Health, clock: Clock) -> None:
        self._application = application
        self._address = address
        self._health = health
        self._clock = clock
        self.port = 0

    def run(self, stop: Event) -> None:
        """Serve until told to stop."""
        warned = False
        while not stop.is_set():
            listening = self._listening()
            if isinstance(listening, OSError):
                if not warned:
                    log.warning("the pages cannot be served address=%s:%d error=%s", *self._address, listening.strerror)
                    warned = True
                self._beat()
                stop.wait(TRIED_AGAIN_SECONDS)
                continue
            with listening:
                self._serve(listening, stop)

    def _serve(self, listening: socket.socket, stop: Event) -> None:
        self.port = listening.getsockname()[1]
        log.info("the pages are served address=%s:%d", self._address[0], self.port)
        _Server(_config(self._application), stop, self._beat).run(sockets=[listening])

    def _listening(self) -> socket.socket | OSError:
        family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
        try:
            return socket.create_server(self._address, family=family)
        except OSError as error:
            return error

    def _beat(self) -> None:
        self._health.beat(PART, self._clock())


class _Server(uvicorn.Server):
    """A server that shows that its loop turns, and ends with the daemon."""

    def __init__(self, config: uvicorn.Config, stop: Event, beat: Callable[[], None]) -> None:
        super().__init__(config)
        self._stop = stop
        self._beat = beat

    async def on_tick(self, counter: int) -> bool:
        """Look around, ten times a second; True to end."""
        if counter % TICKS_A_PULSE == 0:
            self._beat()
        return await super().on_tick(counter) or self._stop.is_set()


def _config(application: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        # A request's address holds its reader's token, which no log may hold.
        access_log=False,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        limit_concurrency=100,
        backlog=100,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=16_384,
    )
