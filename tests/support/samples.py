"""Rows as intake would write them, for the tests of the store: a ticket of Rita's with all that belongs to it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from maild.desk.records import (
    Changes,
    Contact,
    JournalEntry,
    OutboxRow,
    Participant,
    Place,
    QuarantineRow,
    RawMail,
    StoredMessage,
    Thread,
    TicketWords,
    TriageHit,
)
from maild.mail.message import Attachment
from maild.tickets.events import Event, TicketOpened
from maild.tickets.targets import Target
from maild.tickets.ticket import folded

if TYPE_CHECKING:
    from maild.desk.ports import Work

NOW = datetime(2026, 11, 20, 2, 0, 0, 123456, tzinfo=UTC)
DESK = "desk@office.example"
SCAN = Attachment("surat.pdf", "application/pdf", 1234, False, "", "2", "ab" * 32, "teks surat")


def place(uid: int, mailbox: str = "desk") -> Place:
    return Place(mailbox, "INBOX", 7, uid)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def raw_mail(work: Work, octets: bytes) -> RawMail:
    return RawMail(work.next("raw"), hashlib.sha256(octets).hexdigest(), octets)


def letter(work: Work, address: str = "rita@example.com", ticket: int | None = None, **given: object) -> OutboxRow:
    number = work.next("outbox")
    row = OutboxRow(
        id=number,
        ticket=ticket,
        notice="receipt",
        address=address,
        name="Rita",
        role="requester",
        message_id=f"<letter.{number}@office.example>",
        subject="[DESK-1] Internet lambat",
        text="Laporan Anda kami terima.",
        html="<p>Laporan Anda kami terima.</p>",
        headers=(("Auto-Submitted", "auto-replied"),),
        sender=DESK,
        created_at=NOW,
        next_attempt_at=NOW,
    )
    return replace(row, **given)


def targets_of(ticket: int) -> tuple[Target, ...]:
    promised = (("response", timedelta(minutes=10)), ("resolution", timedelta(hours=8)))
    return tuple(
        Target(ticket, name, 1, within, timedelta(), NOW, NOW + within, None, NOW + within / 2, NOW + within / 2)
        for name, within in promised
    )


def opened(work: Work, uid: int, address: str = "Rita@example.com", contact: Contact | None = None) -> Changes:
    """Return all that a mail at this place writes when it opens a ticket."""
    asker = contact or Contact(work.next("contact"), address, "Rita", "Umum", "0351-1234", "Lantai 2", "id")
    number, message = work.next("ticket"), work.next("message")
    raw = raw_mail(work, f"Message-ID: <{uid}@example.com>\r\n\r\nInternet lambat {uid}".encode())
    stored = StoredMessage(
        id=message,
        content=digest(f"content {uid}"),
        raw=raw.id,
        ticket=number,
        direction="in",
        visibility="public",
        message_id=f"<{uid}@example.com>",
        date=NOW - timedelta(minutes=1),
        at=NOW,
        sender=asker.address,
        sender_name="Rita",
        to=(DESK, "omar@example.com"),
        subject="Internet lambat",
        text="Sejak pagi internet lambat.",
        folded="> kutipan",
        language="id",
        origin="person",
        proof="none",
        because="a person wrote it",
        attachments=(SCAN,),
    )
    fact = TicketOpened(
        "incident",
        "Jaringan",
        "Internet lambat",
        "LAN",
        "tinggi",
        "menengah",
        1,
        "jaringan",
        asker.id,
        "mail",
        ("vip",),
    )
    event = Event(number, 1, NOW, f"contact:{asker.id}", "mail", fact, message, targets_of(number))
    entry = JournalEntry(place(uid), NOW, NOW + timedelta(seconds=1), "opened", "a person wrote it", message, number)
    return Changes(
        journal=(entry,),
        raws=(raw,),
        messages=(stored,),
        threads=(Thread(stored.message_id, number, asker.address, "2026-11-20T01:59:00+00:00"),),
        contacts=() if contact else (asker,),
        participants=(Participant(number, asker.id, "requester"),),
        words=(TicketWords(number, subject="Internet lambat", fields={"ruang": "Lantai 2"}),),
        hits=(TriageHit(number, "internet-lambat", "triage/jaringan.yaml", 12, "subject: internet lambat"),),
        events=(event,),
        tickets=(folded([event]),),
        targets=event.targets,
        outbox=(letter(work, asker.address, number, contact=asker.id, budget="unproven"),),
    )


def held(work: Work, uid: int, octets: bytes = b"\x00 broken") -> Changes:
    """Return all that a mail at this place writes when it cannot be handled."""
    raw = raw_mail(work, octets)
    row = QuarantineRow(work.next("quarantine"), raw.id, place(uid), NOW, NOW, "ValueError: broken")
    entry = JournalEntry(place(uid), NOW, NOW, "quarantined", row.reason, quarantine=row.id)
    return Changes(raws=(raw,), quarantine=(row,), journal=(entry,))
