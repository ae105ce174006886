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
    running_since: datetime | None
    due_at: datetime | None
    met_at: datetime | None
    next_at: datetime | None


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


def started(ticket: int, rule: TargetRule, priority: int, at: datetime, calendar: Calendar, run: int = 1) -> Target:
    """Return the target that begins now with its full time."""
    target = Target(ticket, rule.name, run, rule.within[priority], timedelta(), at, None, None, None)
    return _running(target, rule, at, calendar)


def _running(target: Target, rule: TargetRule, at: datetime, calendar: Calendar) -> Target:
    left = max(target.within - target.spent_for, timedelta())
    due_at = calendar.add(at, left)
    marks = [
        calendar.add(at, target.within * share - target.spent_for)
        for share in sorted(rule.warn_at)
        if target.within * share > target.spent_for
    ]
    return replace(target, running_since=at, due_at=due_at, met_at=None, next_at=min([*marks, due_at]))
