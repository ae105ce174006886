"""Recording what somebody else reported (MAD-3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from maild.desk.actions.on_behalf import Somebody, somebody
from tests.support.at_work import at_work, letter_from, moment, omar, rita, said, write
from tests.support.desk import BUDI, OMAR, RITA, STRANGER, Desk

NOW = datetime.fromisoformat("2026-11-20T09:00:00+07:00")
FORWARDED = """\
Tolong dibantu, beliau sudah dua kali menelepon.

---------- Forwarded message ---------
From: Budi Santoso <budi@example.com>
Date: Fri, 20 Nov 2026 at 08:00
Subject: Internet mati
To: <omar@example.com>

Internet di ruang arsip mati sejak tadi pagi.
"""


def recorded(text: str, **given: object) -> Desk:
    desk = at_work()
    assert desk.receive(letter_from(OMAR, text, date=moment(desk), **given)) == ["opened"]
    return desk


def test_a_call_is_recorded_with_medium_time_and_unit() -> None:
    """MAD-3: with a text to paste for somebody without an address."""
    desk = recorded("#untuk Pak Joko 0812-3456-7890, Dinas Kesehatan, telepon, pukul 08.15\nLoket 3 mati lampu")
    ticket = desk.ticket(2)
    assert ticket.channel == "phone"
    assert ticket.opened_at == datetime(2026, 11, 20, 1, 15, tzinfo=UTC)
    paste = said(desk, OMAR, "opened_for")
    assert "Pak Joko" in paste
    assert "Dinas Kesehatan" in paste
    assert "nomor TIKET-2" in paste


def test_somebody_with_an_address_gets_the_fixed_receipt_and_may_say_that_it_was_not_him() -> None:
    desk = recorded("#untuk budi@example.com, telepon\nWifi mati", subject="Wifi mati di aula")
    receipt = desk.letter(BUDI, "receipt_on_behalf")
    assert "Wifi" not in receipt.text + receipt.subject
    assert "Bukan saya" in receipt.text
    write(desk, BUDI, "#keluar", proven=False)
    assert len(desk.outbox(OMAR, "participant_left")) == 1
    write(desk, OMAR, "#balas Halo Pak", "opened_for")
    assert [row.notice for row in desk.outbox(BUDI)] == ["receipt_on_behalf", "command_receipt"]


def test_an_operators_forward_opens_the_ticket_in_the_users_name() -> None:
    desk = recorded(FORWARDED, subject="Fwd: Internet mati")
    assert "receipt_on_behalf" in [row.notice for row in desk.outbox(BUDI)]
    assert "dua kali menelepon" not in desk.letter(BUDI).text
    (message,) = desk.messages(2)
    assert "ruang arsip" in message.text
    assert message.visibility == "internal"


@pytest.mark.parametrize("sender", [f"Rita <{RITA}>", STRANGER, "tariq@example.com"])
def test_nobody_but_an_operator_writes_in_the_name_of_others(sender: str) -> None:
    desk = at_work()
    desk.receive(letter_from(sender, "#untuk budi@example.com\nWifi mati", date=moment(desk)))
    desk.receive(letter_from(sender, FORWARDED, subject="Fwd: Internet mati", date=moment(desk)))
    assert desk.outbox(BUDI) == []


def test_for_nobody_is_answered_and_the_ticket_opens_all_the_same() -> None:
    desk = recorded("#untuk\nPrinter macet")
    assert "#untuk" in desk.letter(OMAR, "command_refused").text


def test_a_ticket_may_become_somebody_elses() -> None:
    desk = at_work()
    omar(desk, "#untuk Budi Santoso budi@example.com")
    assert desk.kinds() == ["TicketOpened", "DetailsRequested", "RequesterChanged"]
    omar(desk, "#balas Sedang kami periksa, Pak.")
    assert "Sedang kami periksa" in desk.letter(BUDI, "new_note").text
    assert desk.outbox(RITA, "new_note") == []


def test_who_did_not_report_it_stays_on_his_own_ticket() -> None:
    desk = at_work()
    rita(desk, "#keluar")
    assert "tiket Anda sendiri" in said(desk, RITA)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Pak Joko", Somebody("Pak Joko")),
        ("Joko <joko@example.com>, Bapenda", Somebody("Joko", "joko@example.com", unit="Bapenda")),
        ("0812 3456 7890, wa", Somebody(phone="0812 3456 7890", channel="whatsapp")),
        ("Bu Ani, in person, yesterday 14:00", Somebody("Bu Ani", channel="visit", at=NOW.replace(day=19, hour=14))),
        ("Bu Ani, surat, 18/11", Somebody("Bu Ani", channel="letter", at=NOW.replace(day=18, hour=8))),
    ],
)
def test_who_is_meant_is_read_as_people_write_it(written: str, meant: Somebody) -> None:
    assert somebody(written, NOW) == meant
