"""When reports are alike enough, and of enough people, to be proposed as one outage."""

from __future__ import annotations

from dataclasses import replace

from maild.desk.letters.notify import Notifier
from maild.desk.outage_watch import OutageWatch
from maild.desk.rulebook import Rulebook
from maild.tickets.events import OutageProposed
from tests.support.at_work import omar, rules, said, told, write
from tests.support.desk import KEYRING, OMAR, desk_on
from tests.support.outages import NAMES, REPORT, REPORTERS, in_trouble, look, proposed, reported


def test_many_alike_reports_raise_one_proposal_to_the_operators() -> None:
    desk = proposed()
    letter = desk.letter(OMAR, "outage_proposed")
    assert "[TIKET-1] 5 laporan dalam 16 menit tentang" in letter.subject
    for number, name in enumerate(NAMES[:5], 1):
        assert f"TIKET-{number}" in letter.text
        assert name in letter.text
    assert "#setuju" in letter.text
    assert "#tolak" in letter.text


def test_it_is_proposed_once_whatever_is_looked_at_and_reported_again() -> None:
    desk = proposed()
    reported(desk, 5)
    assert look(desk) == 0
    desk.clock.pass_(hours=2)
    assert look(desk) == 0
    assert len(desk.outbox(OMAR, "outage_proposed")) == 1


def test_of_twice_as_many_the_operators_are_told_once_more() -> None:
    desk = proposed()
    for number in range(5):
        desk.open(REPORT, subject="Internet lambat", sender=f"lain{number}@example.com")
        assert look(desk) == (number == 4)
    assert "10 laporan" in told(desk, OMAR, "outage_proposed").subject
    assert look(desk) == 0


def test_many_reports_of_one_person_are_no_outage() -> None:
    desk = desk_on()
    desk.rulebook = rules()
    for number in range(6):
        desk.open(REPORT, subject=f"Internet lambat {number}", proven=True)
    assert look(desk) == 0


def test_reports_far_from_each_other_are_no_outage() -> None:
    desk = in_trouble(minutes=11)
    assert look(desk) == 0


def test_reports_that_came_while_the_desk_was_down_are_seen_when_it_is_back() -> None:
    desk = in_trouble()
    desk.clock.pass_(hours=5)
    assert look(desk) == 1


def test_reports_of_different_things_are_no_outage() -> None:
    desk = in_trouble(4)
    desk.open("Printer di ruang 204 macet.", subject="Printer macet", sender=f"Fajar <{REPORTERS[5]}>")
    assert look(desk) == 0


def test_confidential_tickets_are_never_part_of_an_outage() -> None:
    desk = in_trouble(4)
    reported(desk, 4, proven=True)
    write(desk, OMAR, "#rahasia", "new_ticket")
    assert desk.ticket(5).confidential
    assert look(desk) == 0


def test_an_office_that_wants_no_outages_proposed_is_asked_nothing() -> None:
    desk = in_trouble()
    desk.rulebook = Rulebook(replace(rules().policy, outages=None), rules().calendars)
    assert look(desk) == 0


def test_two_daemons_propose_it_once() -> None:
    desk = in_trouble()
    other = OutageWatch(desk.store.store, Notifier(desk.office, KEYRING, desk.renderer), lambda: desk.rulebook)
    desk.store.before_commit = lambda: other.look(desk.clock()) and None
    look(desk)
    assert sum(isinstance(event.fact, OutageProposed) for event in desk.events()) == 1
    assert len(desk.outbox(OMAR, "outage_proposed")) == 1


def test_what_is_no_outage_is_not_proposed_again_but_later_reports_are() -> None:
    desk = proposed()
    omar(desk, "#tolak", notice="outage_proposed")
    assert "bukan satu gangguan" in said(desk, OMAR, "command_receipt")
    reported(desk, 5)
    assert look(desk) == 0
    assert all(ticket.part_of is None for ticket in desk.tickets())
    desk.clock.pass_(minutes=5)
    for number in range(5):
        desk.open(REPORT, subject="Internet lambat", sender=f"lain{number}@example.com")
    assert look(desk) == 1
