"""Who stands in for whom, what urges, and what a warning says: the parts of a chain by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from maild.desk.hours import is_working, next_working_moment, start_of_work
from maild.desk.office import Office
from maild.desk.promises.chains import alarm_of, told_before, was_heard
from maild.policy.people import Absence, People, Person
from maild.tickets.events import Event, NoteAdded, TicketTaken, WarningGiven
from maild.tickets.targets import Target, TargetRule
from maild.tickets.working_time import Always
from tests.support.season import rulebook

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 20)
TARGET = Target(1, "resolution", 1, 8 * HOUR, timedelta(), NOW, NOW + 8 * HOUR)
RULE = TargetRule(
    "resolution", {}, "TicketOpened", frozenset(), frozenset(), frozenset(), False, {1: 8 * HOUR}, "x", (0.5, 0.75)
)
OMAR = Person("omar", "Omar", ("omar@example.com",))
SARI = Person("sari", "Sari", ("sari@example.com",))


def told(*facts: object) -> list[Event]:
    return [Event(1, number, NOW, "maild", "timetable", fact) for number, fact in enumerate(facts, 1)]  # type: ignore[arg-type]


def test_of_several_marks_that_are_passed_the_last_is_told() -> None:
    shares = [alarm_of(TARGET, RULE, Always(), NOW + hours * HOUR).share for hours in (4, 6, 7, 8, 20)]
    assert shares == [50, 75, 75, 100, 100]


def test_a_promise_that_no_rule_makes_any_more_is_told_as_a_breach() -> None:
    assert alarm_of(TARGET, None, Always(), NOW + HOUR).at == "breached"


def test_a_warning_counts_as_told_only_for_the_same_promise() -> None:
    alarm = alarm_of(TARGET, RULE, Always(), NOW + 4 * HOUR)
    fact = replace(alarm.fact, to=("omar", "sari"))
    same = [Event(1, 1, NOW, "maild", "timetable", fact, targets=(TARGET,))]
    other = [Event(1, 1, NOW, "maild", "timetable", fact, targets=(replace(TARGET, within=HOUR),))]
    assert told_before(alarm, same) == {"omar", "sari"}
    assert not told_before(alarm, other)


def test_only_what_a_person_does_after_the_warning_says_that_it_was_heard() -> None:
    alarm, warning = alarm_of(TARGET, RULE, Always(), NOW + 8 * HOUR), WarningGiven("resolution", 1, 75)
    assert not was_heard(alarm, told(TicketTaken("omar"), warning))
    assert not was_heard(alarm, told(warning, NoteAdded("public", by_requester=True)))
    assert was_heard(alarm, told(warning, NoteAdded("internal")))
    assert was_heard(alarm, told(warning, TicketTaken("omar")))
    assert not was_heard(alarm, told(warning, TicketTaken("omar"), WarningGiven("resolution", 1, 100)))


def test_what_was_heard_stays_so_when_others_are_told_the_same_later() -> None:
    alarm, warning = alarm_of(TARGET, RULE, Always(), NOW + 8 * HOUR), WarningGiven("resolution", 1, 75, ("omar",))
    assert was_heard(alarm, told(warning, TicketTaken("omar"), replace(warning, to=("sari",))))


def test_a_deputy_stands_in_for_who_is_away() -> None:
    away = replace(OMAR, absences=(Absence(TODAY, TODAY, "sari"),))
    assert People((away, SARI)).present([away], TODAY) == (SARI,)
    assert People((away, SARI)).present([away], TODAY + timedelta(days=1)) == (away,)


def test_when_nobody_is_there_everybody_is_told_all_the_same() -> None:
    away = replace(OMAR, absences=(Absence(TODAY, TODAY),))
    assert People((away,)).present([away], TODAY) == (away,)


def test_hours_begin_where_the_office_is() -> None:
    calendar, office = rulebook().desk_calendar, Office("", "desk@office.example", "")
    begins = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # Fridays begin at seven
    assert start_of_work(calendar, TODAY, office) == begins
    assert start_of_work(calendar, TODAY + timedelta(days=1), office) is None
    assert is_working(calendar, begins)
    assert not is_working(calendar, begins - timedelta(microseconds=1))
    evening = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert next_working_moment(calendar, evening) == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
