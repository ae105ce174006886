"""Mails to somebody else, of which the desk has a copy."""

from __future__ import annotations

import pytest

from maild.mail.correlation import DeskAddresses, is_only_copied
from maild.mail.parser import parse
from tests.support.at_work import at_work
from tests.support.desk import BUDI, OMAR, Desk

DESK = DeskAddresses(("desk@office.example",), "+", "SIG", "office.example")
COPIED = """\
From: Budi <budi@example.com>
To: Vendor <support@vendor.example>
Cc: Siti <siti@example.com>, desk@office.example
Subject: AC ruang server mati
Message-ID: <copied@example.com>
Date: Fri, 20 Nov 2026 08:59:00 +0700
Authentication-Results: mx.office.example; dmarc=pass header.from=example.com

AC di ruang server mati, mohon segera dicek.
"""


@pytest.mark.parametrize(
    ("to", "cc", "copied"),
    [
        ("support@vendor.example", "Desk@office.example", True),
        ("support@vendor.example", "desk+abc@office.example", True),
        ("desk@office.example", "siti@example.com", False),
        ("desk@office.example, support@vendor.example", "desk@office.example", False),
        ("undisclosed-recipients:;", "siti@example.com", False),
    ],
)
def test_a_copy_is_what_names_the_desk_in_cc_alone(to: str, cc: str, *, copied: bool) -> None:
    message = parse(f"From: budi@example.com\nTo: {to}\nCc: {cc}\nSubject: AC\n\nAC mati.\n".encode())
    assert is_only_copied(message, DESK) is copied


@pytest.fixture
def desk() -> Desk:
    desk = at_work()
    desk.receive(COPIED.encode())
    return desk


def test_a_copy_opens_a_ticket_without_a_promise(desk: Desk) -> None:
    ticket = desk.ticket(2)
    assert (ticket.channel, ticket.status) == ("copy", "new")
    with desk.store.begin() as work:
        assert not work.targets([2])


def test_the_operators_see_it_and_nobody_else_is_written_to(desk: Desk) -> None:
    letters = [row for row in desk.outbox() if row.ticket == 2]
    assert {row.notice for row in letters} == {"new_ticket"}
    seen = next(row.text for row in letters if row.address == OMAR)
    assert "hanya menerima tembusan" in " ".join(seen.split())
    assert BUDI not in {row.address for row in letters}


def test_others_in_cc_are_recorded_and_left_alone(desk: Desk) -> None:
    with desk.store.begin() as work:
        (message,) = work.messages_of(2)
        assert [one.address for one in work.participants(2)] == [BUDI]
    assert "siti@example.com" not in {row.address for row in desk.outbox()}
    assert message.sender == BUDI
