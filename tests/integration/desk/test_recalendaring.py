"""A holiday decreed late moves what is promised on open tickets, once, and people can see it before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from maild.desk.promises.explain import explained
from maild.desk.promises.recalendaring import Recalendaring, preview
from maild.desk.rulebook import Rulebook
from maild.policy.calendar import build_all
from maild.store.desk_store import DeskStore
from maild.tickets.events import TargetsMoved, TicketResolved, WaitingBegan
from tests.support.season import Season, rulebook
from tests.support.stores import empty

if TYPE_CHECKING:
    from maild.store.database import Database

AFTERNOON = datetime(2026, 12, 16, 8, 0, tzinfo=UTC)  # a Wednesday at three
DECREED = date(2026, 12, 17)
LATER = AFTERNOON + timedelta(minutes=5)


@pytest.fixture
def office(sqlite_database: Database) -> Season:
    empty(sqlite_database)
    return Season(DeskStore(sqlite_database), start=AFTERNOON)


def decreed() -> Rulebook:
    """The rules of the season with one day off more, in every calendar that has any."""
    policy = rulebook().policy
    calendars = {
        name: replace(each, closed={**each.closed, DECREED: "Cuti bersama"}) for name, each in policy.calendars.items()
    }
    return Rulebook(replace(policy, calendars=calendars, digest="decreed"), build_all(calendars, AFTERNOON))


def kinds(office: Season, number: int) -> list[str]:
    return [type(event.fact).__name__ for event in office.store.events(number)]


def test_open_promises_are_due_a_working_day_later_by_an_event_that_says_why(office: Season) -> None:
    number = office.open(priority=3)
    before = office.target(number, "resolution").due_at
    assert before is not None
    assert Recalendaring(office.store, decreed).apply(LATER) > 0
    after = office.target(number, "resolution").due_at
    assert after is not None
    assert after > before
    last = office.store.events(number)[-1]
    assert isinstance(last.fact, TargetsMoved)
    assert last.fact.version == "decreed"
    assert (last.actor, last.cause) == ("maild", "calendar")


def test_what_was_moved_is_not_moved_again_after_a_restart_or_by_another_daemon(office: Season) -> None:
    number = office.open(priority=3)
    job = Recalendaring(office.store, decreed)
    assert job.apply(LATER) > 0
    moved = kinds(office, number)
    assert job.apply(LATER) == 0
    assert Recalendaring(office.store, decreed).apply(LATER) == 0
    assert kinds(office, number) == moved


def test_a_decree_that_is_taken_back_restores_every_promise(office: Season) -> None:
    number = office.open(priority=3)
    before = office.target(number, "resolution")
    rules = [decreed()]
    job = Recalendaring(office.store, lambda: rules[0])
    job.apply(LATER)
    rules[0] = rulebook()
    assert job.apply(LATER) > 0
    assert office.target(number, "resolution") == before


def test_what_waits_or_is_resolved_is_not_moved(office: Season) -> None:
    waiting, resolved = office.open(priority=3), office.open(priority=3)
    office.happen(waiting, WaitingBegan())
    office.happen(resolved, TicketResolved("staff"))
    stood = [office.target(number, "resolution") for number in (waiting, resolved)]
    Recalendaring(office.store, decreed).apply(LATER)
    assert [office.target(number, "resolution") for number in (waiting, resolved)] == stood


def test_the_same_calendars_move_nothing(office: Season) -> None:
    number = office.open(priority=3)
    assert Recalendaring(office.store, rulebook).apply(LATER) == 0
    assert kinds(office, number) == ["TicketOpened"]


def test_what_would_move_is_shown_before_and_nothing_is_written(office: Season) -> None:
    number = office.open(priority=3)
    before = office.target(number, "resolution")
    shown = {move.before.name: move for move in preview(office.store, decreed(), LATER)}
    assert shown["resolution"].before == before
    assert kinds(office, number) == ["TicketOpened"]
    Recalendaring(office.store, decreed).apply(LATER)
    assert office.target(number, "resolution") == shown["resolution"].after


def test_people_who_were_told_of_a_breach_are_not_told_again(office: Season) -> None:
    number = office.open(priority=1)
    office.now = AFTERNOON + timedelta(minutes=15)
    office.tick()
    told = len(office.letters("alert"))
    assert told
    early = replace(rulebook().policy.calendars["kantor"], closed={date(2026, 12, 16): "Cuti bersama"})
    policy = replace(rulebook().policy, calendars={**rulebook().policy.calendars, "kantor": early})
    rules = Rulebook(policy, build_all(policy.calendars, AFTERNOON))
    Recalendaring(office.store, lambda: rules).apply(office.now)
    assert office.target(number, "response").next_at is None
    office.tick()
    assert len(office.letters("alert")) == told


def test_the_account_of_a_promise_names_the_change(office: Season) -> None:
    number = office.open(priority=3)
    Recalendaring(office.store, decreed).apply(LATER)
    told = {each.name: each for each in explained(office.store.events(number), decreed(), LATER)}
    assert told["resolution"].turns[-1].because == "TargetsMoved"
    assert told["resolution"].due_at == office.target(number, "resolution").due_at
