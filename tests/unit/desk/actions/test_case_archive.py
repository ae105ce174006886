"""The file of a whole case with the letter to whoever keeps archives (SEC-4)."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from pypdf import PdfReader

from maild.notices.renderer import Renderer
from maild.policy.model import NoticeRule
from tests.support.at_work import SARI, at_work, omar, tariq, write
from tests.support.desk import ADMIN, BUDI, CHECKOUT, OFFICE, OMAR, RITA, Desk
from tests.support.example_offices import address_of, answer, desk_of

if TYPE_CHECKING:
    from pathlib import Path

    from maild.desk.records import OutboxRow


def archiving(to: str, **given: object) -> Desk:
    """Return a desk that archives a case once work on it begins, with these people told."""
    desk = at_work(**given)
    policy = desk.rulebook.policy
    rule = NoticeRule(event="TicketTaken", to=to, template="case_archive")
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, notices=(*policy.notices, rule)))
    return desk


def file_of(desk: Desk, letter: OutboxRow) -> ZipFile:
    """Return the one file with a letter, as it is sent."""
    (sent,) = [one for one in desk.send() if one.id == letter.id]
    (file,) = message_from_bytes(sent.octets, policy=default).iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("TIKET-1.zip", "application/zip")
    return ZipFile(BytesIO(file.get_content()))


def test_sec_4_the_whole_case_goes_to_whoever_keeps_archives() -> None:
    """SEC-4."""
    desk = archiving("operators")
    omar(desk, "#eskalasi tariq\nMohon dicek kabelnya.")
    tariq(desk, "#ambil")
    letter = desk.letter(OMAR, "case_archive")
    assert "Terlampir seluruh berkas kasus ini" in " ".join(letter.text.split())
    names = file_of(desk, letter).namelist()
    assert names[0] == "TIKET-1.pdf"
    came = [name.partition("-in-")[2] for name in names if "-in-" in name]
    assert came == ["rita-example-com.eml", "omar-example-com.eml", "tariq-example-com.eml"]


def test_the_mail_that_archives_a_case_is_in_its_file_and_so_is_what_it_did() -> None:
    desk = archiving("operators")
    omar(desk, "#eskalasi tariq")
    tariq(desk, "#ambil\nSaya yang periksa.")
    archive = file_of(desk, desk.letter(OMAR, "case_archive"))
    last = [name for name in archive.namelist() if "-in-" in name][-1]
    assert b"Saya yang periksa." in archive.read(last)


def test_a_copy_stays_with_the_desk_one_for_all_readers() -> None:
    desk = archiving("group")
    omar(desk, "#eskalasi jaringan")
    tariq(desk, "#ambil")
    kept = {row.attachments for row in desk.outbox(notice="case_archive")}
    ((number, part),) = next(iter(kept))
    assert len(kept) == 1
    assert b"application/zip" in desk.store.raw(number)
    assert part


def test_what_is_too_large_for_the_mail_server_stays_out_and_the_letter_says_how_to_get_it() -> None:
    office = replace(OFFICE, limits=replace(OFFICE.limits, letter_bytes=2_000))
    desk = archiving("operators", office=office)
    omar(desk, "#eskalasi tariq")
    tariq(desk, "#ambil")
    letter = desk.letter(OMAR, "case_archive")
    assert letter.attachments == ()
    assert "maild tickets archive 1" in letter.text


def test_a_requester_never_gets_what_the_staff_said_among_themselves() -> None:
    desk = archiving("requester")
    omar(desk, "#ambil")
    assert desk.letter(RITA, "case_archive").attachments == ()


def test_sec_5_of_a_confidential_case_only_its_circle_gets_the_file() -> None:
    """SEC-5."""
    desk = archiving("operators")
    omar(desk, "#eskalasi jaringan")
    tariq(desk, "#rahasia")
    tariq(desk, "#ambil")
    letter = desk.letter(OMAR, "case_archive")
    assert letter.attachments == ()
    assert "Internet" not in letter.subject


def test_sec_4_the_security_office_gets_its_whole_case_when_it_is_to_be_archived() -> None:
    """SEC-4: at the stage that archives, with the letter to the owner and the report that was just written."""
    desk = desk_of("security", "Website dinas sosial diretas sejak subuh.", "Situs diretas")
    answer(desk, "omar", "#ambil")
    answer(desk, "omar", "#selesai\nGejala: beranda berubah")
    answer(desk, "sari", "#selesai\nKepada: hendra@dinsos.example\n\nSitus Bapak diretas.", "stage")
    answer(desk, "kartika", "#setuju", "stage")
    answer(desk, "mona", "#setuju\n#pic tariq", "stage")
    desk.send()
    answer(desk, "tariq", "#selesai\nPenyebab: CMS lama\nAnalisis: unggahan\nSolusi: CMS diperbarui.", "stage")
    answer(desk, "omar", "#selesai", "solution_ready")
    write(desk, BUDI, "#selesai", "solution")
    answer(desk, "sari", "#selesai\nLaporan penyelesaian: situs pulih.", "stage")
    archive = file_of(desk, desk.letter(address_of(desk, "sari"), "case_archive"))
    names = archive.namelist()
    assert b"Laporan penyelesaian: situs pulih." in archive.read([name for name in names if "-in-" in name][-1])
    assert any(name.endswith("-out-hendra-dinsos-example.eml") for name in names)
    form = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(archive.read(names[0]))).pages).split())
    for part in (
        "Isian lain notification Situs Bapak diretas.",
        "report Laporan penyelesaian: situs pulih.",
        "Tahap selesai: Mengirim surat pemberitahuan, Surat resmi dikirim",
    ):
        assert part in form


def test_a_form_that_fails_holds_no_notice_back_and_the_administrator_hears_of_it(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms/case.txt").write_text("{{ nothing_of_the_kind.at_all }}")
    desk = archiving("operators", renderer=Renderer([tmp_path, CHECKOUT / "templates"]))
    omar(desk, "#eskalasi tariq")
    tariq(desk, "#ambil")
    assert "maild tickets archive 1" in desk.letter(OMAR, "case_archive").text
    assert "forms/case.txt" in desk.letter(ADMIN, "template_bad").text


def test_no_case_holds_itself() -> None:
    desk = archiving("operators")
    omar(desk, "#eskalasi tariq")
    tariq(desk, "#ambil")
    tariq(desk, "#lepas")
    omar(desk, "#ambil")
    *_, last = desk.outbox(SARI, "case_archive")
    names = file_of(desk, last).namelist()
    went = [row for row in desk.outbox() if row.ticket == 1 and row.id < last.id and row.notice != "case_archive"]
    assert sum("-out-" in name for name in names) == len(went)
