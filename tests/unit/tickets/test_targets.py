"""Promised times against a slow count, and when people are told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from maild.policy.calendar import build
from maild.tickets import events as facts
from maild.tickets.events import Event, Fact, signs_of
from maild.tickets.targets import Moment, Target, is_moved, latest, moved, state_of, step, used
from maild.tickets.ticket import Ticket, told
from maild.tickets.working_time import Always
from tests.support.lives import RESOLUTION, RESPONSE, STAGE, Life, any_life, opening
from tests.support.minutes import CALENDARS, FIRST, HOUR, KANTOR, LAST, MINUTE, START, worked_minutes

TABLES = {name: build(facts_, FIRST - 1, LAST + 1) for name, facts_ in CALENDARS.items()}
NOW = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)  # Monday, seven o'clock in Jakarta


def living(*happened: tuple[int, Fact], priority: int = 2) -> Life:
    """Return a ticket, round the clock, to which this happened at these minutes."""
    life = Life(Always())
    life.tell(opening(priority), NOW)
    for minute, fact in happened:
        life.tell(fact, NOW + minute * MINUTE)
    return life


def target(life: Life, name: str = "resolution", run: int = 1) -> Target:
    return life.targets[name, run]


def spent(life: Life, minute: int, name: str = "resolution") -> int:
    """Return how many minutes of a target are used up at this minute."""
    return used(latest(life.targets.values())[name], NOW + minute * MINUTE, Always()) // MINUTE


# --- any history, counted slowly -------------------------------------------------------------------------------------


def told_intervals(history: Sequence[Event], now: datetime) -> Iterator[tuple[Event, Ticket, datetime]]:
    """Yield each event that counts, the ticket after it, and until when it stood so."""
    counted = list(told(history))
    ends = [event.at for event, _ in counted[1:]] + [now]
    for (event, ticket), until in zip(counted, ends, strict=True):
        yield event, ticket, until


def resolution_runs() -> Callable[[Event, Ticket], bool]:
    """The clock of a solution runs while somebody of the office has to do something about it."""
    return lambda _, ticket: ticket.status in {"new", "in_progress"} and ticket.proposed_at is None


def response_runs() -> Callable[[Event, Ticket], bool]:
    """The clock of the response runs until a person did something, and again when his answer was lost."""
    met = False

    def runs(event: Event, ticket: Ticket) -> bool:
        nonlocal met
        match event.fact:
            case facts.TicketTaken() | facts.TriageConfirmed() | facts.TicketClassified() | facts.TicketResolved():
                met = True
            case facts.NoteAdded(visibility="public", by_requester=False) | facts.TicketClosed():
                met = True
            case facts.NoticeFailed(permanent=True, answer=True):
                met = False
        return not met and ticket.status != "closed"

    return runs


def repair_runs() -> Callable[[Event, Ticket], bool]:
    """The clock of a stage runs from its beginning to its end, while the ticket is not closed."""
    entered = False

    def runs(event: Event, ticket: Ticket) -> bool:
        nonlocal entered
        entered = isinstance(event.fact, facts.StageEntered) or (
            entered and not isinstance(event.fact, facts.StageCompleted)
        )
        return entered and ticket.status != "closed"

    return runs


RUNS = {"resolution": resolution_runs, "response": response_runs, STAGE: repair_runs}


def slowly_counted(life: Life, minutes: bytes, now: datetime, name: str) -> int:
    """Return how many minutes count for a target, all its runs together, byte by byte."""
    runs = RUNS[name]()
    total = 0
    for event, ticket, until in told_intervals(life.history, now):
        if runs(event, ticket):
            total += minutes.count(1, (event.at - START) // MINUTE, (until - START) // MINUTE)
    return total


@pytest.mark.parametrize("calendar", CALENDARS)
def test_what_a_target_has_used_up_is_what_a_count_of_minutes_says(calendar: str) -> None:
    table, minutes = TABLES[calendar], worked_minutes(calendar)
    for case in range(500):
        dice = Random(f"{calendar} {case}")
        begins = START + dice.randrange(3 * 365 * 1440, 9 * 365 * 1440) * MINUTE
        life = any_life(dice, table, begins, dice.randint(0, 14))
        now = life.history[-1].at + dice.randrange(9_000) * MINUTE
        for name in RUNS:
            runs = [each for each in life.targets.values() if each.name == name]
            quick = sum((used(each, now, table) for each in runs), timedelta())
            assert quick == slowly_counted(life, minutes, now, name) * MINUTE, (case, name)
        for each in life.targets.values():
            if each.running_since is not None:
                left = each.within - used(each, each.running_since, table)
                assert table.elapsed(each.running_since, each.due_at) == max(left, timedelta())


# --- response --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "responded", [facts.TicketTaken("omar"), facts.TriageConfirmed(), facts.NoteAdded("public"), facts.TicketResolved()]
)
def test_a_person_meets_the_response(responded: Fact) -> None:
    """MAD-8."""
    met = target(living((20, responded)), "response")
    assert (met.met_at, met.spent_for) == (NOW + 20 * MINUTE, 20 * MINUTE)
    assert met.due_at == NOW + 60 * MINUTE
    assert state_of(met, NOW + 999 * HOUR) == "met"


def test_a_machine_or_the_requester_meets_nothing() -> None:
    life = living((5, facts.NoteAdded("public", automatic=True)), (6, facts.NoteAdded("public", by_requester=True)))
    assert target(life, "response").met_at is None


def test_an_answer_that_bounced_takes_the_response_back() -> None:
    life = living((20, facts.NoteAdded("public")), (50, facts.NoticeFailed(1, 3, "5.1.1", True, answer=True)))
    again = target(life, "response")
    assert (again.met_at, again.spent_for, again.due_at) == (None, 20 * MINUTE, NOW + 90 * MINUTE)


def test_a_receipt_that_bounced_takes_nothing_back() -> None:
    life = living((20, facts.TicketTaken("omar")), (50, facts.NoticeFailed(1, 3, "5.1.1", True)))
    assert target(life, "response").met_at == NOW + 20 * MINUTE


def test_waiting_pauses_the_resolution_only() -> None:
    life = living((10, facts.WaitingBegan()))
    assert state_of(target(life), NOW + HOUR) == "paused"
    assert spent(life, 40, "response") == 40


# --- resolution ------------------------------------------------------------------------------------------------------


def test_waiting_is_free_and_moves_the_deadline() -> None:
    life = living((60, facts.WaitingBegan()), (360, facts.WaitingEnded()))
    assert target(life).due_at == NOW + 24 * HOUR + 300 * MINUTE
    assert spent(life, 400) == 100


def test_the_technicians_clock_stops_with_his_proposal_and_runs_on_when_it_is_returned() -> None:
    """MAD-14."""
    life = living((100, facts.SolutionProposed("tariq")))
    assert spent(life, 340) == 100
    life.tell(facts.SolutionReturned("unclear"), NOW + 340 * MINUTE)
    assert spent(life, 350) == 110


def test_the_time_while_it_was_resolved_is_free() -> None:
    life = living((100, facts.TicketResolved()), (5_000, facts.TicketReopened()))
    assert spent(life, 5_010) == 110
    assert target(life).due_at == NOW + (5_000 + 24 * 60 - 100) * MINUTE


def test_another_priority_promises_anew_and_keeps_what_is_used_up() -> None:
    life = living((100, facts.TicketClassified("urgency", "rendah", "tinggi", 1)))
    raised = target(life)
    assert (raised.within, raised.spent_for) == (8 * HOUR, 100 * MINUTE)
    assert raised.due_at == NOW + 8 * HOUR


def test_another_priority_while_it_waits_leaves_it_waiting() -> None:
    life = living((100, facts.WaitingBegan()), (200, facts.TicketClassified("urgency", "rendah", "tinggi", 1)))
    assert state_of(target(life), NOW + 9 * HOUR) == "paused"
    assert target(life).within == 8 * HOUR


def test_a_priority_whose_time_is_over_already_is_breached_at_once() -> None:
    life = living((600, facts.TicketClassified("urgency", "rendah", "tinggi", 1)))
    assert target(life).due_at == target(life).next_at == NOW + 600 * MINUTE
    assert state_of(target(life), NOW + 600 * MINUTE) == "breached"


def test_other_rules_change_nothing_until_somebody_classifies() -> None:
    life = living()
    life.rules = (replace(RESOLUTION, within={2: HOUR}),)
    life.tell(facts.NoteAdded("internal"), NOW + MINUTE)
    assert target(life).within == 24 * HOUR
    life.tell(facts.TicketClassified("service", "LAN", "WAN", 2), NOW + 2 * MINUTE)
    assert target(life).within == HOUR


def test_what_is_closed_runs_no_more() -> None:
    merged = living((10, facts.TicketMerged(8)))
    assert all(each.running_since is each.next_at is None for each in merged.targets.values())
    closed = living((10, facts.TicketClosed()))
    assert target(closed).met_at == NOW + 10 * MINUTE


def test_a_promise_that_no_rule_makes_any_more_ends_with_the_ticket() -> None:
    life = living()
    life.rules = (RESPONSE,)
    life.tell(facts.TicketClosed(), NOW + MINUTE)
    assert target(life).running_since is target(life).next_at is None


# --- stages ----------------------------------------------------------------------------------------------------------


def test_a_stage_entered_again_has_its_full_time() -> None:
    """SEC-1."""
    life = living((10, facts.StageEntered(STAGE)), (110, facts.StageCompleted(STAGE)), (200, facts.StageEntered(STAGE)))
    assert target(life, STAGE, 1).spent_for == 100 * MINUTE
    again = target(life, STAGE, 2)
    assert (again.spent_for, again.due_at) == (timedelta(), NOW + 200 * MINUTE + 24 * HOUR)


def test_a_stage_that_was_entered_by_mistake_starts_when_it_is_entered() -> None:
    life = living((10, facts.StageEntered(STAGE)), (50, facts.ActionUndone(2)))
    assert state_of(target(life, STAGE), NOW + HOUR) == "paused"
    life.tell(facts.WaitingBegan(), NOW + HOUR)
    life.tell(facts.WaitingEnded(), NOW + HOUR)
    assert state_of(target(life, STAGE), NOW + HOUR) == "paused"
    life.tell(facts.StageEntered(STAGE), NOW + 100 * MINUTE)
    assert target(life, STAGE).due_at == NOW + 100 * MINUTE + 24 * HOUR


# --- taking back -----------------------------------------------------------------------------------------------------


def test_a_pause_that_is_taken_back_never_was() -> None:
    life = living((100, facts.WaitingBegan()), (300, facts.ActionUndone(2)))
    assert spent(life, 300) == 300
    assert target(life).due_at == NOW + 24 * HOUR


def test_taking_back_counts_from_what_was_recorded_before() -> None:
    """What happened before the event that is taken back stays as it was promised, whatever the rules are today."""
    life = living((100, facts.NoteAdded("internal")), (200, facts.WaitingBegan()))
    life.rules = (replace(RESOLUTION, within={2: HOUR}),)
    life.tell(facts.ActionUndone(3), NOW + 300 * MINUTE)
    assert target(life).due_at == NOW + 24 * HOUR


# --- how it stands, and who is told when -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "state"), [(0, "running"), (11, "running"), (12, "at_risk"), (23, "at_risk"), (24, "breached")]
)
def test_a_target_is_at_risk_from_its_first_warning_on(hours: int, state: str) -> None:
    assert state_of(target(living()), NOW + hours * HOUR) == state


def test_it_stays_at_risk_after_people_were_told() -> None:
    life = living((12 * 60, facts.WarningGiven("resolution", 1, 50)))
    assert target(life).next_at == NOW + 18 * HOUR
    assert state_of(target(life), NOW + 13 * HOUR) == "at_risk"
    assert state_of(target(life, "response"), NOW + MINUTE) == "running"


def test_it_is_at_risk_at_once_when_it_runs_on_with_half_its_time_gone() -> None:
    life = living((13 * 60, facts.WaitingBegan()), (20 * 60, facts.WaitingEnded()))
    assert state_of(target(life), NOW + 20 * HOUR) == "at_risk"


def test_a_rule_without_warnings_knows_no_risk() -> None:
    quiet = replace(RESOLUTION, warn_at=())
    promised = step(None, quiet, Moment(7, NOW, signs_of(opening()), 2), Always())
    assert (promised.at_risk_at, promised.next_at) == (None, NOW + 24 * HOUR)


def test_what_came_due_before_a_pause_is_told_all_the_same() -> None:
    life = living((13 * 60, facts.WaitingBegan()))
    assert target(life).next_at == NOW + 12 * HOUR
    life.tell(facts.WarningGiven("resolution", 1, 50), NOW + 14 * HOUR)
    assert target(life).next_at is None


def test_nobody_is_told_twice_of_one_breach() -> None:
    life = living((25 * 60, facts.WarningGiven("resolution", 1, 100)), (26 * 60, facts.WaitingBegan()))
    life.tell(facts.WaitingEnded(), NOW + 30 * HOUR)
    assert target(life).next_at is None
    assert state_of(target(life), NOW + 30 * HOUR) == "breached"


SHARES = (0.5, 0.75, 1)


def reached(each: Target, at: datetime, life: Life) -> set[float]:
    """Return the shares of its time that a target has used up."""
    return {share for share in SHARES if used(each, at, life.calendar) >= each.within * share}


def test_everybody_is_told_once_of_every_share_however_late_the_look() -> None:
    """Looks by chance at lives by chance: a look that finds something due has something new to tell; all is told."""
    pausing = (facts.NoteAdded("internal"), facts.WaitingBegan(), facts.WaitingBegan(), facts.WaitingEnded())
    looks = 0
    for case in range(150):
        dice = Random(case)
        life, at = Life(TABLES["WIB"]), START + dice.randrange(3_000_000) * MINUTE
        life.tell(opening(2), at)
        told_of: dict[str, set[float]] = {"response": set(), "resolution": set()}
        for _ in range(40):
            at += dice.choice((20, 200, 900)) * MINUTE
            happens = dice.choice(pausing) if dice.random() < 0.5 else None
            if happens and (life.ticket.status == "waiting" or not isinstance(happens, facts.WaitingEnded)):
                life.tell(happens, at)
            if happens:
                continue
            for each in [each for each in life.targets.values() if each.next_at is not None and each.next_at <= at]:
                now_reached = reached(each, at, life)
                assert now_reached - told_of[each.name], (case, each.name)
                told_of[each.name] |= now_reached
                life.tell(facts.WarningGiven(each.name, 1, round(100 * max(now_reached))), at)
                looks += 1
        for each in life.targets.values():
            if each.next_at is None or each.next_at > at:
                assert told_of[each.name] == reached(each, at, life)
    assert looks > 300


# --- another calendar ------------------------------------------------------------------------------------------------

DECREED = build(replace(KANTOR, closed={**KANTOR.closed, date(2026, 11, 17): "Cuti bersama"}), 2025, 2027)
BEFORE = build(KANTOR, 2025, 2027)
KANTOR_RULE = replace(RESOLUTION, within={2: 12 * HOUR})


def promised(at: datetime = NOW + HOUR) -> Target:
    found = step(None, KANTOR_RULE, Moment(7, at, signs_of(opening()), 2), BEFORE)
    assert found is not None
    return found


def test_a_day_off_that_is_decreed_late_moves_what_runs_over_it() -> None:
    later = moved(promised(), KANTOR_RULE, DECREED, told=0)
    # What Monday leaves is done on Tuesday at noon, or a day later.
    assert is_moved(promised(), DECREED)
    assert promised().due_at == datetime(2026, 11, 17, 5, 0, tzinfo=UTC)
    assert later.due_at == datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
    assert later.at_risk_at == promised().at_risk_at, "half of it is on Monday"
    assert replace(later, due_at=promised().due_at) == promised()


def test_what_is_over_before_that_day_what_waits_and_what_is_met_stays() -> None:
    early = promised(NOW - 72 * HOUR)
    paused = replace(promised(), running_since=None, due_at=None, next_at=None)
    assert not any(is_moved(each, DECREED) for each in (early, paused, replace(paused, met_at=NOW)))


def test_what_was_moved_once_is_not_moved_again_until_the_day_off_is_taken_back() -> None:
    later = moved(promised(), KANTOR_RULE, DECREED, told=0)
    assert not is_moved(later, DECREED)
    assert moved(later, KANTOR_RULE, BEFORE, told=0) == promised()


def test_what_people_were_told_they_are_not_told_again_by_another_calendar() -> None:
    later = moved(replace(promised(), next_at=promised().due_at), KANTOR_RULE, DECREED, told=75)
    assert later.next_at == later.due_at
    silent = moved(replace(promised(), next_at=None), KANTOR_RULE, DECREED, told=100)
    assert silent.next_at is None


def test_what_came_due_before_a_pause_is_still_told_in_another_calendar() -> None:
    late = promised()
    assert late.running_since is not None
    untold = late.running_since - HOUR
    assert moved(replace(late, next_at=untold), KANTOR_RULE, DECREED, told=0).next_at == untold
