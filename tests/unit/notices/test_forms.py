"""Tables and forms as PDF."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest
from pypdf import PdfReader

from maild.errors import PermanentError
from maild.notices.forms.sheet import Sheet, sheet_as_pdf
from maild.notices.forms.tables import tables_as_pdf

TABLE = (("Aktivitas", "Realisasi"), ("Pencatatan <b>insiden</b> & lainnya", "41"))


def test_what_stands_in_a_table_is_text_and_no_markup() -> None:
    (page,) = PdfReader(BytesIO(tables_as_pdf("Indikator", "November 2026", [TABLE]))).pages
    assert "Pencatatan <b>insiden</b> & lainnya" in " ".join(page.extract_text().split())


def test_headings_come_again_on_every_page() -> None:
    many = (TABLE[0], *[TABLE[1]] * 120)
    pages = PdfReader(BytesIO(tables_as_pdf("Indikator", "", [many]))).pages
    assert len(pages) > 1
    assert all("Realisasi" in page.extract_text() for page in pages)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reportlab.lib", None)
    with pytest.raises(PermanentError, match="pip install"):
        tables_as_pdf("Indikator", "", [TABLE])


def test_what_stands_on_a_sheet_is_text_and_no_markup() -> None:
    sheet = Sheet("Formulir", (("Solusi", "Kabel <b>diganti</b> & diuji\nlalu dicatat"),))
    (page,) = PdfReader(BytesIO(sheet_as_pdf(sheet))).pages
    assert "Kabel <b>diganti</b> & diuji lalu dicatat" in " ".join(page.extract_text().split())


def test_a_text_longer_than_a_page_goes_on_overleaf() -> None:
    sheet = Sheet(
        "Formulir", (("Analisis", "kabel longgar\n" * 300),), sentence="Selesai.", signatures=(("Pelapor", "Rita"),)
    )
    assert len(PdfReader(BytesIO(sheet_as_pdf(sheet))).pages) > 1


def test_a_sheet_without_the_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reportlab.lib", None)
    with pytest.raises(PermanentError, match="pip install"):
        sheet_as_pdf(Sheet("Formulir", ()))
