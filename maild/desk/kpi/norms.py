"""The time norm of each step of a procedure against what it took (MAD-20).

A step is measured between the first fact that begins it and the first one after that which ends it; the end may be that
a letter has left. One without facts at both ends, in the procedure or on a ticket, is not measurable: that is said, and
it never counts as nothing. Nor is it where one mail brought both ends, since nobody knows how long its writer took.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from statistics import fmean, median
from typing import TYPE_CHECKING

from maild.tickets.events import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from maild.desk.numbers import Histories, History, SentLetter
    from maild.policy.model import Procedure, Step
    from maild.tickets.targets import Calendar

SENT = "sent:"
"""What the sign of a letter that has left begins with; its notice follows."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long a step took, in working time, on each of the tickets on which it could be measured."""

    step: Step
    times: Mapping[int, timedelta]
    unmeasured: tuple[int, ...]

    @property
    def measured(self) -> int:
        """On how many tickets the step has both its ends."""
        return len(self.times)

    @property
    def mean(self) -> float | None:
        """How many minutes it took in the mean, None when it was not measurable on any ticket."""
        return fmean(self._minutes) if self.times else None

    @property
    def median(self) -> float | None:
        """How many minutes it took on half of the tickets at most, None when it was not measurable on any."""
        return median(self._minutes) if self.times else None

    @property
    def within(self) -> tuple[int, ...]:
        """The tickets on which it took no longer than the norm; all where there is none."""
        return tuple(number for number, lasted in self.times.items() if not self._is_over(lasted))

    @property
    def over(self) -> tuple[int, ...]:
        """The tickets on which it took longer than the norm."""
        return tuple(number for number, lasted in self.times.items() if self._is_over(lasted))

    @property
    def share(self) -> float | None:
        """How many percent of the measured tickets are within the norm, None without a norm or a measurement."""
        return 100 * len(self.within) / self.measured if self.times and self.step.norm is not None else None

    @property
    def _minutes(self) -> list[float]:
        return [lasted / _MINUTE for lasted in self.times.values()]

    def _is_over(self, lasted: timedelta) -> bool:
        return self.step.norm is not None and lasted > self.step.norm


def step_times(
    procedure: Procedure,
    histories: Iterable[History],
    calendars: Mapping[str, Calendar],
    sent: Iterable[SentLetter] = (),
) -> tuple[StepTime, ...]:
    """Return what each step of a procedure took on the tickets it is for; `sent` are the letters that have left."""
    tickets = [one for one in histories if one.ticket.type in procedure.types]
    left = {number: tuple(letters) for number, letters in groupby(sorted(sent, key=_of), key=_of)}
    first = next(iter(calendars.values()))
    return tuple(_step_time(step, tickets, calendars.get(step.calendar, first), left) for step in procedure.steps)


def letters_of_steps(procedure: Procedure, histories: Sequence[History], numbers: Histories) -> Sequence[SentLetter]:
    """Return the letters with which steps of a procedure end."""
    notices = {step.ends.removeprefix(SENT) for step in procedure.steps if step.ends.startswith(SENT)}
    return numbers.letters_sent([one.ticket.number for one in histories], notices) if notices else ()


def took(step: Step, history: History, calendar: Calendar, sent: Iterable[SentLetter] = ()) -> timedelta | None:
    """Return the working time a step took on a ticket, None when it cannot be told."""
    if not step.starts or not step.ends:
        return None
    begun: _Sign | None = None
    for sign in sorted((*_signs(history), *_departures(sent)), key=lambda one: one.at):
        if begun is not None and step.ends in sign.names:
            return calendar.elapsed(begun.at, sign.at) if begun.mail is None or begun.mail != sign.mail else None
        if begun is None and step.starts in sign.names:
            begun = sign
    return None


@dataclass(frozen=True, slots=True)
class _Sign:
    """Something by whose names steps begin and end; `mail` is the stored message that brought it."""

    at: datetime
    names: frozenset[str]
    mail: int | None = None


def _signs(history: History) -> Iterator[_Sign]:
    return (_Sign(event.at, signs_of(event.fact), event.message) for event in history.counting)


def _departures(sent: Iterable[SentLetter]) -> Iterator[_Sign]:
    return (_Sign(letter.at, frozenset({f"{SENT}{letter.notice}"})) for letter in sent)


def _of(letter: SentLetter) -> int:
    return letter.ticket


def _step_time(
    step: Step, tickets: Sequence[History], calendar: Calendar, sent: Mapping[int, tuple[SentLetter, ...]]
) -> StepTime:
    times = {one.ticket.number: took(step, one, calendar, sent.get(one.ticket.number, ())) for one in tickets}
    return StepTime(
        step=step,
        times={number: lasted for number, lasted in times.items() if lasted is not None},
        unmeasured=tuple(number for number, lasted in times.items() if lasted is None),
    )
