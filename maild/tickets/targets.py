"""Promised times: a target is one frozen value that facts start, meet, pause, revoke or move.

Facts are known here by their signs (`maild.tickets.events.signs_of`). Beside those that a rule names, some mean the
same to every target: `resumed` lets a paused one run on, `ended` stops one that was not met, `TicketClassified` may
bring another `within`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

State = Literal["running", "paused", "at_risk", "breached", "met"]


class Calendar(Protocol):
    """Working time: the one function for deadlines and pauses."""

    def add(self, at: datetime, worked: timedelta) -> datetime:
        """Return the earliest moment at which `worked` has passed since `at`."""

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments, zero when `end` is not after `start`."""

    def between(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans of work between two moments, in order and cut at both."""


@dataclass(frozen=True, slots=True)
class TargetRule:
    """What is promised: `within` by priority; facts and statuses by their names; `warn_at` as shares of `within`."""

    name: str
    when: Mapping[str, tuple[str, ...]]
    starts: str
    met_by: frozenset[str]
    revoked_by: frozenset[str]
    pauses: frozenset[str]
    restarts: bool
    within: Mapping[int, timedelta]
    calendar: str
    warn_at: tuple[float, ...] = ()
    actor: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """One promise on one ticket: what was promised, what is used up, and when it is next looked at.

    `running_since` is None while it is paused or met; `next_at` is the next warning or the breach that people have not
    been told of, None when there is nothing left to tell; from `at_risk_at` on it is at risk.
    """

    ticket: int
    name: str
    run: int
    within: timedelta
    spent_for: timedelta
    running_since: datetime | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None
    next_at: datetime | None = None
    at_risk_at: datetime | None = None


def state_of(target: Target, now: datetime) -> State:
    """Return how a target stands at this moment."""
    if target.met_at is not None:
        return "met"
    if target.running_since is None or target.due_at is None:
        return "paused"
    if now >= target.due_at:
        return "breached"
    return "at_risk" if target.at_risk_at is not None and now >= target.at_risk_at else "running"


def used(target: Target, now: datetime, calendar: Calendar) -> timedelta:
    """Return how much of its time a target has used up by now."""
    if target.running_since is None:
        return target.spent_for
    return target.spent_for + calendar.elapsed(target.running_since, now)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a ticket, in the words of target rules: `signs` name the fact and what it means."""

    ticket: int
    at: datetime
    signs: frozenset[str]
    priority: int


def latest(targets: Iterable[Target]) -> dict[str, Target]:
    """Return the last run of each target, by its name."""
    return {target.name: target for target in sorted(targets, key=lambda target: target.run)}


def stepped(
    targets: Iterable[Target], rules: Sequence[TargetRule], calendars: Mapping[str, Calendar], moment: Moment
) -> tuple[Target, ...]:
    """Return those targets that this moment starts or changes, as they stand after it; `rules` fit the ticket now."""
    before = latest(targets)
    pairs = [
        (before.get(rule.name), step(before.get(rule.name), rule, moment, calendars[rule.calendar])) for rule in rules
    ]
    changed = [now for was, now in pairs if now is not None and now is not was]
    if "ended" in moment.signs:
        # What no rule promises any more has nobody to count its time: it just ends.
        forgotten = before.keys() - {rule.name for rule in rules}
        changed += [_idle(before[name]) for name in sorted(forgotten) if before[name].running_since is not None]
    return tuple(changed)


def step(target: Target | None, rule: TargetRule, moment: Moment, calendar: Calendar) -> Target | None:
    """Return the target as it stands after this moment, None when it has not started; itself when untouched.

    A stage entered again is a new run with its full time; reopening resumes the used clock, and the time while it was
    met is free.
    """
    signs, at, within = moment.signs, moment.at, rule.within[moment.priority]
    begins = rule.starts in signs
    if target is None or not target.within or (begins and rule.restarts and target.met_at is not None):
        if not begins:
            return target
        run = 1 if target is None else target.run + bool(target.within)
        return _running(Target(moment.ticket, rule.name, run, within, timedelta()), rule, at, calendar)
    if target.met_at is not None:
        return _running(replace(target, within=within), rule, at, calendar) if signs & rule.revoked_by else target
    if signs & rule.met_by:
        return replace(_idle(target), spent_for=used(target, at, calendar), due_at=target.due_at, met_at=at)
    if "ended" in signs or signs & rule.pauses:
        return _paused(target, at, calendar)
    if "TicketClassified" in signs and within != target.within:
        return _promised_anew(target, rule, within, at, calendar)
    if target.running_since is None and "resumed" in signs:
        return _running(target, rule, at, calendar)
    if f"warned:{target.name}:{target.run}" in signs:
        return replace(target, next_at=_next_after(target, rule, at, calendar))
    return target


def is_moved(target: Target, calendar: Calendar) -> bool:
    """Tell whether a target runs and is due at another moment by this calendar."""
    return target.running_since is not None and target.due_at != calendar.add(
        target.running_since, target.within - target.spent_for
    )


def moved(target: Target, rule: TargetRule, calendar: Calendar, told: int) -> Target:
    """Return a running target as it stands in another calendar, counted anew from when it last began to run.

    `told` is the highest share of its time, in percent, of which people were told: what they were told stays told.
    """
    assert target.running_since is not None, "a target that does not run is moved by no calendar"
    *warnings, due_at = marks = _marks(target, rule, calendar)
    next_at = target.next_at
    if next_at is not None and next_at > target.running_since:
        shares = (round(100 * share) for share in (*rule.warn_at, 1))
        untold = (mark for mark, share in zip(marks, shares, strict=True) if share > told)
        next_at = min((mark for mark in untold if mark > target.running_since), default=due_at)
    return replace(target, due_at=due_at, next_at=next_at, at_risk_at=min(warnings, default=None))


def unstarted(target: Target) -> Target:
    """Return a target whose beginning was taken back: it promises nothing until it begins after all."""
    return replace(_idle(target), within=timedelta(), spent_for=timedelta(), met_at=None)


def _idle(target: Target) -> Target:
    return replace(target, running_since=None, due_at=None, next_at=None, at_risk_at=None)


def _paused(target: Target, at: datetime, calendar: Calendar) -> Target:
    if target.running_since is None:
        return target
    # What came due before the pause is told all the same, however late.
    untold = target.next_at if target.next_at is not None and target.next_at <= at else None
    return replace(_idle(target), spent_for=used(target, at, calendar), next_at=untold)


def _promised_anew(target: Target, rule: TargetRule, within: timedelta, at: datetime, calendar: Calendar) -> Target:
    if target.running_since is None:
        return replace(target, within=within)
    anew = replace(_idle(target), within=within, spent_for=used(target, at, calendar))
    running = _running(anew, rule, at, calendar)
    return running if running.next_at is not None else replace(running, next_at=running.due_at)


def _running(target: Target, rule: TargetRule, at: datetime, calendar: Calendar) -> Target:
    begun = replace(target, running_since=at, met_at=None)
    *warnings, due_at = marks = _marks(begun, rule, calendar)
    untold = [mark for mark in marks if mark > at]
    if target.next_at is not None:
        untold.append(target.next_at)
    return replace(begun, due_at=due_at, next_at=min(untold, default=None), at_risk_at=min(warnings, default=None))


def _next_after(target: Target, rule: TargetRule, at: datetime, calendar: Calendar) -> datetime | None:
    if target.running_since is None:
        return None
    return min((mark for mark in _marks(target, rule, calendar) if mark > at), default=None)


def _marks(target: Target, rule: TargetRule, calendar: Calendar) -> list[datetime]:
    """Return when a running target reaches each share of its time at which people are told, the breach last."""
    assert target.running_since is not None, "a target that does not run reaches nothing"
    left = [target.within * share - target.spent_for for share in (*rule.warn_at, 1)]
    return [calendar.add(target.running_since, each) for each in left]
