"""A ticket that becomes confidential: its circle is told, and those outside lose it without a word of it (SEC-5)."""

from __future__ import annotations

from maild.desk.records import OutboxRow
from tests.support.at_work import NANDA, at_work, omar, rita, said, tariq, told, write
from tests.support.desk import OMAR, RITA, TARIQ, Desk

TITLE, REPORT = "Internet lambat", "ruang keuangan"


def hidden() -> Desk:
    """A desk whose operator has handed Rita's ticket to the network group, and then made it confidential."""
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    omar(desk, "#rahasia", notice="new_ticket")
    assert desk.ticket().confidential
    return desk


def words(letter: OutboxRow) -> str:
    return f"{letter.subject} {letter.text} {letter.html}"


def test_the_circle_is_told() -> None:
    desk = hidden()
    letters = [told(desk, address, "now_confidential") for address in (TARIQ, NANDA)]
    assert [letter.subject for letter in letters] == ["[TIKET-1] Tiket rahasia"] * 2
    assert all(TITLE in letter.text for letter in letters)


def test_those_outside_who_had_it_are_told_without_its_words() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    tariq(desk, "#rahasia")
    letter = told(desk, OMAR, "out_of_circle")
    assert TITLE not in words(letter)
    assert REPORT not in words(letter)
    assert "tidak lagi termasuk" in " ".join(letter.text.split())


def test_who_never_had_it_hears_nothing() -> None:
    desk = at_work()
    omar(desk, "#rahasia")
    assert desk.outbox(TARIQ) == []


def test_the_requester_hears_nothing_and_goes_on_writing() -> None:
    desk = hidden()
    letters = len(desk.outbox(RITA))
    assert rita(desk, "Sekarang di ruang arsip juga.") == ["noted"]
    assert desk.messages()[-1].visibility == "public"
    assert len(desk.outbox(RITA)) == letters


def test_the_giver_hears_who_can_read_it_and_that_it_is_no_longer_him() -> None:
    desk = hidden()
    assert "Tariq Hidayat, Nanda Prakosa, tidak lagi oleh Anda" in said(desk, OMAR, "command_receipt")


def test_the_keys_of_those_outside_die_and_live_again_when_it_is_taken_back() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    earlier = told(desk, OMAR, "new_ticket")
    tariq(desk, "#rahasia")
    write(desk, OMAR, "Saya ingin tahu.", "new_ticket", proven=False)
    assert desk.messages()[-1].because == "the sender is known but nothing proves it is really them"
    tariq(desk, "#batal", notice="command_receipt")
    assert not desk.ticket().confidential
    assert earlier == told(desk, OMAR, "new_ticket")
    write(desk, OMAR, "Saya ingin tahu lagi.", "new_ticket", proven=False)
    assert desk.messages()[-1].because == "the reply key is the sender's own"
