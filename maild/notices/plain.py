"""The built-in form of every notice, for when a template fails: plain text, needing no file, never failing."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from maild.mail.builder import one_line, visible
from maild.notices import words
from maild.notices.subjects import for_subject
from maild.notices.values import Rendered

if TYPE_CHECKING:
    from collections.abc import Mapping

# What each notice says in one sentence, and which values follow it. The notices for people outside the office name
# nothing that its own people only may read.
_TICKET: Final = ("ticket.number", "ticket.response_within")
_STAFF: Final = (
    "ticket.number",
    "ticket.title",
    "requester.address",
    "author.address",
    "author.phone",
    "requester.phone",
)
_NOTICES: Final[dict[str, tuple[dict[str, str], tuple[str, ...]]]] = {
    "receipt": (
        {
            "id": "Laporan Anda sudah kami terima. Balas surat ini untuk menambahkan keterangan.",
            "en": "We have received your report. Reply to this mail to add anything.",
        },
        _TICKET,
    ),
    "receipt_fixed": (
        {
            "id": "Laporan Anda sudah kami terima. Balas surat ini untuk menambahkan keterangan.",
            "en": "We have received your report. Reply to this mail to add anything.",
        },
        _TICKET,
    ),
    "receipts_collected": (
        {
            "id": "Laporan-laporan Anda sudah kami terima. Mohon menunggu kabar dari petugas kami.",
            "en": "We have received your reports. Our staff will get back to you.",
        },
        ("tickets",),
    ),
    "too_big": (
        {
            "id": "Surat Anda terlalu besar untuk diterima seluruhnya. Mohon kirim lampiran yang lebih kecil.",
            "en": "Your mail was too big to be taken in whole. Please send smaller attachments.",
        },
        ("ticket.number",),
    ),
    "new_ticket": ({"id": "Ada tiket baru.", "en": "There is a new ticket."}, (*_STAFF, "text")),
    "new_note": ({"id": "Ada pesan baru pada tiket.", "en": "There is a new message."}, ("ticket.number", "text")),
    "stranger_ticket": (
        {
            "id": "Orang lain menulis tentang tiket yang sudah ada; suratnya menjadi tiket tersendiri.",
            "en": "Somebody else wrote about an existing ticket; the mail became a ticket of its own.",
        },
        (*_STAFF, "linked.number", "text"),
    ),
    "flagged_note": (
        {
            "id": "Pesan ini memakai nama pengirim yang dikenal, tetapi tidak terbukti. Periksa dahulu.",
            "en": "This message bears the name of a known sender, but without proof. Please check it.",
        },
        (*_STAFF, "because", "text"),
    ),
    "undeliverable": (
        {"id": "Surat kami tidak sampai.", "en": "A mail of ours did not arrive."},
        ("ticket.number", "recipient.address", "status", "diagnostic"),
    ),
    "bad_survey": (
        {"id": "Pelapor memberi penilaian rendah.", "en": "The requester gave a low score."},
        ("ticket.number", "ticket.title", "survey.mean", "requester.address", "requester.phone", "text"),
    ),
    "survey_answered": (
        {
            "id": "Mohon evaluasi penilaian ini: balas dengan #evaluasi mayor atau #evaluasi non mayor.",
            "en": "Please evaluate this answer: reply with #evaluate major or #evaluate non major.",
        },
        ("ticket.number", "ticket.title", "survey.mean", "requester.address", "text"),
    ),
    "evaluation_ready": (
        {
            "id": "Evaluasi survei menunggu persetujuan Anda: balas dengan #setuju atau #tolak.",
            "en": "The evaluation of a survey waits for you: reply with #approve or #reject.",
        },
        ("ticket.number", "ticket.title", "survey.mean", "text"),
    ),
    "stage": (
        {
            "id": "Sekarang giliran Anda dalam prosedur tiket ini.",
            "en": "It is your turn in the procedure of this ticket.",
        },
        ("ticket.number", "ticket.title", "stage.name", "stage.instruction", "stage.written", "text"),
    ),
    "notification_letter": (
        {
            "id": "Ini surat pemberitahuan resmi dari kami. Balas surat ini bila ada pertanyaan.",
            "en": "This is an official letter of ours. Reply to it with any question.",
        },
        ("stage.written",),
    ),
    "evaluation_refused": (
        {"id": "Evaluasi Anda dikembalikan.", "en": "Your evaluation came back."},
        ("ticket.number", "ticket.title", "text"),
    ),
    "article_written": (
        {
            "id": "Ada artikel baru: balas dengan #setuju untuk mempertahankannya, atau #tolak.",
            "en": "There is a new article: reply with #approve to keep it, or #reject.",
        },
        ("ticket.number", "article.title", "article.text"),
    ),
    "quarantine_held": (
        {
            "id": "Sebuah surat tidak dapat diolah dan ditahan utuh. Lihat `maild quarantine list`.",
            "en": "A mail could not be handled and is held, whole. See `maild quarantine list`.",
        },
        ("held", "reason"),
    ),
    "quarantine_answered": (
        {
            "id": "Balasan Anda tentang surat dalam karantina sudah diolah. Lihat `maild quarantine list`.",
            "en": "Your reply about a mail in quarantine was handled. See `maild quarantine list`.",
        },
        ("held",),
    ),
    "rules_bad": (
        {
            "id": "Berkas aturan yang baru mengandung kesalahan; aturan yang lama tetap berlaku.",
            "en": "The new rule files hold mistakes; the former rules stay in force.",
        },
        ("findings",),
    ),
    "template_bad": (
        {
            "id": "Sebuah templat gagal dipakai; surat dikirim dalam bentuk sederhana ini.",
            "en": "A template failed; mail goes out in this plain form.",
        },
        ("notice", "error"),
    ),
    "key_renewed": (
        {
            "id": "Alamat balasan Anda kami ganti. Mohon balas surat ini dari alamat surat Anda sendiri.",
            "en": "Your reply address has changed. Please reply to this mail from your own address.",
        },
        ("ticket.number",),
    ),
    "address_unlisted": (
        {
            "id": "Alamat balasan seorang petugas dipakai dari alamat yang tidak tercantum dalam people.yaml.",
            "en": "The reply address of one of the staff was used from an address that people.yaml does not list.",
        },
        ("person", "address"),
    ),
    "lines_left_out": (
        {
            "id": "Sebagian balasan Anda berasal dari surat kami untuk petugas dan tidak ikut dikirim.",
            "en": "Part of your reply comes from our mail to the staff and was left out.",
        },
        ("ticket.number", "lines"),
    ),
    "alert": (
        {
            "id": "Ada tenggat yang hampir habis atau sudah terlewat. Balas dengan #daftar terlambat.",
            "en": "A deadline is nearly over or has passed. Reply with #list late.",
        },
        (),
    ),
    "work_list": (
        {
            "id": "Ada tiket yang menunggu Anda. Balas dengan #daftar saya.",
            "en": "Tickets wait for you. Reply with #list mine.",
        },
        (),
    ),
    "indicators": (
        {
            "id": "Angka tidak dapat disusun lengkap. Lihat `maild kpi`.",
            "en": "The figures could not be written in full. See `maild kpi`.",
        },
        (),
    ),
    "digest": (
        {
            "id": "Laporan hari ini tidak dapat disusun lengkap; tiket terbuka ada dalam lampiran.",
            "en": "Today's report could not be written in full; the open tickets are attached.",
        },
        (),
    ),
    "circuit_open": (
        {
            "id": "Surat otomatis terlalu banyak dan ditahan sebentar; tidak ada yang hilang.",
            "en": "There were too many automatic mails; they are held for a while and none is lost.",
        },
        ("because",),
    ),
}
_OTHER: Final = ({"id": "Ada kabar tentang tiket Anda.", "en": "There is news about your ticket."}, ("ticket.number",))
_LABELS: Final = {
    "ticket.number": ("Nomor", "Number"),
    "ticket.title": ("Judul", "Title"),
    "ticket.response_within": ("Tanggapan dalam", "Response within"),
    "requester.address": ("Pelapor", "Requester"),
    "requester.phone": ("Telepon", "Phone"),
    "author.address": ("Dari", "From"),
    "author.phone": ("Telepon", "Phone"),
    "recipient.address": ("Penerima", "Recipient"),
    "linked.number": ("Tiket terkait", "Linked ticket"),
    "because": ("Sebab", "Reason"),
    "survey.mean": ("Nilai", "Score"),
    "stage.name": ("Tahap", "Stage"),
    "stage.instruction": ("Petunjuk", "Instruction"),
    "stage.written": ("Naskah", "Text"),
    "article.title": ("Artikel", "Article"),
    "article.text": ("Isi", "Text"),
    "reason": ("Sebab", "Reason"),
    "status": ("Kode", "Code"),
    "diagnostic": ("Jawaban server", "Server's answer"),
    "held": ("Nomor karantina", "Quarantine number"),
    "findings": ("Kesalahan", "Mistakes"),
    "lines": ("Baris", "Lines"),
    "person": ("Petugas", "Person"),
    "address": ("Alamat", "Address"),
    "tickets": ("Nomor", "Numbers"),
    "notice": ("Templat", "Template"),
    "error": ("Kesalahan", "Mistake"),
    "text": ("Isi", "Text"),
}


def rendered(notice: str, language: str, values: Mapping[str, object]) -> Rendered:
    """Return a notice in its built-in form, in Indonesian or else in English."""
    sentences, facts = _NOTICES.get(notice, _OTHER)
    sentence = sentences["id" if language == "id" else "en"]
    known = [(name, said) for name in facts if (said := _said(_value(values, name), values, language))]
    column = 0 if language == "id" else 1
    lines = [f"{_LABELS[name][column]}: {said}" for name, said in known]
    reference = " ".join(filter(None, (_text(values, "reply.thread"), _text(values, "reply.key"))))
    blocks = [sentence, "\n".join(lines), _text(values, "desk.name"), f"Ref: {reference}" if reference else ""]
    return Rendered(
        _subject(sentence, facts, for_subject(values, language)), "\n\n".join(filter(None, blocks)) + "\n", ""
    )


def _subject(sentence: str, facts: tuple[str, ...], values: Mapping[str, object]) -> str:
    number = _text(values, "ticket.number")
    title = _text(values, "ticket.title") if "ticket.title" in facts else ""
    tag = f"[{number}]" if number else ""
    return one_line(" ".join(filter(None, (tag, title)))) or one_line(sentence)


def _value(values: Mapping[str, object], name: str) -> object:
    first, _, rest = name.partition(".")
    value = values.get(first)
    return getattr(value, rest, None) if rest else value


def _text(values: Mapping[str, object], name: str) -> str:
    value = _value(values, name)
    return one_line(value) if isinstance(value, str) else ""


def _said(value: object, values: Mapping[str, object], language: str) -> str:
    if isinstance(value, str):
        return visible(words.excerpt(value))
    if isinstance(value, timedelta):
        return words.span(value, timedelta(hours=8), language)
    if isinstance(value, datetime):
        timezone = _value(values, "desk.timezone")
        return words.moment(value, timezone, language) if isinstance(timezone, tzinfo) else value.isoformat()
    if isinstance(value, tuple | list):
        return "; ".join(one_line(str(getattr(item, "number", item))) for item in value)
    return "" if value is None else one_line(str(value))
