"""Every minute of a promise is accounted for, and the sum is what is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from maild.desk.promises.explain import Explanation, explained
from maild.policy.calendar import build
from maild.tickets import events as facts
from maild.tickets.targets import TargetRule, used
from tests.support.lives import RULES, Life, any_life, opening
from tests.support.minutes import CALENDARS, FIRST, HOUR, KANTOR, LAST, MINUTE, START, worked_minutes

if TYPE_CHECKING:
    from maild.policy.model import CalendarFacts
    from maild.tickets.targets import Calendar
    from maild.tickets.ticket import Ticket

TABLES = {name: build(facts_, FIRST - 1, LAST + 1) for name, facts_ in CALENDARS.items()}
WIB = TABLES["WIB"]
NOW = datetime(2026, 12, 23, 1, 0, tzinfo=UTC)  # Wednesday, eight o'clock in Jakarta


@dataclass
class Policy:
    calendars: dict[str, CalendarFacts]


class Book:
    """The rules of these tests in place of an office's."""

    def __init__(self, calendar: Calendar, facts_: CalendarFacts, rules: tuple[TargetRule, ...] = RULES) -> None:
        self.calendars = {"kantor": calendar}
        self.policy = Policy({"kantor": facts_})
        self.rules = tuple(replace(rule, source=f"targets.yaml:{line}") for line, rule in enumerate(rules, 6))

    def target_rules(self, _: Ticket) -> tuple[TargetRule, ...]:
        return self.rules


BOOK = Book(WIB, KANTOR)


def resolution(life: Life, now: datetime, book: Book = BOOK) -> Explanation:
    return next(each for each in explained(life.history, book, now) if each.name == "resolution")


def counted(each: Explanation) -> timedelta:
    return sum((stretch.counted for stretch in each.stretches), timedelta())


@pytest.mark.parametrize("calendar", CALENDARS)
def test_the_stretches_of_any_life_add_up_to_what_is_recorded(calendar: str) -> None:
    minutes, book = worked_minutes(calendar), Book(TABLES[calendar], CALENDARS[calendar])
    for case in range(60):
        dice = Random(f"{calendar} {case}")
        begins = START + dice.randrange(3 * 365 * 1440, 9 * 365 * 1440) * MINUTE
        life = any_life(dice, TABLES[calendar], begins, dice.randint(0, 12))
        now = life.history[-1].at + dice.randrange(9_000) * MINUTE
        for each in explained(life.history, book, now):
            target = life.targets[each.name, each.run]
            assert counted(each) == used(target, now, TABLES[calendar])
            at = each.turns[0].at
            for stretch in each.stretches:
                assert stretch.start == at, "no minute is left out or told twice"
                at = stretch.end
                worked = minutes.count(1, (stretch.start - START) // MINUTE, (stretch.end - START) // MINUTE) * MINUTE
                if stretch.kind == "open":
                    assert stretch.counted == worked == stretch.end - stretch.start
                if stretch.kind in {"outside", "holiday"}:
                    assert worked == timedelta()
            assert at == (each.turns[-1].at if target.met_at else now)


def test_days_off_are_told_by_name_and_nights_are_not() -> None:
    life = Life(WIB)
    life.tell(opening(), NOW)
    told = [
        (stretch.kind, stretch.because, stretch.end - stretch.start)
        for stretch in resolution(life, NOW + 60 * HOUR).stretches
    ]
    assert told == [
        ("open", "", 4 * HOUR),
        ("outside", "", HOUR / 2),
        ("open", "", 3.5 * HOUR),
        ("outside", "", 8 * HOUR),
        ("holiday", "Cuti Bersama Hari Raya Natal", 24 * HOUR),
        ("holiday", "Hari Raya Natal", 20 * HOUR),
    ]


def test_a_pause_is_told_with_what_began_it() -> None:
    life = Life(WIB)
    life.tell(opening(), NOW)
    life.tell(facts.WaitingBegan(), NOW + HOUR)
    life.tell(facts.WaitingEnded(), NOW + 2 * HOUR)
    told = [(stretch.kind, stretch.because) for stretch in resolution(life, NOW + 3 * HOUR).stretches]
    assert told == [("open", ""), ("paused", "WaitingBegan"), ("open", "")]


def test_the_rule_and_what_turned_the_promise_are_named() -> None:
    life = Life(WIB)
    life.tell(opening(), NOW)
    life.tell(facts.TicketClassified("urgency", "rendah", "tinggi", 1), NOW + HOUR)
    found = resolution(life, NOW + 2 * HOUR)
    assert (found.rule, found.calendar, found.state) == ("targets.yaml:7", "kantor", "running")
    turns = [(turn.because, turn.within // HOUR) for turn in found.turns]
    assert turns == [("TicketOpened", 24), ("TicketClassified", 8)]
    assert found.totals == {"open": 2 * HOUR}


def test_the_account_ends_when_the_promise_is_met_and_goes_on_when_it_is_reopened() -> None:
    life = Life(WIB)
    life.tell(opening(), NOW)
    life.tell(facts.TicketResolved(), NOW + HOUR)
    assert resolution(life, NOW + 3 * HOUR).stretches[-1].end == NOW + HOUR
    life.tell(facts.TicketReopened(), NOW + 2 * HOUR)
    assert resolution(life, NOW + 3 * HOUR).totals == {"open": 2 * HOUR, "met": HOUR}


def test_what_was_taken_back_is_counted_anew_in_the_open() -> None:
    life = Life(WIB)
    life.tell(opening(), NOW)
    life.tell(facts.WaitingBegan(), NOW + HOUR)
    life.tell(facts.ActionUndone(2), NOW + 3 * HOUR)
    found = resolution(life, NOW + 3 * HOUR)
    assert [(stretch.kind, stretch.because, stretch.counted) for stretch in found.stretches] == [
        ("open", "", HOUR),
        ("paused", "WaitingBegan", timedelta()),
        ("recounted", "ActionUndone", 2 * HOUR),
    ]
    assert found.spent_for == 3 * HOUR


def test_a_calendar_that_was_another_one_at_the_time_is_told() -> None:
    life = Life(WIB)
    life.tell(opening(), NOW)
    life.tell(facts.WaitingBegan(), NOW + 2 * HOUR)
    decreed = replace(KANTOR, closed={**KANTOR.closed, date(2026, 12, 23): "Cuti bersama"})
    found = resolution(life, NOW + 3 * HOUR, Book(build(decreed, 2026, 2027), decreed))
    assert [(stretch.kind, stretch.because) for stretch in found.stretches] == [
        ("holiday", "Cuti bersama"),
        ("recounted", "WaitingBegan"),
        ("paused", "WaitingBegan"),
    ]
    assert found.spent_for == 2 * HOUR


def test_a_promise_without_a_rule_is_told_as_it_is_recorded() -> None:
    life = Life(WIB)
    life.tell(opening(), NOW)
    life.tell(facts.TicketResolved(), NOW + 5 * HOUR)
    found = resolution(life, NOW + 9 * HOUR, Book(WIB, KANTOR, rules=()))
    assert (found.rule, found.calendar, found.spent_for) == ("", "", 4.5 * HOUR)
    assert counted(found) == found.spent_for


def test_everything_is_there_for_programs() -> None:
    life = Life(WIB)
    life.tell(opening(), NOW)
    told = resolution(life, NOW + HOUR).as_json()
    assert told["stretches"] == [
        {
            "kind": "open",
            "start": "2026-12-23T01:00:00Z",
            "end": "2026-12-23T02:00:00Z",
            "length": 3600,
            "counted": 3600,
            "because": "",
        }
    ]
    assert (told["within"], told["spent_for"], told["totals"]) == (24 * 3600, 3600, {"open": 3600})
    assert told["turns"][0]["because"] == "TicketOpened"
