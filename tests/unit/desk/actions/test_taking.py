"""Who works on a ticket."""

from __future__ import annotations

from tests.support.at_work import NANDA, at_work, omar, said, tariq, write
from tests.support.desk import OMAR, RITA, TARIQ


def test_taking_a_ticket_meets_the_response_and_is_answered_with_one_receipt() -> None:
    desk = at_work()
    assert omar(desk, "#ambil") == ["noted"]
    assert (desk.ticket().status, desk.ticket().assignee) == ("in_progress", "omar")
    assert desk.targets()["response"].met_at is not None
    assert "Tiket ini sekarang Anda tangani." in desk.letter(OMAR, "command_receipt").text
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt"]


def test_the_bare_word_on_the_first_line_is_a_command_of_the_staff() -> None:
    desk = at_work()
    omar(desk, "Ambil.")
    assert desk.ticket().assignee == "omar"


def test_a_phone_capitalises_the_command() -> None:
    desk = at_work()
    omar(desk, "#AMBIL\n\nSent from my iPhone")
    assert desk.kinds() == ["TicketOpened", "DetailsRequested", "TicketTaken"]


def test_taking_from_somebody_names_them() -> None:
    desk = at_work()
    omar(desk, "#tugaskan tariq")
    write(desk, "sari@example.com", "#take")
    assert desk.ticket().assignee == "sari"
    assert "in place of Tariq Hidayat" in said(desk, "sari@example.com")


def test_a_ticket_that_is_let_go_is_its_groups_again() -> None:
    desk = at_work()
    omar(desk, "#ambil")
    omar(desk, "#lepas")
    assert desk.ticket().assignee == ""
    omar(desk, "#lepas")
    assert "belum ditangani siapa pun" in said(desk, OMAR)


def test_assigning_gives_the_person_all_that_is_needed_to_work() -> None:
    desk = at_work()
    omar(desk, "#tugaskan Tariq\nSudah dicoba ganti kabel.")
    form = desk.letter(TARIQ, "escalation")
    assert "Sudah dicoba ganti kabel." in form.text
    assert "Internet di ruang keuangan lambat" in form.text
    assert desk.outbox(NANDA) == []


def test_assigning_to_somebody_away_goes_to_the_deputy_and_says_so() -> None:
    desk = at_work()
    omar(desk, "#tugaskan putri")
    assert desk.ticket().assignee == "yusuf"
    assert "pelaksana harian Putri Larasati" in said(desk, OMAR)


def test_assigning_to_somebody_gone_does_nothing() -> None:
    desk = at_work()
    omar(desk, "#tugaskan lina")
    assert desk.ticket().assignee == ""
    assert "Lina Wati sedang tidak bertugas" in said(desk, OMAR)


def test_a_name_with_a_slip_of_the_pen_is_answered_with_what_was_probably_meant() -> None:
    desk = at_work()
    omar(desk, "#tugaskan tarik")
    assert desk.ticket().assignee == ""
    refused = desk.letter(OMAR, "command_refused")
    assert "Mungkin maksud Anda: Tariq Hidayat?" in refused.text
    assert "tarik" not in refused.text


def test_a_technicians_reply_without_a_command_is_an_internal_note() -> None:
    desk = at_work()
    omar(desk, "#tugaskan tariq")
    assert tariq(desk, "Saya perlu tangga untuk naik ke plafon.") == ["noted"]
    assert desk.messages()[-1].visibility == "internal"
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt"]
