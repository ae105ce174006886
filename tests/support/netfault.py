"""A TCP proxy that misbehaves: it stands between a client and a real server, and fails as networks do."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from tests.support.processes import LOOPBACK

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Callable


@dataclass
class FaultProxy:
    """Passes everything on to `target_port` until one of its faults is set; faults can be set at any time.

    `refuse`: new connections are reset at once. `delay`: seconds before each piece, both ways. `split`: what the server
    says comes in two pieces, so many seconds apart. `blackhole`: everything is swallowed, as by a dead peer.
    `cut_when`: connections are reset as soon as this passes, either way. `replace`: this of the server becomes that,
    once.
    """

    target_port: int
    refuse: bool = False
    delay: float = 0.0
    split: float = 0.0
    blackhole: bool = False
    cut_when: bytes = b""
    replace: tuple[bytes, bytes] | None = None
    connections: int = 0
    _open: set[tuple[StreamWriter, StreamWriter]] = field(default_factory=set)

    def __enter__(self) -> Self:
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main(started)))
        self._thread.start()
        assert started.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._end.set)
        self._thread.join(5)

    def cut(self, *, politely: bool = False) -> None:
        """End all connections: by a reset, or politely by an end of file."""
        self._call(lambda: [_close(writer, politely=politely) for pair in self._open for writer in pair])

    def inject(self, octets: bytes) -> None:
        """Say this to all clients now."""
        self._call(lambda: [client.write(octets) for client, _server in self._open])

    def _call(self, function: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(function)

    async def _main(self, started: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, LOOPBACK, 0)
        self.port: int = server.sockets[0].getsockname()[1]
        started.set()
        await self._end.wait()
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: StreamReader, client: StreamWriter) -> None:
        self.connections += 1
        if self.refuse:
            _close(client)
            return
        server_reader, server = await asyncio.open_connection(LOOPBACK, self.target_port)
        pair = (client, server)
        self._open.add(pair)
        try:
            await asyncio.gather(self._pass_up(reader, pair), self._pass_down(server_reader, pair))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(pair)
            for writer in pair:
                _close(writer)

    async def _pass_up(self, reader: StreamReader, pair: tuple[StreamWriter, StreamWriter]) -> None:
        while octets := await reader.read(65536):
            await self._pass(octets, pair, pair[1])
        _end(pair[1])

    async def _pass_down(self, reader: StreamReader, pair: tuple[StreamWriter, StreamWriter]) -> None:
        while octets := await reader.read(65536):
            if self.replace and self.replace[0] in octets:
                old, new = self.replace
                self.replace = None
                octets = octets.replace(old, new, 1)
            if self.split and len(octets) > 1:
                half = len(octets) // 2
                await self._pass(octets[:half], pair, pair[0])
                await asyncio.sleep(self.split)
                octets = octets[half:]
            await self._pass(octets, pair, pair[0])
        _end(pair[0])

    async def _pass(self, octets: bytes, pair: tuple[StreamWriter, StreamWriter], to: StreamWriter) -> None:
        await asyncio.sleep(self.delay)
        if self.blackhole:
            return
        if self.cut_when and self.cut_when in octets:
            for writer in pair:
                _close(writer)
            raise ConnectionResetError
        to.write(octets)
        await to.drain()


def _end(writer: StreamWriter) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        writer.write_eof()


def _close(writer: StreamWriter, *, politely: bool = False) -> None:
    if politely:
        writer.close()
        return
    with contextlib.suppress(OSError, AttributeError):
        connection: socket.socket = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
