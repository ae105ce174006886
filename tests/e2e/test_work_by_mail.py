"""A ticket handled from report to closure with nothing but mail clients, through real servers."""

from __future__ import annotations

import smtplib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

import pytest

from tests.support.office import Office
from tests.support.real_desk import text_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.dovecot import Account, Dovecot
    from tests.support.exim import Exim

PEOPLE = """\
format: 1
people:
  - {{id: omar, name: Omar Wibowo, addresses: [{omar}], unit: Service Desk, roles: [operator], groups: [meja-layanan]}}
  - {{id: tariq, name: Tariq Hidayat, addresses: [{tariq}], unit: TI, roles: [technician], groups: [jaringan]}}
groups:
  - {{id: meja-layanan, name: Service Desk, level: 1}}
  - {{id: jaringan, name: Teknisi Jaringan, categories: [Jaringan]}}
  - {{id: lain, name: Teknisi lain, categories: [Aplikasi, Akses, Lainnya, Hardware, Data]}}
  - {{id: keamanan, name: Tim Keamanan, types: [security_incident]}}
"""


@dataclass
class Person:
    """Somebody with a mail client: reads a real mailbox, answers as clients do."""

    name: str
    account: Account
    dovecot: Dovecot
    exim: Exim

    def write(self, to: str, text: str, subject: str, **fields: str) -> None:
        mail = EmailMessage()
        domain = self.account.address.rpartition("@")[2]
        mail["Authentication-Results"] = f"mx.office.example; dmarc=pass header.from={domain}"
        mail["From"] = f"{self.name} <{self.account.address}>"
        mail["To"], mail["Subject"] = to, subject
        mail["Date"], mail["Message-ID"] = format_datetime(datetime.now(UTC)), make_msgid(domain=domain)
        for name, value in fields.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        with smtplib.SMTP(self.exim.host, self.exim.port) as server:
            server.send_message(mail, self.account.address, [to.rpartition("<")[2].rstrip(">")])

    def inbox(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.dovecot.mails(self.account)]

    def got(self, words: str, seconds: float = 30.0) -> EmailMessage:
        """Return the newest mail that says so, waiting for it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in reversed(self.inbox()):
                if words in words_of(mail):
                    return mail
            time.sleep(0.2)
        raise AssertionError(f"{self.name} waited for {words!r}: {[words_of(one)[:80] for one in self.inbox()]}")

    def answer(self, mail: EmailMessage, text: str) -> None:
        """Answer a mail as a phone does: to its Reply-To, quoting all of it, with a footer."""
        quoted = "\n".join(f"> {line}" for line in text_of(mail).splitlines())
        self.write(
            str(mail["Reply-To"]),
            f"{text}\n\nDikirim dari HP saya\n\nPada Jum, 20 Nov 2026 pukul 09.00 Layanan TI menulis:\n\n{quoted}\n",
            f"Re: {mail['Subject']}",
            In_Reply_To=str(mail["Message-ID"]),
            References=str(mail["Message-ID"]),
        )


@pytest.fixture
def office(dovecot: Dovecot, exim: Exim, tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path).lay_out()
    yield office
    office.kill()


@pytest.mark.needs("dovecot", "exim")
def test_a_ticket_is_handled_with_nothing_but_mail_clients(office: Office, dovecot: Dovecot, exim: Exim) -> None:
    desk = dovecot.account("desk", "office.example")
    rita, omar, tariq = (
        Person(name, dovecot.account(name.split()[0].lower(), "example.com"), dovecot, exim)
        for name in ("Rita Sari", "Omar Wibowo", "Tariq Hidayat")
    )
    (office.rules / "people.yaml").write_text(PEOPLE.format(omar=omar.account.address, tariq=tariq.account.address))
    office.configure(
        desk.address, imap_port=dovecot.imap_port, smtp_port=exim.port, password=desk.password, mailbox='start = "all"'
    )
    office.start()

    rita.write(desk.address, "Internet di ruang keuangan mati sejak pagi, kami berlima.", "Internet mati")
    rita.got("Laporan Anda sudah kami terima")
    omar.answer(omar.got("Internet di ruang keuangan mati"), "#eskalasi jaringan\nSwitch sudah dinyalakan ulang.")
    form = tariq.got("Switch sudah dinyalakan ulang.")
    tariq.answer(form, "Ambil")
    tariq.got("Tiket ini sekarang Anda tangani.")
    tariq.answer(form, "#Tunggu\nApa warna lampu modemnya?")
    rita.answer(rita.got("Apa warna lampu modemnya?"), "Merah, Mas.")
    tariq.answer(
        tariq.got("Merah, Mas."), "#selesai\nGejala: lampu merah\nPenyebab: modem rusak\nSolusi: Modem diganti."
    )
    omar.answer(omar.got("siap dikirim"), "#selesai")
    rita.answer(rita.got("Modem diganti."), "#selesai Terima kasih")
    rita.got("Terima kasih atas kabar Anda.")

    (ticket,) = office.listed("tickets", "list")
    assert (ticket["status"], ticket["assignee"], ticket["group"]) == ("closed", "tariq", "jaringan")
    shown = office.listed("tickets", "show", "1")
    assert [event["kind"] for event in shown["events"]] == [
        "TicketOpened",
        "DetailsRequested",
        "TriageConfirmed",
        "DiagnosisCompleted",
        "TicketEscalated",
        "NoteAdded",
        "TicketTaken",
        "WaitingBegan",
        "NoteAdded",
        "WaitingEnded",
        "DiagnosisCompleted",
        "RecordFilled",
        "SolutionProposed",
        "TicketResolved",
        "TicketClosed",
    ]
    assert all("Switch sudah" not in words_of(mail) for mail in rita.inbox())
