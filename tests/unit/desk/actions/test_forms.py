"""Forms by mail, letters that a request needs, questions in plain words (UNM-1, TRG-1, MAD-23, TRG-6)."""

from __future__ import annotations

import pytest

from maild.mail.commands import asks_for_status
from maild.mail.labels import form_lines
from maild.tickets.events import DetailsRequested
from tests.support.at_work import at_work, letter_from, moment, omar, rita, said, told, write
from tests.support.desk import BUDI, OMAR, RITA, Desk, reply_to

FORM = """\
Nama: Budi Santoso
Unit: Dinas Kesehatan
- Telepon: 0812-3456-7890
Lokasi : Gedung B lantai 2
Tanggal: 20 November 2026
Penjelasan: Printer di loket 3 tidak menarik kertas,
sudah dicoba dibersihkan."""
WITH_LETTER = """\
MIME-Version: 1.0
From: Budi <budi@example.com>
To: desk@office.example
Subject: Permintaan akses VPN
Message-ID: <letter@example.com>
Date: Fri, 20 Nov 2026 08:59:00 +0700
Authentication-Results: mx.office.example; dmarc=pass header.from=example.com
Content-Type: multipart/mixed; boundary=edge

--edge
Content-Type: text/plain

Mohon dibuatkan akun VPN untuk pegawai baru.
--edge
Content-Type: application/pdf; name=surat.pdf
Content-Disposition: attachment; filename=surat.pdf

%PDF-1.4
--edge--
"""


def asked_for_access() -> Desk:
    desk = at_work()
    desk.open("Mohon dibuatkan akun VPN untuk pegawai baru.", subject="Permintaan akses VPN", sender=BUDI, proven=True)
    assert desk.ticket(2).type == "access_request"
    return desk


def test_unm_1_a_filled_form_is_read_into_fields() -> None:
    """UNM-1."""
    desk = at_work()
    desk.open(FORM, subject="Printer loket 3", sender=BUDI, proven=True)
    with desk.store.begin() as work:
        words, contact = work.words(2), work.contacts([BUDI])[BUDI]
    assert words.fields["explanation"] == "Printer di loket 3 tidak menarik kertas,\nsudah dicoba dibersihkan."
    assert (contact.name, contact.unit, contact.phone) == ("Budi Santoso", "Dinas Kesehatan", "0812-3456-7890")
    assert "0812-3456-7890" in told(desk, OMAR, "new_ticket").text
    assert "mohon balas" not in told(desk, BUDI, "receipt").text


def test_what_the_receipt_asked_for_is_filled_in_by_the_answer() -> None:
    desk = at_work()
    rita(desk, "Telepon: 0899-1234-567\nRuangan: 204")
    with desk.store.begin() as work:
        contact = work.contacts([RITA])[RITA]
    assert (contact.phone, contact.location) == ("0899-1234-567", "204")


def test_who_proves_nothing_changes_no_telephone_number() -> None:
    desk = at_work()
    rita(desk, "Telepon: 0899-1234-567")
    desk.receive(letter_from(RITA, "Telepon: 0900-666", subject="Printer", proven=False, date=moment(desk)))
    with desk.store.begin() as work:
        assert work.contacts([RITA])[RITA].phone == "0899-1234-567"


def test_unm_1_whoever_asks_for_the_form_gets_an_empty_one() -> None:
    """UNM-1."""
    desk = at_work()
    assert desk.receive(letter_from(BUDI, "#formulir", date=moment(desk))) == ["noted"]
    form = desk.letter(BUDI, "form").text
    assert set(form_lines(form.replace(":", ": x"))) >= {"name", "unit", "phone", "location", "explanation"}


def test_mad_23_a_request_without_its_letter_is_asked_for_it_with_the_empty_form() -> None:
    """MAD-23."""
    desk = asked_for_access()
    receipt = said(desk, BUDI, "receipt")
    assert "surat permohonan" in receipt
    assert "Disetujui atasan" in receipt
    asked = desk.events(2)[-1]
    assert asked.fact == DetailsRequested(("unit", "phone", "letter"))
    assert (asked.actor, asked.cause) == ("maild", "receipt")


def test_mad_23_a_request_with_its_letter_is_not() -> None:
    desk = at_work()
    assert desk.receive(WITH_LETTER.replace("\n", "\r\n").encode()) == ["opened"]
    assert desk.ticket(2).type == "access_request"
    assert "surat permohonan" not in said(desk, BUDI, "receipt")
    asked = (event.fact for event in desk.events(2))
    assert not any("letter" in fact.fields for fact in asked if isinstance(fact, DetailsRequested))


def test_who_only_gets_the_fixed_receipt_is_asked_for_nothing() -> None:
    desk = at_work()
    desk.open("Mohon akses SIMPEG.", sender=f"Budi Santoso <{BUDI}>")
    assert desk.kinds(2) == ["TicketOpened"]


def test_mad_23_a_request_is_complete_only_with_its_letter() -> None:
    """MAD-23."""
    desk = asked_for_access()
    write(desk, OMAR, "#tutup\nSolusi: Akun dibuat.", "new_ticket")
    assert desk.ticket(2).status != "closed"
    assert "surat permohonan" in said(desk, OMAR, "command_refused")
    write(desk, OMAR, "#tutup\nSolusi: Akun dibuat.\nSurat: 005/123/2026, map A", "new_ticket")
    assert desk.ticket(2).status == "closed"


@pytest.mark.parametrize(
    "question",
    ["Bagaimana perkembangan laporan saya?", "Pak, sudah sampai mana ya?", "Any update on this?", "kapan selesai??"],
)
def test_trg_6_a_question_in_plain_words_is_answered_with_the_status(question: str) -> None:
    desk = at_work()
    omar(desk, "#ambil")
    rita(desk, question)
    assert "Dalam Penanganan" in said(desk, RITA, "status")
    assert desk.kinds()[-1] == "NoteAdded"


@pytest.mark.parametrize("text", ["Terima kasih", "Printer sudah bisa", "any news " + "dan lain lain " * 30])
def test_other_words_ask_for_nothing(text: str) -> None:
    assert not asks_for_status(text)


def test_a_command_of_the_staff_without_its_ticket_is_answered() -> None:
    desk = at_work()
    assert desk.receive(letter_from(OMAR, "#ambil", date=moment(desk))) == ["opened"]
    assert "memerlukan tiket" in said(desk, OMAR, "command_refused")


def test_unm_1_the_empty_form_is_a_table_and_its_answer_with_values_in_the_cells_is_a_report() -> None:
    """UNM-1."""
    desk = at_work()
    desk.receive(letter_from(BUDI, "#formulir", date=moment(desk)))
    form = desk.letter(BUDI, "form")
    filled = form.html
    for value in ("Budi Santoso", "Dinas Kesehatan", "0812-3456-7890", "", "", "", "", "Printer di loket 3 macet."):
        filled = filled.replace('"></td></tr>', f'">{value} </td></tr>', 1)
    raw = reply_to(
        form,
        f'<div>Terlampir.</div><blockquote class="gmail_quote">{filled}</blockquote>',
        quoted=False,
        proven=True,
        date=moment(desk),
    ).replace(b"text/plain", b"text/html")
    assert desk.receive(raw) == ["opened"]
    with desk.store.begin() as work:
        words, contact = work.words(2), work.contacts([BUDI])[BUDI]
    assert (words.subject, words.fields["unit"]) == ("Printer di loket 3 macet.", "Dinas Kesehatan")
    assert (contact.name, contact.phone) == ("Budi Santoso", "0812-3456-7890")
    assert "Penjelasan: Printer di loket 3 macet." in desk.messages(2)[0].text
