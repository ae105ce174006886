"""The closure form that goes along with the closure notice (UNM-3)."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pypdf import PdfReader

from maild.notices.renderer import Renderer
from tests.support.at_work import at_work, omar, rita, rules
from tests.support.desk import ADMIN, CHECKOUT, RITA, Desk, desk_on

if TYPE_CHECKING:
    import pytest

RECORD = "Gejala: lambat\nPenyebab: kabel <longgar> & tua\nAnalisis: port 14 galat\nSolusi: Kabel uplink diganti."


def closed(desk: Desk) -> Desk:
    omar(desk, f"#selesai\n{RECORD}")
    rita(desk, "#selesai", notice="solution")
    return desk


def form_of(desk: Desk) -> str:
    """Return the words of the one file with the closure notice, as it is sent."""
    wanted = desk.letter(RITA, "closure").id
    (letter,) = [letter for letter in desk.send() if letter.id == wanted]
    (file,) = message_from_bytes(letter.octets, policy=default).iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("TIKET-1.pdf", "application/pdf")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(file.get_content())).pages).split())


def test_unm_3_the_closure_form_goes_to_the_reporter_with_the_closure_notice() -> None:
    """UNM-3."""
    form = form_of(closed(at_work()))
    assert "Formulir penutupan insiden" in form
    assert "ID insiden TIKET-1" in form
    assert "Rita Sari" in form
    assert "Internet lambat" in form
    assert "kabel <longgar> & tua port 14 galat" in form
    assert "Kabel uplink diganti." in form
    assert "Jumat, 20 November 2026" in form


def test_what_the_staff_note_among_themselves_stands_on_no_form() -> None:
    desk = at_work()
    omar(desk, "#catatan Pelapor ini sering salah colok.")
    assert "salah colok" not in form_of(closed(desk))


def test_a_record_filled_in_by_the_closing_mail_stands_on_the_form() -> None:
    desk = at_work()
    omar(desk, f"#selesai\n{RECORD}")
    omar(desk, "#tutup\nAnalisis: kabel lama digigit tikus")
    assert "digigit tikus" in form_of(desk)


def test_a_confidential_ticket_is_not_printed() -> None:
    desk = at_work()
    omar(desk, "#ambil\n#rahasia")
    omar(desk, f"#selesai\n{RECORD}")
    rita(desk, "#selesai", notice="solution")
    assert desk.letter(RITA, "closure").attachments == ()


def test_without_the_library_the_notice_goes_without_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maild.desk.letters.printing.can_print", lambda: False)
    assert closed(at_work()).letter(RITA, "closure").attachments == ()


def test_a_form_that_fails_holds_no_notice_back_and_the_administrator_hears_of_it(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms/closure.txt").write_text("{{ nothing_of_the_kind.at_all }}")
    desk = closed(at_work(renderer=Renderer([tmp_path, CHECKOUT / "templates"])))
    assert desk.letter(RITA, "closure").attachments == ()
    assert "forms/closure.txt" in desk.letter(ADMIN, "template_bad").text


def test_a_reader_of_english_gets_it_in_english() -> None:
    desk = desk_on()
    desk.rulebook = rules()
    said = "Our internet connection has been slow since this morning, please help us."
    desk.open(said, subject="Internet slow", proven=True)
    assert "Incident closure form" in form_of(closed(desk))


def test_tickets_of_a_procedure_without_the_form_are_closed_without_it() -> None:
    desk = at_work()
    desk.open("Mohon dibuatkan alamat surel.", subject="Permintaan surel", proven=True)
    assert desk.ticket(2).type != "incident"
    omar(desk, f"#tutup\n{RECORD}\nSurat: 12/2026", notice="new_ticket")
    assert desk.ticket(2).status == "closed"
    assert desk.letter(RITA, "closure").attachments == ()
