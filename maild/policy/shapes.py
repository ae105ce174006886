"""The shape of every rule file: which keys there are and what may stand behind them."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads it at run time
from typing import Annotated, Literal

from pydantic import Field

from maild.policy.outages import OutagesShape  # noqa: TC001  # pydantic reads it at run time
from maild.policy.procedure_shapes import Measure, ProcedureFile
from maild.policy.shape_basis import Duration, File, Identifier, Names, Shape, Share, TimeSpan, Words
from maild.policy.triage_shapes import TriageFile, WordsFile

# --- people.yaml -------------------------------------------------------------------------------------------------

Role = Literal["operator", "technician", "manager", "knowledge", "evaluator", "approver"]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class AbsenceShape(Shape):
    """Days on which somebody is away, both included, and who acts meanwhile."""

    since: date
    until: date
    deputy: str = ""


class PersonShape(Shape):
    """Somebody of the office; the first address is the one to write to; `calendar` names the hours they work.

    `position` stands under what they sign.
    """

    id: Identifier
    name: str
    addresses: Annotated[tuple[Email, ...], Field(min_length=1)]
    unit: str = ""
    position: str = ""
    phone: str = ""
    language: Literal["id", "en"] = "id"
    roles: tuple[Role, ...] = ()
    groups: tuple[str, ...] = ()
    calendar: str = ""
    example: bool = False
    shared: bool = False
    absences: tuple[AbsenceShape, ...] = ()
    leaves_on: date | None = None


class GroupShape(Shape):
    """People who handle the same things: level 1 is the desk, 2 and above are technicians.

    `calendar` names the hours of those members who name none themselves.
    """

    id: Identifier
    name: str
    level: Annotated[int, Field(ge=1, le=9)] = 2
    categories: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    calendar: str = ""


class DeviceShape(Shape):
    """A machine that writes to the desk."""

    address: Email
    name: str
    unit: str = ""
    location: str = ""


class PeopleFile(File):
    """Who works here, in which groups, and which addresses belong to which unit."""

    people: tuple[PersonShape, ...] = ()
    groups: tuple[GroupShape, ...] = ()
    units: dict[str, str] = Field(default_factory=dict)
    devices: tuple[DeviceShape, ...] = ()


# --- calendar.yaml -----------------------------------------------------------------------------------------------


class HolidaysShape(Shape):
    """Public holidays of a country, by its ISO code, and which kinds of them are free."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    kinds: tuple[Literal["public", "government"], ...] = ("public",)


class ClosedShape(Shape):
    """A day off of the office's own."""

    date: date
    name: str


class SpecialShape(Shape):
    """A day with other hours, or a holiday on which the office works."""

    date: date
    hours: tuple[TimeSpan, ...]


class SeasonShape(Shape):
    """Other hours for some weeks, both days included: Ramadan; a weekday that is not named is free."""

    name: str
    since: date
    until: date
    hours: dict[str, tuple[TimeSpan, ...]]


class CalendarShape(Shape):
    """Working time: hours by weekday ("monday-thursday"), or always.

    `settled` are years whose holidays the office has looked at itself, so that nobody is warned of them.
    """

    timezone: str = "Asia/Jakarta"
    always: bool = False
    hours: dict[str, tuple[TimeSpan, ...]] = Field(default_factory=dict)
    day: Duration = "8 hours"
    holidays: HolidaysShape | None = None
    closed: tuple[ClosedShape, ...] = ()
    special: tuple[SpecialShape, ...] = ()
    seasons: tuple[SeasonShape, ...] = ()
    settled: tuple[int, ...] = ()


class CalendarFile(File):
    """The office's calendars; the first one is where no other is named."""

    calendars: Annotated[dict[str, CalendarShape], Field(min_length=1)]


# --- targets.yaml, escalation.yaml, notices.yaml -----------------------------------------------------------------


class TargetShape(Shape):
    """A promised time: from which fact to which fact, how long by priority, in which calendar."""

    name: Identifier
    when: dict[str, Words] = Field(default_factory=dict)
    starts: str
    met_by: Words
    revoked_by: Words = ()
    pauses: Words = ()
    restarts: bool = False
    within: dict[int, Duration]
    calendar: str
    warn_at: tuple[Share, ...] = ()
    actor: str = ""


class GoalShape(Shape):
    """What a figure of a period should reach: in percent, minutes, points or as a count."""

    measure: Measure
    at_least: float | None = None
    at_most: float | None = None
    types: Words = ()
    priorities: tuple[int, ...] = ()


class TargetsFile(File):
    """What is promised; the first row that fits a ticket wins for each name. And what the figures should reach."""

    targets: tuple[TargetShape, ...]
    goals: tuple[GoalShape, ...] = ()


class EscalationShape(Shape):
    """Who is told when a target is at risk or breached."""

    target: str
    at: Literal["at_risk", "breached"]
    tells: Words
    priorities: tuple[int, ...] = ()
    types: Words = ()
    at_once: bool = False


class ReportsShape(Shape):
    """When the office's mails about its work leave, on working days and never before work begins."""

    work_list_at: TimeOfDay = "07:00"
    digest_at: TimeOfDay = "07:30"


class EscalationFile(File):
    """Whom a late ticket is brought to, when the morning's mails leave, and when many reports are one outage."""

    escalations: tuple[EscalationShape, ...] = ()
    reports: ReportsShape = ReportsShape()
    outages: OutagesShape | None = None


class NoticeShape(Shape):
    """When this fact happens to a ticket, who gets which mail."""

    event: str
    to: str
    template: str
    reply: Literal["public", "internal"] = "internal"
    offers: Literal["", "articles"] = ""
    when: dict[str, Words] = Field(default_factory=dict)


class NoticesFile(File):
    """Which event tells which role."""

    notices: tuple[NoticeShape, ...] = ()


# --- survey.yaml -----------------------------------------------------------------------------------------------


class QuestionShape(Shape):
    """One line of a survey."""

    id: Identifier
    name: Names


class SectionShape(Shape):
    """Questions under one heading."""

    name: Names
    questions: Annotated[tuple[QuestionShape, ...], Field(min_length=1)]


class SurveyShape(Shape):
    """What is asked after a solution; a mean under `bad_below` reaches a manager."""

    id: Identifier
    name: Names
    types: tuple[str, ...]
    scale: Annotated[tuple[Names, ...], Field(min_length=2)]
    sections: tuple[SectionShape, ...]
    user_groups: tuple[str, ...] = ()
    bad_below: Annotated[float, Field(ge=0)] = 0.0
    valid_for: Duration | None = None


class SurveyFile(File):
    """The surveys; the first that names a type is asked after tickets of it."""

    surveys: tuple[SurveyShape, ...] = ()


# --- categories.yaml, priorities.yaml ----------------------------------------------------------------------------


class TypeShape(Shape):
    """A type of ticket: `letter` is the form it needs, `services` whether it is about a service that failed.

    `share`: how much of the points of the likeliest service speak for this type, from 0 to 1.
    """

    id: Identifier
    name: Names = Field(default_factory=dict)
    confidential: bool = False
    letter: str = ""
    services: bool = True
    share: Annotated[float, Field(ge=0, le=1)] = 0.0


class ServiceShape(Shape):
    """The finest word for what a ticket is about."""

    id: Identifier
    name: Names = Field(default_factory=dict)


class DetailShape(Shape):
    """Services of one kind."""

    id: Identifier
    name: Names = Field(default_factory=dict)
    services: tuple[ServiceShape, ...] = ()


class CategoryShape(Shape):
    """The coarsest word for what a ticket is about, for some types only or for all."""

    id: Identifier
    name: Names = Field(default_factory=dict)
    types: tuple[str, ...] = ()
    details: tuple[DetailShape, ...] = ()


class CategoriesFile(File):
    """What can be reported, and the words people read for it."""

    usual: dict[Literal["type", "category"], str]
    types: Annotated[tuple[TypeShape, ...], Field(min_length=1)]
    categories: Annotated[tuple[CategoryShape, ...], Field(min_length=1)]
    statuses: dict[Literal["new", "in_progress", "waiting", "resolved", "closed"], Names] = Field(default_factory=dict)
    channels: dict[str, Names] = Field(default_factory=dict)


class LevelShape(Shape):
    """A level of urgency or impact with its criteria."""

    id: Identifier
    name: Names = Field(default_factory=dict)
    criteria: tuple[str, ...] = ()


class PrioritiesFile(File):
    """How bad it can be: levels, highest first, and the matrix `urgency: {impact: priority}`."""

    usual: dict[Literal["urgency", "impact"], str]
    urgency: Annotated[tuple[LevelShape, ...], Field(min_length=1)]
    impact: Annotated[tuple[LevelShape, ...], Field(min_length=1)]
    priorities: dict[int, Names] = Field(default_factory=dict)
    matrix: dict[str, dict[str, Annotated[int, Field(ge=1, le=9)]]]


FILES: dict[str, type[File]] = {
    "people.yaml": PeopleFile,
    "calendar.yaml": CalendarFile,
    "targets.yaml": TargetsFile,
    "escalation.yaml": EscalationFile,
    "notices.yaml": NoticesFile,
    "survey.yaml": SurveyFile,
    "categories.yaml": CategoriesFile,
    "priorities.yaml": PrioritiesFile,
    "words.yaml": WordsFile,
}
FOLDERS: dict[str, type[File]] = {"triage": TriageFile, "procedures": ProcedureFile}


def shape_of(name: str) -> type[File] | None:
    """Return the shape of a file by its name within the folder, None when no such file belongs there."""
    folder, _, rest = name.rpartition("/")
    return FOLDERS.get(folder) if rest and folder else FILES.get(name)
