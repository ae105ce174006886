"""Sample values for every notice: what `check_templates` renders with, and what each notice can count on.

Beside `desk`, `reply`, `survey_url` and `page_url`, which all of them get; the links are empty where there are none.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from maild.notices.page_values import QuestionView, SectionView, SurveyView
from maild.notices import report_samples
from maild.notices.values import DeskView, FileView, PersonView, ReasonView, ReplyView, TicketView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OPENED_AT: Final = datetime(2026, 11, 19, 2, 20, tzinfo=UTC)
DESK: Final = DeskView("Layanan TI Kantor Contoh", "desk@office.example", ZoneInfo("Asia/Jakarta"))
REPLY: Final = ReplyView("desk+abaaaaaaaaaaaaaaaaaaaaaaa@office.example", "Re: [SIG-42]", "ataaaaaaaaaaaaaaaaaaaaaaa")
_KEY_IN_FOOT: Final = ReplyView(
    "desk@office.example", "Re: [SIG-42]", "ataaaaaaaaaaaaaaaaaaaaaaa", "araaaaaaaaaaaaaaaaaaaaaaa"
)
_LINKS: Final = {
    "survey_url": "https://desk.office.example/survey/asaaaaaaaaaaaaaaaaaaaaaaa",
    "page_url": "https://desk.office.example/ticket/apaaaaaaaaaaaaaaaaaaaaaaa",
}
RITA: Final = PersonView(
    "rita@example.com", "Rita Kusuma", "Bagian Keuangan", "+62 812-3456-789", "Gedung B, ruang 204"
)
_TARIQ: Final = PersonView("tariq@example.com", "Tariq Hidayat", "Tim Jaringan", "0351-123456")
STRANGER: Final = PersonView("siapa@example.net")
TICKET: Final = TicketView(
    number="SIG-42",
    title="Internet lambat di ruang keuangan",
    opened_at=OPENED_AT,
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
    response_due_at=OPENED_AT + timedelta(minutes=10),
)
BARE_TICKET: Final = TicketView("SIG-7", "a < b & c > d", OPENED_AT)
TEXT: Final = """\
Selamat pagi, sejak pukul 08.00 internet di ruang keuangan sangat lambat.

Kami berlima tidak dapat mengirim SPM hari ini. Mohon bantuannya.
<b>Terima kasih</b> & salam"""
FILES: Final = (FileView("tangkapan layar.png", 184_320), FileView("surat permohonan.pdf", 2_450_000))
SURVEY: Final = SurveyView(
    number="EV-42",
    name="Survei kepuasan penanganan masalah",
    at=OPENED_AT,
    scale=("Tidak memuaskan", "Kurang memuaskan", "Cukup memuaskan", "Memuaskan", "Sangat memuaskan"),
    sections=(SectionView("Pelayanan", (QuestionView("ramah", "Apakah petugas kami ramah?", 2),)),),
    mean=2.0,
    user_group="Auditor",
)
_REASONS: Final = (
    ReasonView("“internet” dan “lambat” dalam judul", "internet-lambat", "triage/10-jaringan.yaml:14"),
    ReasonView("“berlima tidak dapat” dalam isi", "beberapa-orang", "triage/40-dampak.yaml:31"),
)
_FULL: Final[dict[str, dict[str, object]]] = {
    "receipt": {"ticket": TICKET, "requester": RITA, "missing": ("unit", "phone", "location")},
    "receipt_fixed": {"ticket": TICKET},
    "receipts_collected": {"tickets": (TICKET, BARE_TICKET)},
    "too_big": {"ticket": TICKET, "size": 34_200_000, "limit": 25_000_000},
    "new_ticket": {
        "ticket": TICKET,
        "requester": RITA,
        "proven": False,
        "text": TEXT,
        "attachments": FILES,
        "reasons": _REASONS,
    },
    "new_note": {
        "ticket": TICKET,
        "requester": RITA,
        "author": RITA,
        "reader": "staff",
        "visibility": "public",
        "text": TEXT,
        "attachments": FILES,
    },
    "stranger_ticket": {
        "ticket": BARE_TICKET,
        "linked": TICKET,
        "author": STRANGER,
        "text": TEXT,
        "attachments": FILES,
    },
    "flagged_note": {
        "ticket": TICKET,
        "author": RITA,
        "because": "dmarc=fail",
        "text": TEXT,
        "attachments": FILES,
    },
    "undeliverable": {
        "ticket": TICKET,
        "recipient": RITA,
        "permanent": True,
        "status": "5.1.1",
        "diagnostic": "550 5.1.1 <rita@example.com>: user unknown",
    },
    "quarantine_held": {
        "held": 3,
        "sender": "siapa@example.net",
        "subject": "Laporan",
        "received_at": OPENED_AT,
        "reason": "the mail is nested too deeply",
    },
    "rules_bad": {
        "findings": ("categories.yaml:12:5: unknown field nmae, did you mean name?", "people.yaml:3:1: no people")
    },
    "template_bad": {"notice": "receipt", "error": "id/receipt.j2:4: 'tiket' is undefined"},
    "key_renewed": {"ticket": TICKET},
    "lines_left_out": {"ticket": TICKET, "lines": ("Telepon: 0351-123456", "Prioritas: Tinggi")},
    "bad_survey": {"ticket": TICKET, "requester": RITA, "survey": SURVEY, "text": TEXT},
    "circuit_open": {"because": "1,204 mails in an hour", "waiting": 904, "since": OPENED_AT},
}
# What else may come: unknown, empty and the other reader.
_SPARSE: Final[dict[str, dict[str, object]]] = {
    "receipt": {"ticket": BARE_TICKET, "requester": STRANGER, "missing": ()},
    "receipt_fixed": {"ticket": BARE_TICKET},
    "receipts_collected": {"tickets": (BARE_TICKET,)},
    "new_ticket": {"requester": STRANGER, "proven": True, "text": "", "attachments": (), "reasons": ()},
    "new_note": {
        "ticket": BARE_TICKET,
        "author": _TARIQ,
        "reader": "requester",
        "text": "",
        "attachments": (),
    },
    "bad_survey": {"ticket": BARE_TICKET, "requester": STRANGER, "text": ""},
    "undeliverable": {"permanent": False, "status": "", "diagnostic": ""},
    "rules_bad": {"findings": ("people.yaml:3:1: no people",)},
    **report_samples.SPARSE,
}
NOTICES: Final = tuple(_FULL)
"""The notices that maild itself sends."""


def samples(notice: str) -> Iterator[Mapping[str, object]]:
    """Yield sets of values for a notice; one that maild does not know gets everything there is."""
    known = _FULL.get(notice) or {name: value for values in _FULL.values() for name, value in values.items()}
    full = {"desk": DESK, "reply": REPLY, **_LINKS, **known}
    yield full
    yield {**full, "reply": _KEY_IN_FOOT, **dict.fromkeys(_LINKS, ""), **_SPARSE.get(notice, {})}
    if "visibility" in full:
        yield {**full, "visibility": "internal", "author": _TARIQ}
