"""Who is told of a promise at risk, when, and how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from maild.store.desk_store import DeskStore
from maild.tickets.events import NoteAdded, TicketEscalated, TicketTaken, TriageConfirmed, WarningGiven
from tests.support.season import Season
from tests.support.stores import empty

if TYPE_CHECKING:
    from maild.store.database import Database

NINE = datetime(2026, 12, 16, 2, 0, tzinfo=UTC)  # a Wednesday, nine in the morning
EVENING = datetime(2026, 12, 16, 9, 30, tzinfo=UTC)  # half an hour after work has ended
NEXT_MORNING = datetime(2026, 12, 17, 0, 30, tzinfo=UTC)


@pytest.fixture
def office(sqlite_database: Database) -> Season:
    empty(sqlite_database)
    return Season(DeskStore(sqlite_database), start=NINE)


def warn(office: Season, at: datetime) -> None:
    office.now = at
    for jobs in office.daemons:
        jobs[0](at)


def told(office: Season) -> list[str]:
    return [letter.person for letter in office.letters("alert")]


def after(**span: float) -> datetime:
    return NINE + timedelta(**span)


def test_operators_hear_of_a_response_at_risk_and_managers_of_its_breach(office: Season) -> None:
    office.open(priority=1)
    warn(office, after(minutes=5))
    assert told(office) == ["omar", "sari"]
    warn(office, after(minutes=10))
    assert told(office)[2:] == ["omar", "sari", "mona", "gita"]


def test_nobody_is_told_before_the_mark_nor_twice(office: Season) -> None:
    office.open(priority=1)
    warn(office, after(minutes=4))
    assert told(office) == []
    warn(office, after(minutes=5))
    warn(office, after(minutes=6))
    assert told(office) == ["omar", "sari"]


def test_taking_the_ticket_stops_the_chain(office: Season) -> None:
    number = office.open(priority=1)
    warn(office, after(minutes=5))
    office.now = after(minutes=6)
    office.happen(number, TicketTaken("omar"))
    warn(office, after(minutes=30))
    assert told(office) == ["omar", "sari"]


def test_marks_passed_while_nobody_looked_are_told_as_one(office: Season) -> None:
    number = office.open(priority=2)
    office.happen(number, TicketTaken("omar"))
    warn(office, after(days=14))
    facts = [event.fact for event in office.store.events(number) if isinstance(event.fact, WarningGiven)]
    assert facts == [WarningGiven("resolution", 1, 100)]


def test_several_promises_at_once_come_to_one_person_as_one_mail(office: Season) -> None:
    for _ in range(3):
        office.open(priority=3)
    warn(office, after(hours=5))
    letters = office.letters("alert")
    assert [letter.person for letter in letters] == ["omar", "sari"]
    assert letters[0].ticket is None
    assert all(f"TIKET-{number}" in letters[0].text for number in (1, 2, 3))


def test_whoever_has_heard_a_warning_spares_the_others_the_next(office: Season) -> None:
    number = office.open(priority=2)
    office.happen(number, TicketEscalated("jaringan", "tariq"))
    office.happen(number, TriageConfirmed())
    target = office.target(number, "resolution")
    assert target.next_at is not None
    assert target.due_at is not None
    warn(office, target.next_at)
    assert told(office) == ["tariq", "omar", "sari"]
    office.happen(number, NoteAdded("internal"), "person:tariq")
    warn(office, target.due_at)
    assert told(office)[3:] == ["tariq"]


def test_what_is_due_in_the_evening_waits_for_the_morning(office: Season) -> None:
    office.open(priority=2)
    warn(office, EVENING)
    assert told(office) == []
    warn(office, NEXT_MORNING)
    assert told(office) == ["omar", "sari"]


def test_a_breach_of_the_first_priority_is_told_in_the_evening_once_a_person_has_confirmed_it(office: Season) -> None:
    office.open(priority=1)
    confirmed = office.open(priority=1)
    office.happen(confirmed, TriageConfirmed())
    warn(office, EVENING)
    assert told(office) == []
    office.happen(confirmed, TicketEscalated("jaringan", "tariq"))
    due_at = office.target(confirmed, "resolution").due_at
    assert due_at is not None
    warn(office, due_at.replace(hour=12))
    assert told(office) == ["tariq", "omar", "sari", "mona", "gita"]
    assert office.letters("alert")[0].ticket == confirmed


def test_a_sender_who_is_proven_is_enough_to_be_heard_in_the_evening(office: Season) -> None:
    office.open(priority=1)
    proven = office.open(priority=1, proven=True)
    warn(office, EVENING)
    assert told(office) == ["omar", "sari", "mona", "gita"]
    assert office.letters("alert")[0].ticket == proven


def test_of_a_confidential_ticket_only_its_circle_hears(office: Season) -> None:
    number = office.open(priority=1, confidential=True)
    office.happen(number, TicketEscalated("keamanan", "dewi"))
    warn(office, after(minutes=10))
    letters = office.letters("alert")
    assert [letter.person for letter in letters] == ["mona"]
    assert f"({number})" not in letters[0].subject + letters[0].text + letters[0].html


def test_a_clock_set_back_gives_no_warning_twice(office: Season) -> None:
    number = office.open(priority=3)
    office.now = after(hours=2, minutes=30)
    warn(office, office.now)
    assert told(office) == ["omar", "sari"]
    warn(office, after(hours=1))
    warn(office, after(hours=2, minutes=10))
    warn(office, after(hours=2, minutes=40))
    assert told(office) == ["omar", "sari"]
    assert sum(isinstance(event.fact, WarningGiven) for event in office.store.events(number)) == 1


def test_two_daemons_tell_it_once(sqlite_database: Database) -> None:
    empty(sqlite_database)
    office = Season(DeskStore(sqlite_database), start=NINE, daemons=2)
    office.open(priority=1)
    warn(office, after(minutes=5))
    assert told(office) == ["omar", "sari"]
