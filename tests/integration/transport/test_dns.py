from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from maild.transport import dns as transport_dns
from maild.transport.dns import TxtLookup
from tests.support.processes import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "mail._domainkey.example.com"


class Monotonic:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class NameServer:
    """Answers TXT questions from `records`; "refused" and "silent" are what they say."""

    def __init__(self) -> None:
        self.records: dict[str, str] = {KEY: '"v=DKIM1; k=rsa; " "p=abc"'}
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self.port: int = self._socket.getsockname()[1]

    def serve(self) -> None:
        while True:
            wire, sender = self._socket.recvfrom(4096)
            if not wire:
                return
            question = dns.message.from_wire(wire)
            name = question.question[0].name.to_text().rstrip(".")
            self.asked.append(name)
            record = self.records.get(name)
            if record == "silent":
                continue
            answer = dns.message.make_response(question)
            answer.flags |= dns.flags.RA
            if record == "refused":
                answer.set_rcode(dns.rcode.SERVFAIL)
            elif record is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            else:
                answer.answer.append(dns.rrset.from_text(question.question[0].name, 600, "IN", "TXT", record))
            self._socket.sendto(answer.to_wire(), sender)

    def end(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", (LOOPBACK, self.port))

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def server() -> Iterator[NameServer]:
    server = NameServer()
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield server
    server.end()
    thread.join()
    server.close()


@pytest.fixture
def clock() -> Monotonic:
    return Monotonic()


@pytest.fixture
def txt(server: NameServer, clock: Monotonic, monkeypatch: pytest.MonkeyPatch) -> TxtLookup:
    monkeypatch.setattr(transport_dns, "PATIENCE", 0.2)
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [LOOPBACK], server.port
    return TxtLookup(resolver, monotonic=clock)


def test_the_strings_of_a_record_come_as_one(txt: TxtLookup) -> None:
    assert txt(KEY) == b"v=DKIM1; k=rsa; p=abc"


def test_a_name_is_asked_once_until_its_time_is_over(txt: TxtLookup, server: NameServer, clock: Monotonic) -> None:
    for name in (KEY, KEY + ".", KEY.upper()):
        assert txt(name)
    assert len(server.asked) == 1
    clock.seconds += 601
    txt(KEY)
    assert len(server.asked) == 2


def test_a_name_that_does_not_exist_has_no_record(txt: TxtLookup, server: NameServer) -> None:
    assert txt("nothing.example.com") is None
    assert txt("nothing.example.com") is None
    assert len(server.asked) == 1


@pytest.mark.parametrize("trouble", ["silent", "refused"])
def test_a_name_without_an_answer_is_left_alone_for_a_minute(
    trouble: str, txt: TxtLookup, server: NameServer, clock: Monotonic
) -> None:
    server.records["slow.example"] = trouble
    assert txt("slow.example") is None
    asked = len(server.asked)
    assert txt("slow.example") is None
    assert len(server.asked) == asked
    assert txt(KEY)
    server.records["slow.example"] = '"awake"'
    clock.seconds += 61
    assert txt("slow.example") == b"awake"


def test_after_three_names_without_an_answer_nobody_is_asked_for_a_minute(
    txt: TxtLookup, server: NameServer, clock: Monotonic
) -> None:
    for number in range(3):
        server.records[f"slow{number}.example"] = "refused"
        txt(f"slow{number}.example")
    asked = len(server.asked)
    assert txt(KEY) is None
    assert len(server.asked) == asked
    clock.seconds += 61
    assert txt(KEY)


@pytest.mark.parametrize("name", ["a..b", "x" * 300 + ".example", "\udcff.example", ""])
def test_what_cannot_be_a_name_has_no_record_and_harms_nobody(name: str, txt: TxtLookup) -> None:
    for _ in range(5):
        assert txt(name) is None
    assert txt(KEY)


def test_the_memory_is_bounded(txt: TxtLookup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_dns, "MOST_NAMES", 3)
    for number in range(10):
        txt(f"n{number}.example.com")
    assert len(txt._remembered) == 3
