"""Who is promised what: a unit of the office may have targets of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.rulebook import Rulebook
from tests.support.at_work import at_work, omar, write
from tests.support.desk import BUDI, OMAR

if TYPE_CHECKING:
    from maild.tickets.ticket import Ticket
    from tests.support.desk import Desk

UNIT = "Dinas Kesehatan"
SOON = timedelta(minutes=20)


def health_first(desk: Desk) -> Desk:
    """Let Budi belong to a unit whose tickets are solved sooner than others."""
    policy = desk.rulebook.policy
    usual = next(rule for rule in policy.targets if rule.name == "resolution")
    sooner = replace(usual, when={"unit": (UNIT,)}, within={priority: priority * SOON for priority in usual.within})
    people = replace(policy.people, units={BUDI: UNIT})
    policy = replace(policy, people=people, targets=(sooner, *policy.targets))
    desk.rulebook = Rulebook(policy, desk.rulebook.calendars)
    return desk


def budis(desk: Desk) -> Ticket:
    return desk.open("Internet mati di aula", subject="Internet mati", sender=f"Budi <{BUDI}>", proven=True)


def test_a_requesters_unit_has_targets_of_its_own() -> None:
    desk = health_first(at_work())
    ticket = budis(desk)
    assert ticket.unit == UNIT
    assert desk.targets(2)["resolution"].within == ticket.priority * SOON


def test_they_still_hold_when_somebody_corrects_the_guess() -> None:
    desk = health_first(at_work())
    other = 2 if budis(desk).priority != 2 else 3
    omar(desk, f"#prioritas {other}")
    assert desk.ticket(2).priority == other
    assert desk.targets(2)["resolution"].within == other * SOON


def test_another_requester_brings_the_unit_along() -> None:
    desk = health_first(at_work())
    assert desk.ticket(1).unit == ""
    write(desk, OMAR, f"#untuk {BUDI}")
    assert desk.ticket(1).unit == UNIT


def test_people_of_no_listed_unit_have_the_usual_targets() -> None:
    desk = health_first(at_work())
    assert desk.targets(1)["resolution"].within > 3 * SOON
