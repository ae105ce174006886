"""Sample values for every notice: what `check_templates` renders with, and what each notice can count on.

Beside `desk` and `reply`, which all of them get.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from maild.notices.values import DeskView, FileView, PersonView, ReasonView, ReplyView, TicketView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OPENED_AT: Final = datetime(2026, 11, 19, 2, 20, tzinfo=UTC)
_DESK: Final = DeskView("Layanan TI Kantor Contoh", "desk@office.example", ZoneInfo("Asia/Jakarta"))
_REPLY: Final = ReplyView("desk+abaaaaaaaaaaaaaaaaaaaaaaa@office.example", "Re: [SIG-42]", "ataaaaaaaaaaaaaaaaaaaaaaa")
_KEY_IN_FOOT: Final = ReplyView(
    "desk@office.example", "Re: [SIG-42]", "ataaaaaaaaaaaaaaaaaaaaaaa", "araaaaaaaaaaaaaaaaaaaaaaa"
)
_RITA: Final = PersonView(
    "rita@example.com", "Rita Kusuma", "Bagian Keuangan", "+62 812-3456-789", "Gedung B, ruang 204"
)
_TARIQ: Final = PersonView("tariq@example.com", "Tariq Hidayat", "Tim Jaringan", "0351-123456")
_STRANGER: Final = PersonView("siapa@example.net")
_TICKET: Final = TicketView(
    number="SIG-42",
    title="Internet lambat di ruang keuangan",
    opened_at=_OPENED_AT,
    type="Insiden",
    status="Baru",
    category="Jaringan",
    detail="Internet lambat",
    service="Internet",
    urgency="Tinggi",
    impact="Menengah",
    priority="Tinggi",
    group="Tim Jaringan",
    channel="Surat elektronik",
    response_within=timedelta(minutes=10),
    response_due_at=_OPENED_AT + timedelta(minutes=10),
)
_BARE_TICKET: Final = TicketView("SIG-7", "a < b & c > d", _OPENED_AT)
_TEXT: Final = """\
Selamat pagi, sejak pukul 08.00 internet di ruang keuangan sangat lambat.

Kami berlima tidak dapat mengirim SPM hari ini. Mohon bantuannya.
<b>Terima kasih</b> & salam"""
_FILES: Final = (FileView("tangkapan layar.png", 184_320), FileView("surat permohonan.pdf", 2_450_000))
_REASONS: Final = (
    ReasonView("“internet” dan “lambat” dalam judul", "internet-lambat", "triage/10-jaringan.yaml:14"),
    ReasonView("“berlima tidak dapat” dalam isi", "beberapa-orang", "triage/40-dampak.yaml:31"),
)
_FULL: Final[dict[str, dict[str, object]]] = {
    "receipt": {"ticket": _TICKET, "requester": _RITA, "missing": ("unit", "phone", "location")},
    "receipt_fixed": {"ticket": _TICKET},
    "receipts_collected": {"tickets": (_TICKET, _BARE_TICKET)},
    "too_big": {"ticket": _TICKET, "size": 34_200_000, "limit": 25_000_000},
    "new_ticket": {
        "ticket": _TICKET,
        "requester": _RITA,
        "proven": False,
        "text": _TEXT,
        "attachments": _FILES,
        "reasons": _REASONS,
    },
    "new_note": {
        "ticket": _TICKET,
        "requester": _RITA,
        "author": _RITA,
        "reader": "staff",
        "visibility": "public",
        "text": _TEXT,
        "attachments": _FILES,
    },
    "stranger_ticket": {
        "ticket": _BARE_TICKET,
        "linked": _TICKET,
        "author": _STRANGER,
        "text": _TEXT,
        "attachments": _FILES,
    },
    "flagged_note": {
        "ticket": _TICKET,
        "author": _RITA,
        "because": "dmarc=fail",
        "text": _TEXT,
        "attachments": _FILES,
    },
    "undeliverable": {
        "ticket": _TICKET,
        "recipient": _RITA,
        "permanent": True,
        "status": "5.1.1",
        "diagnostic": "550 5.1.1 <rita@example.com>: user unknown",
    },
    "quarantine_held": {
        "held": 3,
        "sender": "siapa@example.net",
        "subject": "Laporan",
        "received_at": _OPENED_AT,
        "reason": "the mail is nested too deeply",
    },
    "rules_bad": {
        "findings": ("categories.yaml:12:5: unknown field nmae, did you mean name?", "people.yaml:3:1: no people")
    },
    "template_bad": {"notice": "receipt", "error": "id/receipt.j2:4: 'tiket' is undefined"},
    "key_renewed": {"ticket": _TICKET},
    "lines_left_out": {"ticket": _TICKET, "lines": ("Telepon: 0351-123456", "Prioritas: Tinggi")},
    "circuit_open": {"because": "1,204 mails in an hour", "waiting": 904, "since": _OPENED_AT},
}
# What else may come: unknown, empty and the other reader.
_SPARSE: Final[dict[str, dict[str, object]]] = {
    "receipt": {"ticket": _BARE_TICKET, "requester": _STRANGER, "missing": ()},
    "receipt_fixed": {"ticket": _BARE_TICKET},
    "receipts_collected": {"tickets": (_BARE_TICKET,)},
    "new_ticket": {"requester": _STRANGER, "proven": True, "text": "", "attachments": (), "reasons": ()},
    "new_note": {
        "ticket": _BARE_TICKET,
        "author": _TARIQ,
        "reader": "requester",
        "text": "",
        "attachments": (),
    },
    "undeliverable": {"permanent": False, "status": "", "diagnostic": ""},
    "rules_bad": {"findings": ("people.yaml:3:1: no people",)},
}
NOTICES: Final = tuple(_FULL)
"""The notices that maild itself sends."""


def samples(notice: str) -> Iterator[Mapping[str, object]]:
    """Yield sets of values for a notice; one that maild does not know gets everything there is."""
    known = _FULL.get(notice) or {name: value for values in _FULL.values() for name, value in values.items()}
    full = {"desk": _DESK, "reply": _REPLY, **known}
    yield full
    yield {**full, "reply": _KEY_IN_FOOT, **_SPARSE.get(notice, {})}
    if "visibility" in full:
        yield {**full, "visibility": "internal", "author": _TARIQ}
