"""Who is told of a promise at risk, when, and how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from maild.desk.rulebook import Rulebook
from maild.policy.calendar import build_all
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
    assert facts == [WarningGiven("resolution", 1, 100, ("omar", "sari"))]


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


# --- hours of one's own ------------------------------------------------------------------------------------------


def of_their_own(office: Season, **calendars: str) -> None:
    """Let people go by calendars of their own; `timur` is the office two hours further east, `malam` works at night."""
    rules, hours = office.rulebook, office.rulebook.policy.calendars["kantor"]
    night = dict.fromkeys(range(1, 8), ((time(20), time(6)),))
    facts = {
        **rules.policy.calendars,
        "timur": replace(hours, name="timur", timezone="Asia/Jayapura"),
        "malam": replace(hours, name="malam", hours=night, country="", holidays=()),
    }
    people = tuple(replace(one, calendar=calendars.get(one.id, one.calendar)) for one in rules.policy.people.people)
    groups = tuple(replace(one, calendar=calendars.get(one.id, one.calendar)) for one in rules.policy.people.groups)
    policy = replace(rules.policy, people=replace(rules.policy.people, people=people, groups=groups), calendars=facts)
    office.go_by(Rulebook(policy, build_all(facts, NINE)))


def given(office: Season, number: int) -> list[tuple[int, tuple[str, ...]]]:
    facts = [event.fact for event in office.store.events(number)]
    return [(fact.share, fact.to) for fact in facts if isinstance(fact, WarningGiven)]


def test_everybody_hears_of_it_in_hours_of_their_own_and_once(office: Season) -> None:
    of_their_own(office, sari="malam")
    number = office.open(priority=2)
    warn(office, after(hours=1))
    assert told(office) == ["omar"]
    warn(office, after(hours=1, minutes=10))
    evening = NINE.replace(hour=13)
    warn(office, evening - timedelta(minutes=10))
    assert told(office) == ["omar"]
    warn(office, evening)
    warn(office, evening + timedelta(minutes=10))
    assert told(office) == ["omar", "sari"]
    assert given(office, number) == [(100, ("omar",)), (100, ("sari",))]


def test_what_was_settled_meanwhile_needs_no_warning_any_more(office: Season) -> None:
    of_their_own(office, sari="malam")
    number = office.open(priority=2)
    warn(office, after(hours=1))
    office.happen(number, TicketTaken("omar"))
    warn(office, NINE.replace(hour=13))
    assert told(office) == ["omar"]


def test_several_that_waited_for_somebodys_hours_come_as_one_mail(office: Season) -> None:
    of_their_own(office, sari="malam")
    for minutes in (0, 10, 20):
        office.now = after(minutes=minutes)
        office.open(priority=2)
    for minutes in (30, 40, 50, 60):
        warn(office, after(minutes=minutes))
    warn(office, NINE.replace(hour=13))
    sari = [letter for letter in office.letters("alert") if letter.person == "sari"]
    assert len(sari) == 1
    assert all(f"TIKET-{number}" in sari[0].text for number in (1, 2, 3))


def test_a_group_has_hours_for_those_of_its_members_who_name_none(office: Season) -> None:
    of_their_own(office, **{"meja-layanan": "malam", "omar": "kantor"})
    office.open(priority=2)
    warn(office, after(hours=1))
    assert told(office) == ["omar"]


def test_a_proven_breach_of_the_first_priority_reaches_those_who_are_off_duty_too(office: Season) -> None:
    of_their_own(office, sari="malam", mona="malam")
    office.open(priority=1, proven=True)
    warn(office, after(minutes=10))
    assert told(office) == ["omar", "sari", "mona", "gita"]


def test_morning_mails_come_when_the_readers_own_day_begins(office: Season) -> None:
    of_their_own(office, tariq="timur", mona="timur")
    number, _for_the_desk = office.open(priority=3), office.open(priority=3)
    office.happen(number, TicketEscalated("jaringan", "tariq"))
    office.happen(number, TicketTaken("tariq"), "person:tariq")
    at = NINE.replace(hour=20)
    while at < NEXT_MORNING + timedelta(hours=3):
        office.now = at
        office.tick()
        at += timedelta(minutes=10)
    came = {(one.notice, one.person): f"{one.created_at:%H:%M}" for one in office.letters("work_list", "digest")}
    assert came["work_list", "tariq"] == "22:30"  # half past seven in Jayapura
    assert came["digest", "mona"] == "22:30"
    assert came["work_list", "omar"] == "00:30"
    assert came["digest", "gita"] == "00:30"
    assert len(office.letters("digest")) == 2


def test_a_calendar_that_is_new_brings_nobody_a_second_list_today(office: Season) -> None:
    office.open(priority=3)
    office.now = after(minutes=10)
    office.tick()
    before = len(office.letters("work_list"))
    of_their_own(office, omar="selalu")
    office.now = after(minutes=20)
    office.tick()
    assert before == len(office.letters("work_list")) > 0
