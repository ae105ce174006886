"""What needs a decision today: the first screen of a digest, each list by what makes a ticket stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.digest.figures import is_open
from maild.desk.numbers import is_late, kept
from maild.desk.outages.reports import lasts
from maild.desk.promises.prediction import predictions
from maild.notices.report_values import LineView, ListView
from maild.tickets.events import SurveyAnswered
from maild.tickets.targets import latest, used

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from maild.desk.digest.figures import Span
    from maild.desk.numbers import History
    from maild.desk.office import Office
    from maild.desk.rulebook import Rulebook
    from maild.tickets.targets import Calendar, Target

    Lines = Iterable[tuple[History, LineView]]

SHOWN = 5
"""How many tickets of a list are shown; the rest is counted."""

PACE_OVER = timedelta(days=28)
_DAY = timedelta(days=1)
_WEEK_OF_WORK = 5


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that lists are made from: the tickets as they stand now, and the time that is reported on."""

    histories: Sequence[History]
    rulebook: Rulebook
    office: Office
    calendar: Calendar
    span: Span
    now: datetime

    @property
    def unsolved(self) -> list[History]:
        """The tickets that somebody still has to solve."""
        return [one for one in self.histories if is_open(one)]

    @property
    def worked_on(self) -> list[History]:
        """The unsolved tickets that somebody looks after by themselves, not with the outage that they are part of."""
        outages = {one.ticket.number for one in self.outages}
        return [one for one in self.unsolved if one.ticket.part_of not in outages]

    @property
    def outages(self) -> list[History]:
        """The tickets that stand for an outage which goes on."""
        return [one for one in self.histories if lasts(one.ticket)]

    def reports_of(self, history: History) -> int:
        """Count the reports of the outage that a ticket stands for, its own among them; 0 where it stands for none."""
        if not lasts(history.ticket):
            return 0
        return 1 + sum(one.ticket.part_of == history.ticket.number for one in self.histories)


def decisions(scene: Scene) -> tuple[ListView, ...]:
    """Return the lists that are not empty, the most pressing first; a ticket stands on the first that fits it only."""
    named: set[int] = set()
    lists = []
    for name, found in _LISTS:
        lines = [(one, line) for one, line in found(scene) if one.ticket.number not in named]
        named |= {one.ticket.number for one, _ in lines}
        lists.append(listed(name, lines))
    return tuple(one for one in lists if one.count)


def listed(name: str, lines: Sequence[tuple[History, LineView]]) -> ListView:
    """Return a list: confidential tickets are counted and never shown."""
    open_to_all = [line for history, line in lines if not history.ticket.confidential]
    return ListView(name, len(lines), tuple(open_to_all[:SHOWN]), len(lines) - len(open_to_all))


def line_of(history: History, scene: Scene) -> LineView:
    """Return a ticket as a line, with the promise of it that is due first or most late."""
    ticket, people = history.ticket, scene.rulebook.policy.people
    person, group = people.person(ticket.assignee), people.group(ticket.group)
    target = pressing(history)
    late = used(target, scene.now, scene.calendar) - target.within if target else timedelta()
    return LineView(
        number=scene.office.ticket_name(ticket.number),
        title=history.title,
        who=person.name if person else group.name if group else "",
        target=target.name if target else "",
        due_at=target.due_at if target else None,
        late_for=late if late > timedelta() else None,
        reports=scene.reports_of(history),
    )


def pressing(history: History) -> Target | None:
    """Return the unmet promise that is due first."""
    unmet = [target for target in latest(history.targets).values() if target.met_at is None and target.due_at]
    return min(unmet, key=_due_at, default=None)


def _outages(scene: Scene) -> Lines:
    return [(one, line_of(one, scene)) for one in scene.outages]


def _breached(scene: Scene) -> Lines:
    late = [one for one in scene.worked_on if is_late(one, scene.now)]
    return by_due((one, line_of(one, scene)) for one in late)


def _due_today(scene: Scene) -> Lines:
    tomorrow = scene.office.local(scene.now).date() + _DAY
    found = (
        (one, line_of(one, scene))
        for one in scene.worked_on
        if (target := pressing(one)) is not None
        and kept(target, scene.now) is None
        and scene.office.local(_due_at(target)).date() < tomorrow
    )
    return by_due(found)


def _predicted(scene: Scene) -> Iterator[tuple[History, LineView]]:
    by_number = {one.ticket.number: one for one in scene.worked_on}
    for one in predictions(scene.histories, scene.now - PACE_OVER, scene.now, scene.calendar):
        history = by_number.get(one.ticket)
        if history is None:
            continue
        line = line_of(history, scene)
        yield (
            history,
            LineView(
                line.number,
                line.title,
                line.who,
                line.target,
                line.due_at,
                ahead=one.ahead,
                needs=one.needs,
                left=one.left,
            ),
        )


def _waiting(scene: Scene) -> Iterator[tuple[History, LineView]]:
    policy = scene.rulebook.policy
    week = _WEEK_OF_WORK * next(iter(policy.calendars.values())).day
    for one in scene.worked_on:
        procedure, since = policy.procedure_for(one.ticket.type), one.ticket.waiting_since
        longest = (procedure.closing_proposed_after if procedure else None) or week
        if since is not None and scene.calendar.elapsed(since, scene.now) >= longest:
            yield one, _since(one, since, scene)


def _unassigned(scene: Scene) -> Iterator[tuple[History, LineView]]:
    for one in scene.worked_on:
        if not one.ticket.assignee and one.ticket.responded_at is None:
            yield one, _since(one, one.ticket.opened_at, scene)


def _bad_surveys(scene: Scene) -> Iterator[tuple[History, LineView]]:
    policy = scene.rulebook.policy
    for one in scene.histories:
        survey, score = policy.survey_for(one.ticket.type), one.ticket.survey
        answered = any(isinstance(event.fact, SurveyAnswered) and scene.span.has(event.at) for event in one.events)
        if answered and survey is not None and score is not None and score < survey.bad_below:
            line = line_of(one, scene)
            yield one, LineView(line.number, line.title, line.who, score=score)


def _undeliverable(scene: Scene) -> Iterator[tuple[History, LineView]]:
    for one in scene.unsolved:
        if one.ticket.undelivered:
            yield one, line_of(one, scene)


_LISTS: tuple[tuple[str, Callable[[Scene], Lines]], ...] = (
    ("outages", _outages),
    ("breached", _breached),
    ("due_today", _due_today),
    ("undeliverable", _undeliverable),
    ("bad_surveys", _bad_surveys),
    ("predicted", _predicted),
    ("waiting", _waiting),
    ("unassigned", _unassigned),
)
"""What is looked for, in the order in which it presses."""


def _since(history: History, at: datetime, scene: Scene) -> LineView:
    line = line_of(history, scene)
    return LineView(line.number, line.title, line.who, since_at=at)


def by_due(lines: Lines) -> list[tuple[History, LineView]]:
    """Return lines in the order in which their promises are due; what is due at no time comes by age."""
    return sorted(lines, key=lambda pair: (pair[1].due_at or pair[0].ticket.opened_at, pair[0].ticket.number))


def _due_at(target: Target) -> datetime:
    assert target.due_at is not None, "only running targets are due"
    return target.due_at
