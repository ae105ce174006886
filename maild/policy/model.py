"""What the office has decided, as one frozen value: who works here, what there is to report, what is promised.

Names that people read are kept per language ("id", "en"); everything else speaks of identifiers, which are the
office's own words too. A `source` is the `file:line` where something was decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time
from typing import TYPE_CHECKING, Literal, TypeVar

from maild.policy.people import Absence, Device, Group, People, Person
from maild.policy.procedures import Indicator, Procedure, Resolution, Stage, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, timedelta

    from maild.policy.outages import Outages
    from maild.policy.ruleset import TriageRules
    from maild.tickets.targets import TargetRule

__all__ = [
    "Absence",
    "CalendarFacts",
    "Category",
    "Device",
    "EscalationRule",
    "Goal",
    "Group",
    "Indicator",
    "LabelKind",
    "Level",
    "NoticeRule",
    "People",
    "Person",
    "Policy",
    "Procedure",
    "Question",
    "Reports",
    "Resolution",
    "Season",
    "Section",
    "Service",
    "Stage",
    "Step",
    "Survey",
    "Taxonomy",
    "TicketType",
]

LabelKind = Literal["type", "category", "detail", "service", "urgency", "impact", "priority", "status", "channel"]


# --- what --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TicketType:
    """An incident, a service request ...: `confidential` ones have a named circle; `letter` names the form needed.

    `services` says whether such a ticket is about one of the services that can fail, or about a category only;
    `share` is how much of the points of the likeliest service speak for this type.
    """

    id: str
    names: Mapping[str, str]
    confidential: bool = False
    letter: str = ""
    services: bool = True
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Service:
    """The finest word for what a ticket is about, with the names above it."""

    id: str
    names: Mapping[str, str]
    detail: str
    category: str


@dataclass(frozen=True, slots=True)
class Category:
    """The coarsest word for what a ticket is about; `types` are those it can be chosen for, empty for all."""

    id: str
    names: Mapping[str, str]
    details: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A level of urgency or impact, highest first, with the criteria by which a person chooses it (MAD-7)."""

    id: str
    names: Mapping[str, str]
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What can be reported, how bad it can be, and which priority follows (MAD-4, MAD-5, MAD-7).

    `usual` has what is taken for a field that nothing spoke for.
    """

    types: tuple[TicketType, ...]
    categories: tuple[Category, ...]
    services: tuple[Service, ...]
    urgencies: tuple[Level, ...]
    impacts: tuple[Level, ...]
    matrix: Mapping[tuple[str, str], int]
    labels: Mapping[tuple[str, str], Mapping[str, str]]
    usual: Mapping[str, str] = field(default_factory=dict)

    def type(self, identifier: str) -> TicketType | None:
        """Return the type with this id."""
        return _found(self.types, identifier)

    def category(self, identifier: str) -> Category | None:
        """Return the category with this id."""
        return _found(self.categories, identifier)

    def service(self, identifier: str) -> Service | None:
        """Return the service with this id."""
        return _found(self.services, identifier)

    def priority_of(self, urgency: str, impact: str) -> int:
        """Return the priority, 1 highest; KeyError for a level that the office does not have."""
        return self.matrix[urgency, impact]

    def label(self, kind: LabelKind, identifier: str, language: str) -> str:
        """Return what people read for an identifier, which is its own name where the office gave none."""
        names = self.labels.get((kind, identifier), {})
        return names.get(language) or identifier


Named = TypeVar("Named", TicketType, Category, Service)


def _found(rows: Iterable[Named], identifier: str) -> Named | None:
    return next((row for row in rows if row.id == identifier), None)


# --- when --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Season:
    """Days, both included, on which other hours hold, by ISO weekday: Ramadan."""

    name: str
    since: date
    until: date
    hours: Mapping[int, tuple[tuple[time, time], ...]]


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """Working time as the office wrote it: `hours` by ISO weekday, whole days off and special days by date.

    A span that ends no later than it starts ends the next day. `country` and `holidays` name the public holidays and
    their kinds ("public", "government"), empty for none; `settled` are the years whose holidays the office has looked
    at itself. `day` is what "1 working day" means; `always` runs round the clock and has no hours.
    """

    name: str
    timezone: str
    hours: Mapping[int, tuple[tuple[time, time], ...]]
    day: timedelta
    always: bool = False
    country: str = ""
    holidays: tuple[str, ...] = ()
    closed: Mapping[date, str] = field(default_factory=dict)
    special: Mapping[date, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    seasons: tuple[Season, ...] = ()
    settled: frozenset[int] = frozenset()
    source: str = ""


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """Who is told when a target is at risk or breached; an empty tuple fits everything."""

    target: str
    at: Literal["at_risk", "breached"]
    tells: tuple[str, ...]
    priorities: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    at_once: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reports:
    """When the office's mails about its work leave: its own time of day, on working days."""

    work_list_at: time
    digest_at: time


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure of a period should reach (MAD-19); an empty tuple fits everything."""

    measure: str
    at_least: float | None = None
    at_most: float | None = None
    types: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    source: str = ""

    def met(self, value: float) -> bool:
        """Tell whether a figure reaches it."""
        low = self.at_least is None or value >= self.at_least
        return low and (self.at_most is None or value <= self.at_most)


# --- how ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """When `event` happens, the people of role `to` get the mail `template`.

    `event` is a fact's name ("TicketOpened"); `to` one of requester, participants, operators, assignee, group,
    managers, admin or another role; `when` maps a field of the ticket or of the fact to the values that fit, as text;
    `reply` says who reads what is answered to it: "public" the requester too, "internal" the staff only; `offers` what
    a receipt shows besides: help articles that are like the report.
    """

    event: str
    to: str
    template: str
    reply: Literal["public", "internal"] = "internal"
    offers: Literal["", "articles"] = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""

    def fits(self, facts: Mapping[str, str]) -> bool:
        """Tell whether every condition holds for these facts; a fact that is not there fits nothing."""
        return all(facts.get(name) in values for name, values in self.when.items())


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a survey."""

    id: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    names: Mapping[str, str]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """What is asked after a solution (MAD-18): `scale` from worst to best; under `bad_below` managers hear."""

    id: str
    names: Mapping[str, str]
    types: tuple[str, ...]
    sections: tuple[Section, ...]
    scale: tuple[Mapping[str, str], ...]
    user_groups: tuple[str, ...] = ()
    bad_below: float = 0.0
    valid_for: timedelta | None = None


# --- all of it ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Policy:
    """All that the office decides, whole and immutable; `digest` names this very set of files."""

    taxonomy: Taxonomy
    people: People
    calendars: Mapping[str, CalendarFacts]
    targets: tuple[TargetRule, ...]
    escalations: tuple[EscalationRule, ...]
    notices: tuple[NoticeRule, ...]
    surveys: tuple[Survey, ...]
    procedures: tuple[Procedure, ...]
    triage: TriageRules
    digest: str
    goals: tuple[Goal, ...] = ()
    reports: Reports = Reports(time(7, 0), time(7, 30))
    outages: Outages | None = None

    def priority_of(self, urgency: str, impact: str) -> int:
        """Return the priority of the matrix, 1 highest (MAD-7)."""
        return self.taxonomy.priority_of(urgency, impact)

    def label(self, kind: LabelKind, identifier: str, language: str) -> str:
        """Return what people read for an identifier in their language."""
        return self.taxonomy.label(kind, identifier, language)

    def notices_for(self, event: str, facts: Mapping[str, str]) -> tuple[NoticeRule, ...]:
        """Return the rules that say who gets which mail now, in the order of the file."""
        return tuple(rule for rule in self.notices if rule.event == event and rule.fits(facts))

    def procedure_for(self, kind: str) -> Procedure | None:
        """Return how tickets of this type are handled: the first procedure that names it."""
        return next((procedure for procedure in self.procedures if kind in procedure.types), None)

    def survey_for(self, kind: str) -> Survey | None:
        """Return what is asked after tickets of this type: the first survey that names it."""
        return next((survey for survey in self.surveys if kind in survey.types), None)

    def goal_for(self, measure: str, kind: str = "", priority: int | None = None) -> Goal | None:
        """Return what a figure should reach, of all types when `kind` is empty: the first row that fits."""
        fitting = (
            goal
            for goal in self.goals
            if goal.measure == measure
            and (not goal.types or kind in goal.types)
            and (not goal.priorities or priority in goal.priorities)
        )
        return next(fitting, None)

    def without_examples(self) -> Policy:
        """Return the policy as `maild run` uses it: with real people only."""
        return replace(self, people=self.people.without_examples())
