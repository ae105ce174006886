"""The twelve indicators (MAD-19), each with what was counted, of how many, and the tickets behind it.

Of the tickets opened in a period: how many there are, how they came, whether they were sorted right, answered and
solved in time, known at the first or the second look, sent back, and handled. Of the tickets closed in it: how many
there are, and what their requesters thought.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Literal, TypeVar

from maild.desk.numbers import kept
from maild.tickets.events import DiagnosisCompleted, EscalationReturned, TicketEscalated, TicketOpened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from maild.desk.numbers import History
    from maild.tickets.events import Fact
    from maild.tickets.targets import Calendar

Kind = TypeVar("Kind")
Unit = Literal["count", "percent", "minutes", "score"]
DESK_MAIL = frozenset({"email", "copy"})
"""The channels that are the desk's own mail; what an operator recorded for somebody has another."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The tickets of a period: `opened` in it, `closed` in it, as they stand `now`."""

    opened: tuple[History, ...]
    closed: tuple[History, ...]
    now: datetime
    calendar: Calendar
    priorities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator: `counted` are the tickets of the numerator, `of` those of the denominator.

    `value` is None where nothing could be measured; a share is in percent, a time in minutes of working time.
    """

    number: int
    id: str
    unit: Unit
    value: float | None
    numerator: float
    denominator: int
    counted: tuple[int, ...]
    of: tuple[int, ...]
    priority: int | None = None


def period_of(
    histories: Iterable[History],
    since: datetime,
    until: datetime,
    now: datetime,
    calendar: Calendar,
    priorities: Iterable[int],
) -> Period:
    """Return the tickets that a period counts, from all that may belong to it."""
    several = tuple(histories)
    return Period(
        opened=tuple(one for one in several if since <= one.ticket.opened_at < until),
        closed=tuple(
            one
            for one in several
            if one.ticket.merged_into is None
            and one.ticket.closed_at is not None
            and since <= one.ticket.closed_at < until
        ),
        now=now,
        calendar=calendar,
        priorities=tuple(sorted(priorities)),
    )


def measured(period: Period) -> tuple[Measure, ...]:
    """Return all indicators of a period, in the order of the procedure."""
    return tuple(measure for work_out in INDICATORS for measure in work_out(period))


# --- the twelve --------------------------------------------------------------------------------------------------


def _recorded(period: Period) -> Iterator[Measure]:
    yield _count(1, "reports_recorded", period.opened, period.opened)


def _by_mail(period: Period) -> Iterator[Measure]:
    by_mail = [one for one in period.opened if one.ticket.channel in DESK_MAIL]
    yield _share(2, "reported_by_mail", by_mail, period.opened)


def _category_right(period: Period) -> Iterator[Measure]:
    checked = [one for one in period.opened if one.ticket.confirmed_at is not None]
    yield _share(3, "category_right", [one for one in checked if _guessed(one) == one.ticket.category], checked)


def _response_kept(period: Period) -> Iterator[Measure]:
    yield _promise(4, "response", period)


def _resolution_kept(period: Period) -> Iterator[Measure]:
    yield _promise(5, "resolution", period)


def _diagnosis_time(period: Period) -> Iterator[Measure]:
    ends = [(one, end) for one in period.opened if (end := diagnosed_at(one)) is not None]
    took = [period.calendar.elapsed(one.ticket.opened_at, end) / _MINUTE for one, end in ends]
    numbers = _numbers(one for one, _ in ends)
    mean = fmean(took) if took else None
    yield Measure(6, "diagnosis_time", "minutes", mean, sum(took), len(took), numbers, numbers)


def _known_initially(period: Period) -> Iterator[Measure]:
    diagnosed = [one for one in period.opened if diagnosed_at(one) is not None]
    yield _count(7, "known_initially", [one for one in diagnosed if known_initially(one)], diagnosed)


def _returned(period: Period) -> Iterator[Measure]:
    escalated = [one for one in period.opened if _escalations(one)]
    returned = [one for one in escalated if _facts(one, EscalationReturned)]
    times = sum(len(_facts(one, EscalationReturned)) for one in returned)
    all_times = sum(len(_escalations(one)) for one in escalated)
    yield Measure(8, "escalations_returned", "count", times, times, all_times, _numbers(returned), _numbers(escalated))


def _known_at_investigation(period: Period) -> Iterator[Measure]:
    escalated = [one for one in period.opened if _escalations(one)]
    yield _count(9, "known_at_investigation", [one for one in escalated if known_at_investigation(one)], escalated)


def _handled(period: Period) -> Iterator[Measure]:
    for priority in period.priorities:
        those = [one for one in period.opened if one.ticket.priority == priority]
        handled = [one for one in those if one.ticket.resolved_at is not None]
        yield _share(10, "handled", handled, those, priority)


def _finished(period: Period) -> Iterator[Measure]:
    yield _count(11, "finished", period.closed, period.closed)


def _satisfaction(period: Period) -> Iterator[Measure]:
    answered = [one for one in period.closed if one.ticket.survey is not None]
    scores = [one.ticket.survey for one in answered if one.ticket.survey is not None]
    mean = fmean(scores) if scores else None
    yield Measure(
        12, "satisfaction", "score", mean, sum(scores), len(scores), _numbers(answered), _numbers(period.closed)
    )


INDICATORS: tuple[Callable[[Period], Iterator[Measure]], ...] = (
    _recorded,
    _by_mail,
    _category_right,
    _response_kept,
    _resolution_kept,
    _diagnosis_time,
    _known_initially,
    _returned,
    _known_at_investigation,
    _handled,
    _finished,
    _satisfaction,
)
"""What is measured, in the order of the procedure; the handled ones are one a priority."""


# --- what a history says of its diagnosis ------------------------------------------------------------------------


def diagnosed_at(history: History) -> datetime | None:
    """Return when the initial diagnosis ended, None while it lasts."""
    return next((event.at for event in history.counting if _ends_diagnosis(event.fact)), None)


def known_initially(history: History) -> bool:
    """Tell whether the initial diagnosis found the solution."""
    return DiagnosisCompleted("initial", solution_known=True) in _facts(history, DiagnosisCompleted)


def known_at_investigation(history: History) -> bool:
    """Tell whether those it was escalated to found the solution."""
    return DiagnosisCompleted("investigation", solution_known=True) in _facts(history, DiagnosisCompleted)


def _ends_diagnosis(fact: Fact) -> bool:
    return isinstance(fact, DiagnosisCompleted) and fact.diagnosis == "initial"


# --- counting ----------------------------------------------------------------------------------------------------


def _promise(number: int, name: str, period: Period) -> Measure:
    settled = [
        (one, held)
        for one in period.opened
        if (target := one.promise(name)) is not None and (held := kept(target, period.now)) is not None
    ]
    return _share(number, f"{name}_kept", [one for one, held in settled if held], [one for one, _ in settled])


def _count(number: int, name: str, counted: Sequence[History], of: Sequence[History]) -> Measure:
    return Measure(number, name, "count", len(counted), len(counted), len(of), _numbers(counted), _numbers(of))


def _share(
    number: int, name: str, counted: Sequence[History], of: Sequence[History], priority: int | None = None
) -> Measure:
    value = 100 * len(counted) / len(of) if of else None
    return Measure(number, name, "percent", value, len(counted), len(of), _numbers(counted), _numbers(of), priority)


def _numbers(histories: Iterable[History]) -> tuple[int, ...]:
    return tuple(one.ticket.number for one in histories)


def _facts(history: History, kind: type[Kind]) -> list[Kind]:
    return [event.fact for event in history.counting if isinstance(event.fact, kind)]


def _escalations(history: History) -> list[TicketEscalated]:
    facts = (event.fact for event in history.counting)
    return [fact for fact in facts if isinstance(fact, TicketEscalated) and not fact.hierarchic]


def _guessed(history: History) -> str:
    first = history.events[0].fact
    return first.category if isinstance(first, TicketOpened) else ""
