"""Where the time of a promise went: every minute since it began, told from the events of the ticket.

What is counted in the stretches adds up to what is recorded as used. Where a calendar was another one at the time, or
an action was taken back later, a stretch without length says how much was counted anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from maild.desk.views import zulu
from maild.policy.calendar import days_off
from maild.tickets.targets import state_of, used
from maild.tickets.ticket import folded
from maild.tickets.working_time import Always

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from maild.desk.rulebook import Rulebook
    from maild.tickets.events import Event
    from maild.tickets.targets import Calendar, State, Target, TargetRule

Kind = Literal["open", "outside", "holiday", "paused", "met", "recounted"]
NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one stretch of time was: `counted` is how much of it is used up, `because` the day off or the fact."""

    kind: Kind
    start: datetime
    end: datetime
    counted: timedelta = NOTHING
    because: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "start": zulu(self.start),
            "end": zulu(self.end),
            "length": _seconds(self.end - self.start),
            "counted": _seconds(self.counted),
            "because": self.because,
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """A fact that changed a promise, by whom, and how the promise stood after it."""

    at: datetime
    because: str
    actor: str
    state: State
    within: timedelta
    spent_for: timedelta
    due_at: datetime | None

    def as_json(self) -> dict[str, Any]:
        return {
            "at": zulu(self.at),
            "because": self.because,
            "actor": self.actor,
            "state": self.state,
            "within": _seconds(self.within),
            "spent_for": _seconds(self.spent_for),
            "due_at": zulu(self.due_at),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """One promise of a ticket: which rule gave it, what turned it, and where its time went.

    `rule` is the `file:line` of today's rule and `timezone` that of its calendar, both "" when no rule makes this
    promise any more.
    """

    name: str
    run: int
    rule: str
    calendar: str
    timezone: str
    within: timedelta
    spent_for: timedelta
    due_at: datetime | None
    met_at: datetime | None
    state: State
    turns: tuple[Turn, ...]
    stretches: tuple[Stretch, ...]

    @property
    def totals(self) -> dict[Kind, timedelta]:
        """How long each kind of stretch was in all; for those counted anew, how much that was."""
        totals: dict[Kind, timedelta] = {}
        for stretch in self.stretches:
            length = stretch.counted if stretch.kind == "recounted" else stretch.end - stretch.start
            totals[stretch.kind] = totals.get(stretch.kind, NOTHING) + length
        return totals

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "run": self.run,
            "rule": self.rule,
            "calendar": self.calendar,
            "within": _seconds(self.within),
            "spent_for": _seconds(self.spent_for),
            "due_at": zulu(self.due_at),
            "met_at": zulu(self.met_at),
            "state": self.state,
            "totals": {kind: _seconds(length) for kind, length in self.totals.items()},
            "turns": [turn.as_json() for turn in self.turns],
            "stretches": [stretch.as_json() for stretch in self.stretches],
        }


def explained(history: Sequence[Event], rulebook: Rulebook, now: datetime) -> tuple[Explanation, ...]:
    """Return where the time of each promise of a ticket went, in the order in which they began."""
    rules = {rule.name: rule for rule in rulebook.target_rules(folded(history))}
    years = range(history[0].at.year - 1, now.year + 2)
    clocks = {name: clock_of(rulebook, rule.calendar, years) for name, rule in rules.items()}
    return tuple(
        _explanation(standings, rules.get(name), clocks.get(name, ROUND_THE_CLOCK), now)
        for (name, _), standings in _standings(history).items()
    )


@dataclass(frozen=True, slots=True)
class Clock:
    """A calendar, the zone in which its days begin, and the names of its days off."""

    calendar: Calendar
    timezone: str = ""
    off: Mapping[date, str] = field(default_factory=dict)

    def stretches(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """Yield what the time between two moments is to a promise that runs."""
        at = start
        for begins, ends in self.calendar.between(start, end):
            yield from self._rest(at, begins)
            yield Stretch("open", begins, ends, ends - begins)
            at = ends
        yield from self._rest(at, end)

    def _rest(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """Yield the stretches in which nobody works, days off apart from those that are only outside hours."""
        zone = ZoneInfo(self.timezone or "UTC")
        last: Stretch | None = None
        while start < end:
            day = start.astimezone(zone).date()
            until = min(end, datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC))
            name = self.off.get(day, "")
            if last is not None and last.because == name:
                last = Stretch(last.kind, last.start, until, because=name)
            else:
                if last is not None:
                    yield last
                last = Stretch("holiday" if name else "outside", start, until, because=name)
            start = until
        if last is not None:
            yield last


ROUND_THE_CLOCK = Clock(Always())


def clock_of(rulebook: Rulebook, name: str, years: range) -> Clock:
    """Return the clock of a calendar, with the names of its days off in these years."""
    facts = rulebook.policy.calendars[name]
    off = {day: reason for year in years for day, reason in days_off(facts, year).items()}
    return Clock(rulebook.calendars[name], facts.timezone, off)


Standing = tuple["Event", "Target"]


def _standings(history: Sequence[Event]) -> dict[tuple[str, int], list[Standing]]:
    """Return for each run of each promise the events that changed it, with how it stood after them."""
    standings: dict[tuple[str, int], list[Standing]] = {}
    for event in history:
        for target in event.targets:
            standings.setdefault((target.name, target.run), []).append((event, target))
    return standings


def _explanation(standings: Sequence[Standing], rule: TargetRule | None, clock: Clock, now: datetime) -> Explanation:
    _, target = standings[-1]
    return Explanation(
        name=target.name,
        run=target.run,
        rule=rule.source if rule else "",
        calendar=rule.calendar if rule else "",
        timezone=clock.timezone,
        within=target.within,
        spent_for=used(target, now, clock.calendar),
        due_at=target.due_at,
        met_at=target.met_at,
        state=state_of(target, now),
        turns=tuple(_turn(event, stands) for event, stands in standings),
        stretches=tuple(_stretches(standings, clock, now)),
    )


def _turn(event: Event, stands: Target) -> Turn:
    return Turn(
        at=event.at,
        because=_kind(event),
        actor=event.actor,
        state=state_of(stands, event.at),
        within=stands.within,
        spent_for=stands.spent_for,
        due_at=stands.due_at,
    )


def _stretches(standings: Sequence[Standing], clock: Clock, now: datetime) -> Iterator[Stretch]:
    counted = NOTHING
    ends = [event.at for event, _ in standings[1:]]
    for (event, stands), end in zip_longest(standings, ends):
        anew = used(stands, event.at, clock.calendar) - counted
        if anew:
            yield Stretch("recounted", event.at, event.at, anew, _kind(event))
        until = end or max(now, event.at)
        yield from _while(event, stands, until, clock, is_last=end is None)
        counted = used(stands, until, clock.calendar)


def _while(event: Event, stands: Target, until: datetime, clock: Clock, *, is_last: bool) -> Iterator[Stretch]:
    if event.at == until:
        return
    if stands.running_since is not None:
        yield from clock.stretches(event.at, until)
    elif stands.met_at is None:
        yield Stretch("paused", event.at, until, because=_kind(event))
    elif not is_last:
        yield Stretch("met", event.at, until, because=_kind(event))


def _kind(event: Event) -> str:
    return type(event.fact).__name__


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
