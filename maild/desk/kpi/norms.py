"""The time norm of each step of a procedure against what it took (MAD-20).

A step is measured between the first fact that begins it and the first one after that which ends it. One without facts
at both ends, in the procedure or on a ticket, is not measurable: that is said, and it never counts as nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.tickets.events import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from maild.desk.numbers import History
    from maild.policy.model import Procedure, Step
    from maild.tickets.targets import Calendar


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long a step took: `mean` of the tickets `measured`, None when it was not measurable on any."""

    step: Step
    mean: timedelta | None
    within: tuple[int, ...]
    over: tuple[int, ...]
    unmeasured: tuple[int, ...]

    @property
    def measured(self) -> int:
        """On how many tickets the step has both its ends."""
        return len(self.within) + len(self.over)


def step_times(
    procedure: Procedure, histories: Iterable[History], calendars: Mapping[str, Calendar]
) -> tuple[StepTime, ...]:
    """Return what each step of a procedure took on the tickets it is for."""
    tickets = [one for one in histories if one.ticket.type in procedure.types]
    first = next(iter(calendars.values()))
    return tuple(_step_time(step, tickets, calendars.get(step.calendar, first)) for step in procedure.steps)


def took(step: Step, history: History, calendar: Calendar) -> timedelta | None:
    """Return the working time a step took on a ticket, None when it has no event at one of its ends."""
    if not step.starts or not step.ends:
        return None
    begun = None
    for event in history.counting:
        signs = signs_of(event.fact)
        if begun is not None and step.ends in signs:
            return calendar.elapsed(begun, event.at)
        if begun is None and step.starts in signs:
            begun = event.at
    return None


def _step_time(step: Step, tickets: Sequence[History], calendar: Calendar) -> StepTime:
    times = {one.ticket.number: took(step, one, calendar) for one in tickets}
    known = {number: lasted for number, lasted in times.items() if lasted is not None}
    over = tuple(number for number, lasted in known.items() if step.norm is not None and lasted > step.norm)
    return StepTime(
        step=step,
        mean=sum(known.values(), timedelta()) / len(known) if known else None,
        within=tuple(number for number in known if number not in over),
        over=over,
        unmeasured=tuple(number for number, lasted in times.items() if lasted is None),
    )
