"""Disposition by mail: head, division, section and person in charge, and work after verification (TRG-2)."""

from __future__ import annotations

from maild.tickets.events import StageCompleted
from tests.support.at_work import letter_from, moment, said, write
from tests.support.desk import BUDI, Desk
from tests.support.example_offices import address_of, answer, desk_of


def requested() -> Desk:
    return desk_of(
        "trenggalek",
        "Nama: Budi Santoso\nUnit: Kecamatan Panggul\nPenjelasan: Jaringan di aula putus.",
        "Pengajuan penanganan gangguan",
    )


def disposed() -> Desk:
    desk = requested()
    answer(desk, "mona", "#tugaskan herman\nMohon ditindaklanjuti.", "stage")
    answer(desk, "herman", "#eskalasi infrastruktur", "stage")
    return desk


def test_trg_2_disposition_goes_down_the_line_and_work_begins_after_verification() -> None:
    """TRG-2: head, division, section, person in charge, each step with who and when."""
    desk = disposed()
    assert (desk.ticket().status, desk.ticket().assignee, desk.ticket().group) == ("new", "tariq", "infrastruktur")
    assert "Mohon ditindaklanjuti." in said(desk, address_of(desk, "herman"), "stage")
    assert "Penanganan belum boleh dimulai" in answer(desk, "tariq", "#ambil", "stage")
    receipt = answer(desk, "tariq", "#setuju\n#pic nanda", "stage")
    assert "Diberi tahu : Nanda Prakosa" in receipt
    assert (desk.ticket().status, desk.ticket().assignee) == ("in_progress", "nanda")
    assert "Giliran Anda: Pemulihan dan dokumentasi" in said(desk, address_of(desk, "nanda"), "stage")
    steps = [(event.fact.stage, event.actor) for event in desk.events() if isinstance(event.fact, StageCompleted)]
    assert steps == [("kepala", "person:mona"), ("bidang", "person:herman"), ("verifikasi", "person:tariq")]
    assert all(event.at for event in desk.events())
    answer(desk, "nanda", "#selesai\nGejala: putus\nPenyebab: kabel\nSolusi: Kabel diganti.", "stage")
    write(desk, BUDI, "#selesai", "solution")
    assert (desk.ticket().status, desk.ticket().stage) == ("closed", "")


def test_what_the_section_does_not_verify_goes_back_to_the_division_with_the_reason() -> None:
    """TRG-2."""
    desk = disposed()
    answer(desk, "tariq", "#tolak Ini aplikasi, bukan jaringan.", "stage")
    assert (desk.ticket().stage, desk.ticket().status) == ("bidang", "new")
    assert "Ini aplikasi, bukan jaringan." in said(desk, address_of(desk, "herman"), "stage")
    answer(desk, "herman", "#eskalasi aplikasi", "stage")
    assert (desk.ticket().stage, desk.ticket().assignee) == ("verifikasi", "putri")


def test_nobody_below_passes_on_what_the_head_has_not_passed_on() -> None:
    """TRG-2."""
    desk = requested()
    desk.receive(letter_from(address_of(desk, "herman"), "#tugaskan tariq", subject="Re: [TIKET-1]", date=moment(desk)))
    assert (desk.ticket().stage, desk.ticket().assignee) == ("kepala", "")
