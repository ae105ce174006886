"""The server of the pages as a part of the daemon, over real sockets."""

from __future__ import annotations

import http.client
import logging
import socket
import time
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from maild.web.server import PART, WebServer
from tests.support.pages import PublicDesk
from tests.support.served import Served

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def served() -> Iterator[Served]:
    with Served(PublicDesk()) as served:
        yield served


def get(port: int, path: str, host: str = "127.0.0.1") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_pages_are_served_and_say_nothing_of_the_server(served: Served) -> None:
    answer = get(served.port, "/health")
    assert answer.status == 200
    assert answer.getheader("Server") is None


def test_it_gives_a_sign_of_life_as_soon_as_it_serves(served: Served) -> None:
    assert PART in served.desk.health.pulses


def test_it_stops_from_another_thread_at_once_also_with_a_connection_open() -> None:
    with Served(PublicDesk()) as served:
        idle = socket.create_connection(("127.0.0.1", served.port))
        idle.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        begun = time.monotonic()
        served.stop()
        assert time.monotonic() - begun < 3
        idle.close()
    with pytest.raises(OSError):
        get(served.port, "/health")


def test_a_taken_port_is_one_warning_and_no_end(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        desk, stop = PublicDesk(), Event()
        server = WebServer(desk.site, ("127.0.0.1", taken.getsockname()[1]), desk.health, desk.clock)
        thread = Thread(target=server.run, args=(stop,))
        thread.start()
        while PART not in desk.health.pulses:
            time.sleep(0.01)
        assert thread.is_alive()
        stop.set()
        thread.join(3)
    assert not thread.is_alive()
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert "Address already in use" in warnings[0].getMessage()


def test_headers_without_end_are_refused(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 40_000)
        assert client.recv(100).startswith(b"HTTP/1.1 400")


def test_an_address_of_version_six_is_served_too() -> None:
    if not socket.has_dualstack_ipv6():
        pytest.fail("this machine has no IPv6 loopback")
    with Served(PublicDesk(), host="::1") as served:
        assert get(served.port, "/health", "::1").status == 200


def test_many_ask_at_once_and_all_are_answered(served: Served) -> None:
    path = served.desk.page_path()
    statuses: list[int] = []
    threads = [Thread(target=lambda: statuses.append(get(served.port, path).status)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 20
