"""The numbers of a report, counted from histories: what came, what was done, what was kept, and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from maild.desk.numbers import is_late, kept
from maild.tickets.events import EscalationReturned, SurveyAnswered, TicketClassified, TicketReopened
from maild.tickets.targets import latest
from maild.tickets.transitions import WORKED_ON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from maild.desk.numbers import History
    from maild.tickets.targets import Target


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, its end not included."""

    since: datetime
    until: datetime

    def has(self, at: datetime | None) -> bool:
        """Tell whether a moment lies in it."""
        return at is not None and self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in a stretch of time; a share is of a hundred, None where there was nothing to count."""

    opened: int
    solved: int
    closed: int
    response_kept: float | None
    resolution_kept: float | None
    returned: int
    reopened: int
    corrected: int
    satisfaction: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """What one category, group or person had to do with."""

    id: str
    open: int
    opened: int
    solved: int
    late: int
    kept: float | None


def figures_of(histories: Sequence[History], span: Span) -> Figures:
    """Return the numbers of a stretch of time."""
    facts = [event.fact for one in histories for event in one.counting if span.has(event.at)]
    scores = [score for fact in facts if isinstance(fact, SurveyAnswered) for _, score in fact.scores]
    return Figures(
        opened=sum(span.has(one.ticket.opened_at) for one in histories),
        solved=sum(span.has(one.ticket.resolved_at) for one in histories),
        closed=sum(span.has(one.ticket.closed_at) for one in histories),
        response_kept=_share_kept(histories, "response", span),
        resolution_kept=_share_kept(histories, "resolution", span),
        returned=sum(isinstance(fact, EscalationReturned) for fact in facts),
        reopened=sum(isinstance(fact, TicketReopened) for fact in facts),
        corrected=sum(isinstance(fact, TicketClassified) and fact.field == "category" for fact in facts),
        satisfaction=round(fmean(scores), 2) if scores else None,
    )


def parts_by(
    histories: Sequence[History], key: Callable[[History], str], span: Span, now: datetime
) -> tuple[Part, ...]:
    """Return the numbers per value of a key, those with most to do first; an empty value is left out."""
    several: dict[str, list[History]] = {}
    for history in histories:
        if value := key(history):
            several.setdefault(value, []).append(history)
    parts = [_part(value, those, span, now) for value, those in several.items()]
    busy = [part for part in parts if part.open or part.opened or part.solved]
    return tuple(sorted(busy, key=lambda part: (-part.open - part.opened, part.id)))


def is_open(history: History) -> bool:
    """Tell whether somebody still has to solve it."""
    return history.ticket.status in WORKED_ON


def settled_at(target: Target) -> datetime | None:
    """Return when it was settled whether a promise is kept: when it was met, else when its time was up."""
    moments = [at for at in (target.met_at, target.due_at) if at is not None]
    return min(moments, default=None)


def _part(value: str, histories: Sequence[History], span: Span, now: datetime) -> Part:
    unsolved = [one for one in histories if is_open(one)]
    return Part(
        id=value,
        open=len(unsolved),
        opened=sum(span.has(one.ticket.opened_at) for one in histories),
        solved=sum(span.has(one.ticket.resolved_at) for one in histories),
        late=sum(is_late(one, now) for one in unsolved),
        kept=_share_kept(histories, "resolution", span),
    )


def _share_kept(histories: Iterable[History], name: str, span: Span) -> float | None:
    targets = (latest(one.targets).get(name) for one in histories)
    settled = [target for target in targets if target is not None and span.has(settled_at(target))]
    judged = [held for target in settled if (held := kept(target, span.until)) is not None]
    return 100 * sum(judged) / len(judged) if judged else None
