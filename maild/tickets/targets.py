"""Promised times: a target is one frozen value that facts start, meet, pause, revoke or move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

State = Literal["running", "paused", "at_risk", "breached", "met"]


class Calendar(Protocol):
    """Working time: the one function for deadlines and pauses."""

    def add(self, at: datetime, worked: timedelta) -> datetime:
        """Return the earliest moment at which `worked` has passed since `at`."""

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments, zero when `end` is not after `start`."""


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

    `running_since` is None while it is paused or met; `next_at` is the next warning or the breach, None when there is
    nothing left to watch.
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


def state_of(target: Target, now: datetime, warn_at: tuple[float, ...] = ()) -> State:
    """Return how a target stands at this moment."""
    if target.met_at is not None:
        return "met"
    if target.running_since is None or target.due_at is None:
        return "paused"
    if now >= target.due_at:
        return "breached"
    passed = target.next_at is None or now >= target.next_at
    return "at_risk" if passed and warn_at else "running"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a ticket, in the words of target rules: `signs` name the fact and what it means."""

    ticket: int
    at: datetime
    signs: frozenset[str]
    priority: int


def step(target: Target | None, rule: TargetRule, moment: Moment, calendar: Calendar) -> Target | None:
    """Return the target as it stands after this moment, None when it has not started; itself when untouched.

    A stage entered again is a new run with its full time; reopening resumes the used clock, and the time while it was
    met is free.
    """
    signs, at = moment.signs, moment.at
    within = rule.within[moment.priority]
    if target is None or (rule.restarts and rule.starts in signs and target.met_at is not None):
        if rule.starts not in signs:
            return target
        run = target.run + 1 if target else 1
        return _running(Target(moment.ticket, rule.name, run, within, timedelta()), rule, at, calendar)
    if target.met_at is not None:
        return _running(target, rule, at, calendar) if signs & rule.revoked_by else target
    if signs & rule.met_by:
        return replace(_stopped(target, at, calendar), met_at=at, due_at=target.due_at)
    if signs & rule.pauses and target.running_since is not None:
        return _stopped(target, at, calendar)
    if within != target.within:
        moved = replace(_stopped(target, at, calendar), within=within)
        return _running(moved, rule, at, calendar) if target.running_since is not None else moved
    if "resumed" in signs and target.running_since is None:
        return _running(target, rule, at, calendar)
    return target


def _stopped(target: Target, at: datetime, calendar: Calendar) -> Target:
    if target.running_since is None:
        return target
    spent = target.spent_for + calendar.elapsed(target.running_since, at)
    return replace(target, spent_for=spent, running_since=None, due_at=None, next_at=None)


def _running(target: Target, rule: TargetRule, at: datetime, calendar: Calendar) -> Target:
    due_at = calendar.add(at, target.within - target.spent_for)
    marks = (target.within * share - target.spent_for for share in rule.warn_at)
    warnings = [calendar.add(at, left) for left in marks if left > timedelta()]
    return replace(target, running_since=at, due_at=due_at, met_at=None, next_at=min([*warnings, due_at]))
