"""Taking a command back: letters that have not left stay here, and of those that have gone it is told to whom."""

from __future__ import annotations

from tests.support.at_work import at_work, moment, omar, rita, said, told
from tests.support.desk import OMAR, RITA, TARIQ, Desk, reply_to


def escalated() -> Desk:
    """A desk that has sent all its letters before Omar hands the ticket to the technicians."""
    desk = at_work()
    desk.send()
    omar(desk, "#eskalasi jaringan")
    return desk


def states(desk: Desk, address: str, notice: str) -> list[str]:
    return [row.state for row in desk.outbox(address, notice)]


def test_letters_that_have_not_left_are_not_sent() -> None:
    desk = escalated()
    omar(desk, "#batal")
    assert states(desk, TARIQ, "escalation") == ["dropped"]
    assert "surat yang belum terkirim tidak jadi dikirim" in said(desk, OMAR)
    assert desk.outbox(TARIQ, "escalation")[0].last_error == "taken back by person:omar before it left"
    desk.send()
    assert TARIQ not in {letter.recipient for letter in desk.mailer.taken}


def test_whom_letters_have_reached_already_is_told() -> None:
    desk = escalated()
    desk.send()
    omar(desk, "#batal")
    assert states(desk, TARIQ, "escalation") == ["sent"]
    assert "Suratnya sudah terkirim kepada" in said(desk, OMAR)
    assert "Tariq Hidayat" in said(desk, OMAR)


def test_what_a_sender_holds_counts_as_gone() -> None:
    desk = escalated()
    claimed = desk.dispatch._claimed()[0]
    assert TARIQ in {row.address for row in claimed}
    omar(desk, "#batal")
    assert states(desk, TARIQ, "escalation") == ["claimed"]
    assert "Tariq Hidayat" in said(desk, OMAR)


def test_letters_about_what_was_not_taken_back_still_leave() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    omar(desk, "#batal")
    assert states(desk, RITA, "receipt") == ["waiting"]
    assert states(desk, OMAR, "new_ticket") == ["waiting"]


def test_a_command_and_its_undoing_in_one_batch_send_nothing() -> None:
    desk = at_work()
    desk.send()
    answered = told(desk, OMAR)
    given = [reply_to(answered, text, proven=True, date=moment(desk)) for text in ("#eskalasi jaringan", "#batal")]
    desk.receive(*given)
    assert desk.ticket().group == "meja-layanan"
    assert states(desk, TARIQ, "escalation") == ["dropped"]


def test_a_solution_that_has_not_left_does_not_reach_the_requester() -> None:
    desk = at_work()
    desk.send()
    omar(desk, "#selesai Kabel diganti.")
    omar(desk, "#batal")
    assert states(desk, RITA, "solution") == ["dropped"]
    assert desk.ticket().status == "new"


def test_what_was_said_has_been_said() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    rita(desk, "Apakah sudah ada kabar?")
    before = desk.outbox(OMAR)
    omar(desk, "#batal")
    assert {row.state for row in desk.outbox(OMAR)[: len(before)]} == {"waiting"}
