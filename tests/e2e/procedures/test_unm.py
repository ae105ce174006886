"""A university: reporting, documentation and closing are one procedure with three forms, and its leadership reads."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.support.browser import browsing
from tests.support.real_desk import link_in

if TYPE_CHECKING:
    from tests.support.real_desk import RealDesk

pytestmark = pytest.mark.needs("dovecot", "exim")
OFFICE = "unma"
FORM = """\
Nama: Budi Santoso
Unit: Fakultas Hukum
Telepon: 0812-3456-7890
Tanggal dan jam: 20 November 2026 08.30
Penjelasan: Siakad tidak bisa dibuka, KRS ditutup besok."""
RECORD = "Gejala: lambat\nAnalisis: port 14 galat\nSolusi: Server siakad dinyalakan ulang."


def test_the_reporting_form_is_sent_when_asked_for_and_read_when_filled_in(desk: RealDesk) -> None:
    """UNM-1."""
    desk.write("budi", "#formulir", "Formulir")
    empty = desk.said("budi", "Formulir laporan")
    for field in ("Nama", "Unit", "Media", "Kategori", "Penjelasan"):
        assert f"{field} :" in empty
    desk.write("budi", FORM, "Siakad")
    ticket = desk.ticket()
    assert (ticket["requester_name"], ticket["unit"], ticket["phone"]) == (
        "Budi Santoso",
        "Fakultas Hukum",
        "0812-3456-7890",
    )
    assert ticket["fields"]["explanation"] == "Siakad tidak bisa dibuka, KRS ditutup besok."


@pytest.mark.needs("chromium")
def test_the_documentation_form_is_printed_from_the_page_of_the_ticket(desk: RealDesk) -> None:
    """UNM-2."""
    desk.write("budi", FORM, "Siakad")
    desk.answer("omar", f"#selesai\n{RECORD}")
    with desk.pages(), browsing() as page:
        page.goto(link_in(desk.got("budi", "Lihat perkembangan tiket ini"), "/ticket/"))
        form = page.get_by_role("link", name="Formulir pendokumentasian insiden")
        assert form.count() == 1
        form.click()
        said = " ".join(page.inner_text("main").split())
        printed = page.pdf(prefer_css_page_size=True)
    for part in ("TIKET-1", "20 November 2026", "Budi Santoso", "Siakad", "port 14 galat", "dinyalakan ulang"):
        assert part in said
    assert "Selesai - menunggu konfirmasi" in said
    assert len(PdfReader(BytesIO(printed)).pages) == 1


def test_the_closure_form_goes_to_the_reporter_as_a_document(desk: RealDesk) -> None:
    """UNM-3."""
    desk.write("budi", "Siakad tidak bisa dibuka.", "Siakad")
    desk.answer("omar", f"#tutup\n{RECORD}")
    closure = desk.got("budi", "Tiket TIKET-1 ditutup")
    files = {file.get_filename(): file.get_content() for file in closure.iter_attachments()}
    assert list(files) == ["TIKET-1.pdf"]
    form = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(files["TIKET-1.pdf"])).pages).split())
    assert "Formulir penutupan insiden" in form
    assert "Server siakad dinyalakan ulang." in form


def test_the_leadership_gets_the_reports(desk: RealDesk) -> None:
    """UNM-4: on the next working morning, both of them."""
    desk.write("budi", "Siakad tidak bisa dibuka.", "Siakad")
    desk.pass_(days=3)
    for leader in ("mona", "gita"):
        assert "Tiket terbuka : 1" in desk.said(leader, "Laporan")


def test_the_desk_escalates_to_the_bureau_that_is_responsible(desk: RealDesk) -> None:
    """UNM-5."""
    desk.write("budi", "Siakad tidak bisa dibuka.", "Siakad")
    desk.answer("omar", "#eskalasi\nAkun saya coba, sama saja.")
    assert "Akun saya coba, sama saja." in desk.said("tariq", "Tiket untuk Anda tangani")
    assert desk.ticket()["group"] == "baupk"
