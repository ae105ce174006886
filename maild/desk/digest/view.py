"""A report as its readers see it: numbers beside what they usually are, pictures of bars, words of their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.digest.decisions import Scene, decisions
from maild.desk.digest.figures import Figures, Part, Span, figures_of, is_open, parts_by
from maild.desk.hours import midnight, working_days
from maild.notices.report_values import (
    DigestView,
    FigureView,
    MailboxView,
    RuleView,
    SeriesView,
    ShareView,
    TickView,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from maild.desk.digest.plan import Plan
    from maild.desk.numbers import Correction, History, MailboxCount, Trouble
    from maild.desk.office import Office

COMPARED_OVER = timedelta(days=28)
TALLEST = 40
PARTS_SHOWN = 8
_DAY = timedelta(days=1)
# How long one bar of a picture stands for, and how many bars there are.
_BARS: Mapping[str, tuple[int, int]] = {"daily": (1, 14), "weekly": (7, 12), "monthly": (28, 6)}


@dataclass(frozen=True, slots=True)
class Material:
    """What was read for a report beside its tickets."""

    corrections: Sequence[Correction]
    mailboxes: Sequence[MailboxCount]
    trouble: Trouble


def span_of(plan: Plan, office: Office) -> Span:
    """Return the time that a report is about."""
    return Span(midnight(plan.since, office), midnight(plan.until + _DAY, office))


def read_since(plan: Plan) -> date:
    """Return from which day on tickets have to be read: the pictures and the usual numbers reach back that far."""
    length, bars = _BARS[plan.form]
    return min(plan.since - COMPARED_OVER, plan.until + _DAY - length * bars * _DAY)


def digest_view(plan: Plan, scene: Scene, material: Material, language: str) -> DigestView:
    """Return all that a report tells in one language."""
    unsolved = scene.unsolved
    return DigestView(
        form=plan.form,
        day=plan.day,
        since=plan.since,
        until=plan.until,
        missed=plan.missed,
        late=plan.late,
        open=len(unsolved),
        confidential=sum(one.ticket.confidential for one in unsolved),
        decisions=decisions(scene),
        figures=tuple(_figures(plan, scene)),
        series=tuple(_series(plan, scene)),
        categories=_parts(scene, lambda one: one.ticket.category, _category_name(scene, language)),
        groups=_parts(scene, lambda one: one.ticket.group, _group_name(scene)),
        technicians=_parts(scene, lambda one: one.ticket.assignee, _person_name(scene)),
        rules=tuple(RuleView(one.rule, one.source, one.times) for one in material.corrections),
        mailboxes=tuple(MailboxView(one.mailbox, one.last_at, one.taken_in, one.ignored) for one in material.mailboxes),
        quarantined=material.trouble.quarantined,
        failed=material.trouble.failed,
        stuck=material.trouble.waiting,
    )


# --- numbers -----------------------------------------------------------------------------------------------------

_FIGURES: tuple[tuple[str, str, Callable[[Figures], float | None], str], ...] = (
    ("opened", "count", lambda one: one.opened, ""),
    ("solved", "count", lambda one: one.solved, ""),
    ("response_kept", "percent", lambda one: one.response_kept, "response_kept"),
    ("resolution_kept", "percent", lambda one: one.resolution_kept, "resolution_kept"),
    ("satisfaction", "score", lambda one: one.satisfaction, "satisfaction"),
    ("returned", "count", lambda one: one.returned, ""),
    ("reopened", "count", lambda one: one.reopened, ""),
    ("corrected", "count", lambda one: one.corrected, ""),
)
"""The numbers of a report: its name, unit, value, and the goal it is held against."""


def _figures(plan: Plan, scene: Scene) -> Iterator[FigureView]:
    now = figures_of(scene.histories, scene.span)
    before = Span(scene.span.since - COMPARED_OVER, scene.span.since)
    usual, share = figures_of(scene.histories, before), _share_of_days(plan, scene)
    for name, unit, value_of, measure in _FIGURES:
        value, often = value_of(now), value_of(usual)
        goal = scene.rulebook.policy.goal_for(measure) if measure else None
        yield FigureView(
            id=name,
            value=value if value is None or unit != "percent" else round(value),
            unit=unit,
            usual=None if often is None else round(often * share, 1) if unit == "count" else round(often, 1),
            target=goal.at_least if goal else None,
            met=goal.met(value) if goal is not None and value is not None else None,
        )


def _share_of_days(plan: Plan, scene: Scene) -> float:
    """Return how much of the weeks before the time of the report amounts to, in working days."""
    office, calendar = scene.office, scene.calendar
    here = len(list(working_days(calendar, plan.since, plan.until + _DAY, office)))
    before = len(list(working_days(calendar, plan.since - COMPARED_OVER, plan.since, office)))
    return here / before if before else 1.0


# --- pictures ----------------------------------------------------------------------------------------------------


def _series(plan: Plan, scene: Scene) -> Iterator[SeriesView]:
    length, bars = _BARS[plan.form]
    end = plan.until + _DAY
    days = [end - (bars - number) * length * _DAY for number in range(bars)]
    spans = [Span(midnight(day, scene.office), midnight(day + length * _DAY, scene.office)) for day in days]
    moments = {
        "opened": [one.ticket.opened_at for one in scene.histories],
        "solved": [at for one in scene.histories if (at := one.ticket.resolved_at) is not None],
    }
    counts = {name: [sum(map(span.has, those)) for span in spans] for name, those in moments.items()}
    highest = max((count for each in counts.values() for count in each), default=0) or 1
    for name, each in counts.items():
        ticks = (
            TickView(f"{day.day}.{day.month}", count, round(TALLEST * count / highest))
            for day, count in zip(days, each, strict=True)
        )
        yield SeriesView(name, tuple(ticks), sum(each))


# --- who and what ------------------------------------------------------------------------------------------------


def _parts(scene: Scene, key: Callable[[History], str], name: Callable[[str], str]) -> tuple[ShareView, ...]:
    parts = parts_by(scene.histories, key, scene.span, scene.now)[:PARTS_SHOWN]
    return tuple(_share_view(part, name(part.id)) for part in parts)


def _share_view(part: Part, name: str) -> ShareView:
    kept = None if part.kept is None else round(part.kept)
    return ShareView(name, part.open, part.opened, part.solved, part.late, kept)


def _category_name(scene: Scene, language: str) -> Callable[[str], str]:
    return lambda identifier: scene.rulebook.policy.label("category", identifier, language)


def _group_name(scene: Scene) -> Callable[[str], str]:
    def name(identifier: str) -> str:
        group = scene.rulebook.policy.people.group(identifier)
        return group.name if group else identifier

    return name


def _person_name(scene: Scene) -> Callable[[str], str]:
    def name(identifier: str) -> str:
        person = scene.rulebook.policy.people.person(identifier)
        return person.name if person else identifier

    return name


def open_histories(scene: Scene) -> list[History]:
    """Return the unsolved tickets that everybody who reads reports may see."""
    return [one for one in scene.histories if is_open(one) and not one.ticket.confidential]
