"""Which open tickets will miss their time at the present pace, and why: simple, and said with its reason.

Nothing is guessed about words. A ticket misses its time when the work that is still before it takes longer than the
time it has left: the tickets ahead of it with the same person or group, at the pace at which they solved such tickets
lately. Where nothing was solved lately, nothing is predicted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from maild.tickets.targets import used

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from maild.desk.numbers import History
    from maild.tickets.targets import Calendar

PROMISE = "resolution"
FEWEST = 3
"""From so many solved tickets on there is a pace to speak of."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly somebody solves tickets: `every` is the working time between two solved ones."""

    solved: int
    every: timedelta


@dataclass(frozen=True, slots=True)
class Prediction:
    """A ticket that will miss its time: `ahead` tickets come first, `needs` is the time for all, `left` what it has.

    `whose` is a person or a group, and `who` its id.
    """

    ticket: int
    whose: Literal["person", "group"]
    who: str
    ahead: int
    pace: Pace
    needs: timedelta
    left: timedelta


def predictions(
    histories: Sequence[History], since: datetime, now: datetime, calendar: Calendar
) -> tuple[Prediction, ...]:
    """Return the tickets that will miss their time at the pace since then, those with the least time left first."""
    worked = calendar.elapsed(since, now)
    paces = _paces(histories, since, now, worked)
    found = [one for key, line in _lines(histories, now, calendar).items() for one in _missing(key, line, paces)]
    return tuple(sorted(found, key=lambda one: (one.left, one.ticket)))


Key = tuple[Literal["person", "group"], str]
Line = list[tuple[timedelta, int]]


def _paces(histories: Iterable[History], since: datetime, now: datetime, worked: timedelta) -> dict[Key, Pace]:
    solved: defaultdict[Key, int] = defaultdict(int)
    for history in histories:
        resolved_at = history.ticket.resolved_at
        if resolved_at is not None and since <= resolved_at < now:
            solved[_key(history)] += 1
    return {key: Pace(count, worked / count) for key, count in solved.items() if count >= FEWEST}


def _lines(histories: Iterable[History], now: datetime, calendar: Calendar) -> dict[Key, Line]:
    """Return for each person and group what waits for them, the most pressing first, with the time each has left."""
    lines: defaultdict[Key, Line] = defaultdict(list)
    for history in histories:
        target = history.promise(PROMISE)
        if target is not None and target.running_since is not None:
            lines[_key(history)].append((target.within - used(target, now, calendar), history.ticket.number))
    return {key: sorted(line) for key, line in lines.items()}


def _missing(key: Key, line: Line, paces: Mapping[Key, Pace]) -> Iterator[Prediction]:
    pace = paces.get(key)
    if pace is None:
        return
    for ahead, (left, number) in enumerate(line):
        needs = pace.every * (ahead + 1)
        if timedelta() < left < needs:
            yield Prediction(number, *key, ahead, pace, needs, left)


def _key(history: History) -> Key:
    ticket = history.ticket
    return ("person", ticket.assignee) if ticket.assignee else ("group", ticket.group)
