"""What the stages of a procedure say of each other and of other files: stages that are not there, or never left."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from maild.policy.people import STAFF_ROLES
from maild.policy.procedures import APPROVED, COMMANDED, DONE, REJECTED
from maild.tickets.events import Diagnosis, Fact
from maild.tickets.ticket import CLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.policy import shapes
    from maild.policy.notes import Notes
    from maild.policy.places import Path
    from maild.policy.procedure_shapes import ProcedureFile, StageShape
    from maild.policy.shape_basis import File
    from maild.policy.triage_references import Known

EVENTS = tuple(fact.__name__ for fact in get_args(Fact))
SIGNS = (
    *EVENTS,
    *("answered", "answer_failed", "waiting", "resumed", "resolved", "reopened", "closed", "escalated"),
    *(f"diagnosed:{diagnosis}" for diagnosis in get_args(Diagnosis)),
    *(f"classified:{field}" for field in (*CLASSIFIED, "priority")),
)

_SILENT = frozenset(
    {"ActionUndone", "NoticeFailed", "StageCompleted", "StageEntered", "TargetsMoved", "TicketAbsorbed", "WarningGiven"}
)
"""Facts that no stage follows on: the daemon finds them out, or they are about stages themselves."""

LEADING = (*COMMANDED, *(sign for sign in SIGNS if sign not in _SILENT and sign != "answer_failed"))
STANDING = ("assignee", "in_charge", "requester")
"""Whose turn it may be besides those with a role or in a group."""


def stage_signs(files: Mapping[str, File]) -> tuple[str, ...]:
    """Return the signs by which targets and steps may speak of the stages there are."""
    procedures = (cast("ProcedureFile", file) for name, file in files.items() if name.startswith("procedures/"))
    stages = [stage.id for procedure in procedures for stage in procedure.stages]
    return tuple(f"{what}:{stage}" for stage in stages for what in ("entered", "completed"))


def procedure_mistakes(file: ProcedureFile, files: Mapping[str, File], known: Known, notes: Notes) -> None:
    """Note what is wrong with a procedure that is sound by itself."""
    notes.known("type", file.types, known.values["type"], ("types",))
    signs = (*SIGNS, *stage_signs(files))
    letters = cast("shapes.NoticesFile", files["notices.yaml"]).notices
    sent = tuple(f"sent:{letter.template}" for letter in letters)
    for number, step in enumerate(file.steps):
        notes.known("fact", [step.starts], signs, ("steps", number, "starts"))
        notes.known("fact", [step.ends], (*signs, *sent), ("steps", number, "ends"))
    stages = [stage.id for stage in file.stages]
    notes.once("stage", stages, ("stages",))
    notes.known("stage", [file.reopens], stages, ("reopens",))
    written = [stage.writes for stage in file.stages if stage.writes]
    for number, stage in enumerate(file.stages):
        path: Path = ("stages", number)
        _stage(stage, files, known, notes, path)
        _leads(stage, stages, notes, (*path, "leads"))
        notes.known("written field", [stage.sends], written, (*path, "sends"))
    # A slip in what one stage leads to would cut off all behind it.
    astray = any(following and following not in stages for stage in file.stages for following in stage.leads.values())
    for number in () if astray else sorted(_unreachable(file)):
        message = f'nothing leads to the stage "{stages[number]}"'
        notes.error(("stages", number), message, "name it in the leads of another stage")


def _stage(stage: StageShape, files: Mapping[str, File], known: Known, notes: Notes, path: Path) -> None:
    calendars = cast("shapes.CalendarFile", files["calendar.yaml"]).calendars
    actors = (*STANDING, *sorted(STAFF_ROLES), *known.values["group"])
    notes.known("role or group", [stage.actor], actors, (*path, "actor"))
    notes.known("calendar", [stage.calendar], calendars, (*path, "calendar"))
    people = cast("shapes.PeopleFile", files["people.yaml"]).people
    if stage.actor in STAFF_ROLES and not any(stage.actor in one.roles for one in people):
        notes.warning((*path, "actor"), f'nobody has the role "{stage.actor}"', "give it to somebody in people.yaml")
    if stage.writes and DONE not in stage.leads:
        notes.error((*path, "writes"), "what is written here is never done", "add done: to its leads")
    if stage.sends and "LetterSent" not in stage.leads:
        notes.error((*path, "sends"), "nothing follows when the letter has left", "add LetterSent: to its leads")


def _leads(stage: StageShape, stages: list[str], notes: Notes, path: Path) -> None:
    notes.known("fact or command", stage.leads, LEADING, path)
    for sign, following in stage.leads.items():
        notes.known("stage", [following], stages, (*path, sign))
    if set(stage.leads.values()) == {stage.id}:
        notes.error(path, f'nobody can leave the stage "{stage.id}"', 'lead to another one, or to ""')
    if stage.leads.get("closed"):
        notes.error((*path, "closed"), "a closed ticket enters no stage", 'write closed: ""')
    if stage.actor == "requester" and {APPROVED, REJECTED} & set(stage.leads):
        notes.error(path, "a requester neither approves nor rejects", "let done: lead on")


def _unreachable(file: ProcedureFile) -> set[int]:
    """Return the places of the stages to which no way leads from the first one."""
    places = {stage.id: number for number, stage in enumerate(file.stages)}
    found: set[int] = set()
    waiting = [0, places.get(file.reopens, 0)] if places else []
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += [places[name] for name in file.stages[number].leads.values() if name in places]
    return set(places.values()) - found
