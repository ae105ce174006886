"""What files say of each other: names that are not there, categories nobody handles, holes in the matrix."""

from __future__ import annotations

import types
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any, Union, cast, get_args, get_origin
from zoneinfo import available_timezones

from pydantic import BaseModel

from maild.policy import building
from maild.policy.notes import Notes
from maild.policy.procedure_references import EVENTS, SIGNS, procedure_mistakes, stage_signs
from maild.policy.triage_references import Known, triage_mistakes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from maild.policy import shapes
    from maild.policy.findings import Finding
    from maild.policy.places import Path, Places
    from maild.policy.procedure_shapes import ProcedureFile
    from maild.policy.shape_basis import File

PLACES = ("assignee", "in_charge", "actor", "addressee", "named", "group", "circle", "outsiders")
ROLES = ("requester", "participants", "operators", "technicians", "managers", "admin", *PLACES)
OFFERING = "receipt"
STAFF = ("knowledge", "evaluators", "approvers")
TICKET_FACTS = ("type", "category", "detail", "service", "urgency", "impact", "priority", "group", "unit", "channel")


def mistakes(files: Mapping[str, File], places: Places) -> list[Finding]:
    """Return what is wrong between files, each of which is sound by itself."""
    known = _known(files)
    found: list[Finding] = []
    for name, checked in _CHECKED.items():
        notes = Notes(name, places)
        checked(cast("Any", files[name]), files, known, notes)
        found += notes.found
    for name, file in files.items():
        if name.startswith("procedures/"):
            notes = Notes(name, places)
            procedure_mistakes(cast("ProcedureFile", file), files, known, notes)
            found += notes.found
    return found + triage_mistakes(files, places, known)


def _known(files: Mapping[str, File]) -> Known:
    categories = cast("shapes.CategoriesFile", files["categories.yaml"])
    priorities = cast("shapes.PrioritiesFile", files["priorities.yaml"])
    people = cast("shapes.PeopleFile", files["people.yaml"])
    details = [detail for category in categories.categories for detail in category.details]
    return Known(
        {
            "type": [one.id for one in categories.types],
            "category": [one.id for one in categories.categories],
            "detail": [detail.id for detail in details],
            "service": [service.id for detail in details for service in detail.services],
            "urgency": [one.id for one in priorities.urgency],
            "impact": [one.id for one in priorities.impact],
            "group": [one.id for one in people.groups],
        }
    )


def _people(file: shapes.PeopleFile, files: Mapping[str, File], known: Known, notes: Notes) -> None:
    notes.once("person", (one.id for one in file.people), ("people",))
    notes.once("group", (one.id for one in file.groups), ("groups",))
    persons = [one.id for one in file.people]
    calendars = cast("shapes.CalendarFile", files["calendar.yaml"]).calendars
    owner: dict[str, str] = {}
    for number, one in enumerate(file.people):
        path: Path = ("people", number)
        notes.known("group", one.groups, known.values["group"], (*path, "groups"))
        notes.known("calendar", [one.calendar], calendars, (*path, "calendar"))
        notes.known("person", (away.deputy for away in one.absences), persons, (*path, "absences"))
        for address in one.addresses:
            other = owner.setdefault(address.lower(), one.id)
            if other != one.id:
                notes.error(
                    (*path, "addresses"), f"{address} is also an address of {other}", "an address is one person's"
                )
    members = {group for one in file.people for group in one.groups}
    for number, group in enumerate(file.groups):
        path = ("groups", number)
        notes.known("category", group.categories, known.values["category"], (*path, "categories"))
        notes.known("service", group.services, known.values["service"], (*path, "services"))
        notes.known("type", group.types, known.values["type"], (*path, "types"))
        notes.known("calendar", [group.calendar], calendars, (*path, "calendar"))
        if group.id not in members:
            notes.warning(path, f'nobody is in the group "{group.id}"', "name it in somebody's groups")
    if file.groups and not any(group.level == 1 for group in file.groups):
        notes.error(("groups",), "there is no desk: no group has level 1", "give the operators' group level: 1")
    examples = [one.id for one in file.people if one.example]
    if examples:
        where = next(number for number, one in enumerate(file.people) if one.example)
        notes.warning(("people", where), f"{len(examples)} example people are left in", "put your own people there")


def _categories(file: shapes.CategoriesFile, files: Mapping[str, File], known: Known, notes: Notes) -> None:
    for what in ("type", "category", "service"):
        notes.once(what, known.values[what], ("categories",))
    for key, value in file.usual.items():
        notes.known(key, [value], known.values[key], ("usual", key))
    groups = cast("shapes.PeopleFile", files["people.yaml"]).groups
    handled = {category for group in groups for category in group.categories}
    desk_does_all = any(group.level == 1 and not group.categories for group in groups)
    for number, one in enumerate(file.categories):
        notes.known("type", one.types, known.values["type"], ("categories", number, "types"))
        if one.id not in handled and not desk_does_all:
            message = f'nobody handles the category "{one.id}"'
            notes.error(("categories", number), message, "name it in a group of people.yaml")


def _priorities(file: shapes.PrioritiesFile, _: Mapping[str, File], known: Known, notes: Notes) -> None:
    for key, value in file.usual.items():
        notes.known(key, [value], known.values[key], ("usual", key))
    notes.known("urgency", file.matrix, known.values["urgency"], ("matrix",))
    for urgency, row in file.matrix.items():
        notes.known("impact", row, known.values["impact"], ("matrix", urgency))
    for urgency, impact in product(known.values["urgency"], known.values["impact"]):
        if impact not in file.matrix.get(urgency, {}):
            notes.error(("matrix",), f"urgency {urgency} with impact {impact} has no priority", "add it to the matrix")


def _calendar(file: shapes.CalendarFile, _: Mapping[str, File], __: Known, notes: Notes) -> None:
    zones = available_timezones()
    for name, one in file.calendars.items():
        path: Path = ("calendars", name)
        notes.known("time zone", [one.timezone], zones, (*path, "timezone"))
        if not one.hours and not one.always:
            notes.error(path, f'the calendar "{name}" has no hours', "add hours, or always: true")
        _weekdays(one.hours, (*path, "hours"), notes)
        for place, season in enumerate(one.seasons):
            _weekdays(season.hours, (*path, "seasons", place, "hours"), notes)
            if season.until < season.since:
                notes.error((*path, "seasons", place), f"{season.name} ends before it begins", "swap both days")


def _weekdays(hours: Iterable[str], path: Path, notes: Notes) -> None:
    for days in hours:
        try:
            building.weekdays(days)
        except ValueError as error:
            notes.error((*path, days), str(error))


def _targets(file: shapes.TargetsFile, files: Mapping[str, File], known: Known, notes: Notes) -> None:
    calendars = cast("shapes.CalendarFile", files["calendar.yaml"]).calendars
    matrix = cast("shapes.PrioritiesFile", files["priorities.yaml"]).matrix
    priorities = {priority for row in matrix.values() for priority in row.values()}
    signs = (*SIGNS, *stage_signs(files))
    for number, one in enumerate(file.targets):
        path: Path = ("targets", number)
        notes.known("calendar", [one.calendar], calendars, (*path, "calendar"))
        notes.known("fact", [one.starts], signs, (*path, "starts"))
        for key in ("met_by", "revoked_by", "pauses"):
            notes.known("fact", getattr(one, key), signs, (*path, key))
        notes.known("fact of a ticket", one.when, TICKET_FACTS, (*path, "when"))
        for name in set(one.when) & set(known.values):
            notes.known(name, one.when[name], known.values[name], (*path, "when", name))
        for priority in sorted(priorities - set(one.within)):
            notes.error((*path, "within"), f"priority {priority} has no time", "add it")


def _escalations(file: shapes.EscalationFile, files: Mapping[str, File], known: Known, notes: Notes) -> None:
    targets = {one.name for one in cast("shapes.TargetsFile", files["targets.yaml"]).targets}
    told = {one.event for one in cast("shapes.NoticesFile", files["notices.yaml"]).notices}
    if file.outages is not None and "OutageProposed" not in told:
        notes.warning(("outages",), "nobody is asked about a likely outage", "name OutageProposed in notices.yaml")
    for number, one in enumerate(file.escalations):
        path: Path = ("escalations", number)
        notes.known("target", [one.target], targets, (*path, "target"))
        notes.known("role", one.tells, (*ROLES, *STAFF), (*path, "tells"))
        notes.known("type", one.types, known.values["type"], (*path, "types"))


def _notices(file: shapes.NoticesFile, _: Mapping[str, File], known: Known, notes: Notes) -> None:
    for number, one in enumerate(file.notices):
        path: Path = ("notices", number)
        notes.known("event", [one.event], EVENTS, (*path, "event"))
        notes.known("role", [one.to], (*ROLES, *STAFF), (*path, "to"))
        for name in set(one.when) & set(known.values):
            notes.known(name, one.when[name], known.values[name], (*path, "when", name))
        if one.offers and one.template != OFFERING:
            notes.warning((*path, "offers"), f"{one.template} offers nothing", f"only {OFFERING} shows articles")


def _surveys(file: shapes.SurveyFile, _: Mapping[str, File], known: Known, notes: Notes) -> None:
    for number, one in enumerate(file.surveys):
        notes.known("type", one.types, known.values["type"], ("surveys", number, "types"))
        questions = (question.id for section in one.sections for question in section.questions)
        notes.once("question", questions, ("surveys", number))


_CHECKED: Mapping[str, Callable[[Any, Mapping[str, File], Known, Notes], None]] = {
    "people.yaml": _people,
    "categories.yaml": _categories,
    "priorities.yaml": _priorities,
    "calendar.yaml": _calendar,
    "targets.yaml": _targets,
    "escalation.yaml": _escalations,
    "notices.yaml": _notices,
    "survey.yaml": _surveys,
}


# --- the keys of a shape -----------------------------------------------------------------------------------------


def keys_at(shape: type[BaseModel], path: Path) -> list[str]:
    """Return the settings that are possible at this place of a file."""
    annotation: Any = shape
    for part in path:
        annotation = _inside(annotation, part)
    models = [one for one in _unwrapped(annotation) if isinstance(one, type) and issubclass(one, BaseModel)]
    return [field.alias or name for model in models for name, field in model.model_fields.items()]


def _inside(annotation: Any, part: int | str) -> Any:
    for one in _unwrapped(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel):
            for name, field_ in one.model_fields.items():
                if part in (name, field_.alias):
                    return field_.annotation
        elif get_args(one):
            return get_args(one)[-1] if get_origin(one) is dict else get_args(one)[0]
    return None


def _unwrapped(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation stands for, without its extras and for each of its alternatives."""
    if get_origin(annotation) is Annotated:
        yield from _unwrapped(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for one in get_args(annotation):
            yield from _unwrapped(one)
    else:
        yield annotation
