"""The people, the ticket and the words that all sample values speak of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from maild.notices.page_values import (
    EvaluationView,
    FieldView,
    QuestionView,
    SectionView,
    SignatureView,
    SurveyView,
)
from maild.notices.values import DeskView, FileView, PersonView, ReplyView, SimilarView, TicketView

OPENED_AT: Final = datetime(2026, 11, 19, 2, 20, tzinfo=UTC)
DESK: Final = DeskView("Layanan TI Kantor Contoh", "desk@office.example", ZoneInfo("Asia/Jakarta"))
REPLY: Final = ReplyView("desk+abaaaaaaaaaaaaaaaaaaaaaaa@office.example", "Re: [SIG-42]", "ataaaaaaaaaaaaaaaaaaaaaaa")
RITA: Final = PersonView(
    "rita@example.com", "Rita Kusuma", "Bagian Keuangan", "+62 812-3456-789", "Gedung B, ruang 204"
)
TARIQ: Final = PersonView("tariq@example.com", "Tariq Hidayat", "Tim Jaringan", "0351-123456")
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
SIMILAR: Final = (
    SimilarView("SIG-17", "Wifi lantai 2 lambat", "Kanal titik akses diganti dari 6 ke 11.", 83),
    SimilarView("SIG-9", "Internet lambat pada jam rapat", "Batas unduhan <b>diatur</b> di router.", 46, article=True),
)
SURVEY: Final = SurveyView(
    number="EV-2026-000042",
    name="Survei kepuasan penanganan masalah",
    at=OPENED_AT,
    scale=("Tidak memuaskan", "Kurang memuaskan", "Cukup memuaskan", "Memuaskan", "Sangat memuaskan"),
    sections=(SectionView("Pelayanan", (QuestionView("ramah", "Apakah petugas kami ramah?", 2),)),),
    mean=2.0,
    user_group="Auditor",
    suggestions=FieldView("suggestions", "Beri kabar <b>lebih cepat</b>.", "textarea", "off", 4000),
)
EVALUATION: Final = EvaluationView(
    major=True,
    quarter="2026-Q4",
    note="Petugas perlu pelatihan.",
    evaluated=SignatureView("Herman Santoso", "Koordinator", "Seksi Layanan Aplikasi", OPENED_AT),
    decided=SignatureView("Gita Kusuma", "", "Sekretariat", OPENED_AT + timedelta(hours=2)),
    approved=True,
    decision_note="Setuju, mulai bulan depan.",
)
UNDECIDED: Final = EvaluationView(
    major=False, quarter="", note="", evaluated=SignatureView("Herman Santoso", "", "", OPENED_AT)
)
