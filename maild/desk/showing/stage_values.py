"""The stage of a procedure as people see it: its name, whose turn it is, and what that person has to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.stages import actors_of, addressee_field, files_field, stage_of
from maild.notices.values import StageView
from maild.policy.procedures import APPROVED
from maild.tickets.events import StageEntered
from maild.tickets.targets import latest

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.happening import Happening
    from maild.policy.model import Policy, Procedure, Stage
    from maild.tickets.ticket import Ticket


def stage_labels(ticket: Ticket, policy: Policy, language: str) -> dict[str, str]:
    """Return the name of a ticket's stage, and of those whose turn it is, "" for the requester; nothing without one."""
    stage = stage_of(ticket, policy)
    if stage is None:
        return {}
    actors = ", ".join(person.name for person in actors_of(stage, ticket, policy.people))
    return {"stage": stage.name(language), "turn": actors or stage.actor.removeprefix("requester")}


def turn_in(ticket: Ticket, policy: Policy) -> dict[str, str]:
    """Return the stage of a ticket for the command line: its id and name, and whose turn it is; nothing without one."""
    labels = stage_labels(ticket, policy, "en")
    if not labels:
        return {}
    return {"stage": ticket.stage, "stage_name": labels["stage"], "turn": labels["turn"] or "requester"}


def stage_values(happening: Happening, language: str) -> dict[str, StageView]:
    """Return the stage that has begun, for its actor; nothing where something else happened."""
    policy, ticket = happening.rulebook.policy, happening.recorded.ticket
    procedure, stage = policy.procedure_for(ticket.type), stage_of(ticket, policy)
    if procedure is None or stage is None or not isinstance(happening.recorded.event.fact, StageEntered):
        return {}
    words = happening.words or happening.ledger.words(ticket.number)
    fields, written = words.fields or {}, _written(stage, procedure)
    view = StageView(
        name=stage.name(language),
        instruction=stage.told(language),
        leads=tuple(stage.leads),
        needs=stage.needs,
        due_at=_due_at(stage, happening),
        writes=bool(stage.writes),
        sends=bool(stage.sends),
        begins=stage.work == "begins",
        again=_was_entered(stage, happening),
        written=fields.get(written, ""),
        files=fields.get(files_field(written), ""),
        addressed=any(one.sends == written for one in procedure.stages),
        addressee=fields.get(addressee_field(written), ""),
    )
    return {"stage": view}


def _was_entered(stage: Stage, happening: Happening) -> bool:
    events = happening.ledger.history(happening.recorded.ticket.number)
    now = happening.recorded.event.sequence
    return any(
        isinstance(event.fact, StageEntered) and event.fact.stage == stage.id and event.sequence < now
        for event in events
    )


def _written(stage: Stage, procedure: Procedure) -> str:
    """Return the field that is written or sent here, or was last written before where somebody has to decide."""
    if stage.writes or stage.sends or APPROVED not in stage.leads:
        return stage.writes or stage.sends
    before = procedure.stages[: procedure.stages.index(stage)]
    return next((one.writes for one in reversed(before) if one.writes), "")


def _due_at(stage: Stage, happening: Happening) -> datetime | None:
    """Return when the stage has to be over: the earliest of the promises that began with it."""
    entered = f"entered:{stage.id}"
    rules = happening.rulebook.target_rules(happening.recorded.ticket)
    targets = latest(happening.recorded.targets)
    due = [targets[rule.name].due_at for rule in rules if rule.starts == entered and rule.name in targets]
    return min((at for at in due if at is not None), default=None)
