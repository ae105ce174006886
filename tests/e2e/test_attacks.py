"""Forged mail on its way through real servers: the mail server stores it as it came, and the desk is not taken in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

import pytest

from tests.support.office import Office

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from tests.support.dovecot import Account, Dovecot
    from tests.support.exim import Exim

PEOPLE = """\
format: 1
people:
  - {{id: omar, name: Omar Wibowo, addresses: [{omar}], roles: [operator], groups: [meja-layanan]}}
  - {{id: tariq, name: Tariq Hidayat, addresses: [{tariq}], roles: [technician], groups: [jaringan]}}
groups:
  - {{id: meja-layanan, name: Service Desk, level: 1}}
  - {{id: jaringan, name: Teknisi Jaringan, categories: [Jaringan, Aplikasi, Akses, Lainnya, Hardware, Data]}}
  - {{id: keamanan, name: Tim Keamanan, types: [security_incident]}}
"""
RESULTS = "Authentication-Results: mx.office.example; dmarc={} header.from=example.com"
PASS, FAIL = RESULTS.format("pass"), RESULTS.format("fail (p=none)")


def written(*fields: str, to: str, text: str) -> bytes:
    """Return a mail with these header fields, as octets that no library has looked at."""
    at = format_datetime(datetime.now(UTC) - timedelta(seconds=1))
    more = (f"To: {to}", f"Date: {at}", f"Message-ID: {make_msgid(domain='example.com')}")
    return "\r\n".join([*fields, *more, "", text, ""]).encode()


def newest(dovecot: Dovecot, account: Account) -> EmailMessage:
    return message_from_bytes(dovecot.mails(account)[-1], policy=policy.default)


def key_address(mail: EmailMessage) -> str:
    return str(mail["Reply-To"]).rpartition("<")[2].rstrip(">")


@pytest.mark.needs("dovecot", "exim")
def test_forged_mail_through_real_servers_leaves_notes_and_nothing_else(
    dovecot: Dovecot, exim: Exim, tmp_path: Path
) -> None:
    desk = dovecot.account("desk", "office.example")
    rita, omar, tariq = (dovecot.account(name, "example.com") for name in ("rita", "omar", "tariq"))
    office = Office(tmp_path).lay_out()
    (office.rules / "people.yaml").write_text(PEOPLE.format(omar=omar.address, tariq=tariq.address))
    office.configure(
        desk.address, imap_port=dovecot.imap_port, smtp_port=exim.port, password=desk.password, mailbox='start = "all"'
    )

    def arrive(*mails: bytes) -> None:
        for raw in mails:
            dovecot.deliver("siapa@lain.example", desk.address, raw)
        office.maild("run", "--once")
        exim.wait_until_delivered()

    report = "Internet di ruang keuangan mati sejak pagi."
    arrive(written(PASS, f"From: {rita.address}", "Subject: Internet mati", to=desk.address, text=report))
    to_omar = key_address(newest(dovecot, omar))
    arrive(written(PASS, f"From: {omar.address}", "Subject: Re: ok", to=to_omar, text="#eskalasi jaringan"))
    to_tariq, to_rita = key_address(newest(dovecot, tariq)), key_address(newest(dovecot, rita))

    def forged(*fields: str, to: str = to_tariq, text: str = "#selesai Sudah") -> bytes:
        return written(*fields, "Subject: [TIKET-1]", to=to, text=text)

    arrive(
        forged(PASS, f"From: penipu@lain.example\rFrom: {tariq.address}"),
        forged(PASS, f"From: {tariq.address}", "From: penipu@lain.example"),
        forged(PASS, f"From: {tariq.address}, penipu@lain.example"),
        forged(PASS, f"From: {tariq.address}", FAIL),
        forged(f"From: {tariq.address}", to=desk.address),
        forged(PASS, f"From: {omar.address}"),
        forged(PASS, f"From: {rita.address}", to=to_rita, text="#eskalasi meja-layanan"),
        forged(PASS, "From: no-reply@layanan.example", to=to_rita, text="Kode Anda 480921"),
    )

    ticket = office.listed("tickets", "show", "1")
    assert (ticket["status"], ticket["assignee"], ticket["group"]) == ("in_progress", "tariq", "jaringan")
    kinds = [event["kind"] for event in ticket["events"]]
    assert set(kinds[kinds.index("TicketEscalated") + 1 :]) == {"NoteAdded"}
    assert {one["disposition"] for one in office.listed("mail", "list")} == {"opened", "noted"}
    assert not re.search(rb"480921", b"".join(dovecot.mails(rita)))
