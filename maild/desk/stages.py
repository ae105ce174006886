"""The stages of a procedure: where a ticket stands, what leads on from there, and whose turn it is (SEC-1, TRG-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.policy.people import STAFF_ROLES
from maild.policy.procedures import APPROVED, DONE, REJECTED
from maild.tickets.events import (
    ApprovalGiven,
    ApprovalRefused,
    PersonInChargeNamed,
    StageCompleted,
    StageEntered,
    TicketAssigned,
    TicketClassified,
    TicketOpened,
    TicketReopened,
    signs_of,
)
from maild.tickets.transitions import allows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from maild.policy.model import People, Person, Policy, Procedure, Stage
    from maild.tickets.events import Fact
    from maild.tickets.ticket import Ticket


def addressee_field(written: str) -> str:
    """Return the field of the record that names whom the text of another field is for."""
    return f"{written}_to"


def files_field(written: str) -> str:
    """Return the field of the record that names the files in which the text of another field came."""
    return f"{written}_files"


def stage_of(ticket: Ticket, policy: Policy) -> Stage | None:
    """Return the stage a ticket is in, None where its procedure has none, or all are over."""
    procedure = policy.procedure_for(ticket.type)
    return procedure.stage(ticket.stage) if procedure is not None and ticket.stage else None


def led_to(fact: Fact, ticket: Ticket, policy: Policy) -> tuple[Fact, ...]:
    """Return the facts about stages that follow on a fact; `ticket` stands as that fact left it."""
    procedure = policy.procedure_for(ticket.type)
    if procedure is None or not procedure.stages:
        return ()
    if isinstance(fact, StageCompleted):
        left = procedure.stage(fact.stage)
        return _entering(left.leads.get(fact.outcome, "") if left else "", ticket, procedure, policy.people)
    stage = procedure.stage(ticket.stage)
    if stage is None:
        return _entering(_beginning(fact, procedure), ticket, procedure, policy.people)
    outcome = _outcome(fact, stage)
    if outcome:
        entering = _entering(stage.leads[outcome], ticket, procedure, policy.people)
        return (StageCompleted(stage.id, outcome), *entering)
    return _begun(stage, ticket, policy.people) if isinstance(fact, PersonInChargeNamed) else ()


def may_close(ticket: Ticket, policy: Policy) -> bool:
    """Tell whether the procedure lets a ticket end where it stands."""
    stage = stage_of(ticket, policy)
    return stage is None or "closed" in stage.leads


def is_held(ticket: Ticket, policy: Policy) -> bool:
    """Tell whether the procedure lets nobody work on a ticket yet."""
    stage = stage_of(ticket, policy)
    return stage is not None and stage.work == "held"


def awaits_requester(ticket: Ticket, policy: Policy) -> bool:
    """Tell whether the procedure goes on only by the requester's word."""
    stage = stage_of(ticket, policy)
    return stage is not None and stage.actor == "requester" and DONE in stage.leads


def actors_of(stage: Stage, ticket: Ticket, people: People) -> tuple[Person, ...]:
    """Return the people of the office whose turn it is in this stage; nobody where it is the requester's."""
    if stage.actor == "requester":
        return ()
    if stage.actor in STAFF_ROLES:
        return people.with_role(stage.actor)
    if stage.actor not in {"assignee", "in_charge"}:
        return people.members(stage.actor)
    named = ticket.in_charge if stage.actor == "in_charge" and ticket.in_charge else ticket.assignee
    person = people.person(named)
    return (person,) if person is not None else people.members(ticket.group)


def in_turn(stage: Stage, ticket: Ticket, people: People, on: date) -> tuple[Person, ...]:
    """Return whose turn it is on this day: the actors of the stage, deputies for those who are away."""
    return people.present(actors_of(stage, ticket, people), on)


def is_turn_of(person: Person, ticket: Ticket, policy: Policy, on: date) -> bool:
    """Tell whether it is this person's turn on this day in the stage that a ticket is in."""
    stage = stage_of(ticket, policy)
    return stage is not None and person in in_turn(stage, ticket, policy.people, on)


def people_of_procedure(ticket: Ticket, policy: Policy) -> Iterator[str]:
    """Yield the ids of those who act in a stage of the ticket's procedure, or stand in there, at any time (SEC-5)."""
    procedure = policy.procedure_for(ticket.type)
    for stage in procedure.stages if procedure is not None else ():
        for person in actors_of(stage, ticket, policy.people):
            yield from (person.id, *(absence.deputy for absence in person.absences if absence.deputy))


def _beginning(fact: Fact, procedure: Procedure) -> str:
    """Return the stage with which a ticket begins, or goes on when it is reopened after the last."""
    match fact:
        case TicketOpened() | TicketClassified(field="type"):
            return procedure.stages[0].id
        case TicketReopened():
            return procedure.reopens
        case _:
            return ""


def _outcome(fact: Fact, stage: Stage) -> str:
    match fact:
        case ApprovalGiven(of=stage.id):
            signs = frozenset({APPROVED})
        case ApprovalRefused(of=stage.id):
            signs = frozenset({REJECTED})
        case _:
            signs = signs_of(fact)
    return next((sign for sign in stage.leads if sign in signs), "")


def _entering(following: str, ticket: Ticket, procedure: Procedure, people: People) -> tuple[Fact, ...]:
    stage = procedure.stage(following)
    if stage is None or not allows(ticket.status, StageEntered):
        return ()
    whose = {"assignee": ticket.assignee, "in_charge": ticket.in_charge}.get(stage.actor) or stage.actor
    return (StageEntered(stage.id, whose), *_begun(stage, ticket, people))


def _begun(stage: Stage, ticket: Ticket, people: People) -> tuple[Fact, ...]:
    """Where work begins, the ticket is the actor's, if that is one person who does not have it already."""
    actors = actors_of(stage, ticket, people)
    if stage.work != "begins" or len(actors) != 1 or not allows(ticket.status, TicketAssigned):
        return ()
    has_it = ticket.assignee == actors[0].id and ticket.status != "new"
    return () if has_it else (TicketAssigned(actors[0].id),)
