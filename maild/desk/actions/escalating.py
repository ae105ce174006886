"""Functional escalation to those who know more, hierarchic escalation to a manager, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.choosing import least_busy, standing_in
from maild.desk.actions.naming import needed, person_or_group_named
from maild.desk.actions.task import Deed, Refused
from maild.policy.model import Group
from maild.tickets.events import EscalationReturned, SolutionReturned, TicketEscalated, TriageConfirmed
from maild.tickets.ticket import told

if TYPE_CHECKING:
    from maild.desk.actions.task import Task
    from maild.policy.model import Person
    from maild.tickets.events import Event, Fact

DESK_LEVEL = 1


def escalate(task: Task) -> Deed:
    """Hand the ticket to a group or person; without a name, to the next group that has its category (MAD-12)."""
    said = task.on_line or task.command.arguments.strip()
    named = person_or_group_named(said, task.people) if said else _next_group(task)
    if isinstance(named, Group):
        return _to_group(named, task)
    if "manager" in named.roles:
        manager = standing_in(named, task)
        fact = TicketEscalated(task.ticket.group, manager.id, _level(task), hierarchic=True)
        return Deed("escalate.manager", (fact,), {"person": manager.name}, internal=task.text)
    return _to_person(named, task)


def send_back(task: Task) -> Deed:
    """Send an escalation back to the group it came from, with the reason, counted (MAD-13).

    From an operator, while a solution waits to be sent, it goes back to its technician.
    """
    reason = needed(task)
    if task.ticket.proposed_at is not None and task.giver.has("operator"):
        return Deed("return.solution", (SolutionReturned(),), internal=reason, keeps_text=False)
    group = group_before(task.ledger.history(task.ticket.number))
    if group is None:
        raise Refused("not_escalated")
    known = task.people.group(group)
    said = {"group": known.name if known else group}
    return Deed("return", (EscalationReturned(group),), said, internal=_with(reason, task.text), keeps_text=False)


def group_before(history: list[Event]) -> str | None:
    """Return the group that escalated the ticket to the one that has it, None when nobody did."""
    came_from: list[str] = []
    group = ""
    for event, ticket in told(history):
        match event.fact:
            case TicketEscalated(hierarchic=False) if ticket.group != group:
                came_from.append(group)
            case EscalationReturned() if came_from:
                came_from.pop()
        group = ticket.group
    return came_from[-1] if came_from else None


def _next_group(task: Task) -> Group:
    ticket = task.ticket
    group = task.people.group_for(ticket.category, ticket.service, _level(task) + 1)
    if group is None:
        raise Refused("no_group", category=task.label("category", ticket.category))
    return group


def _level(task: Task) -> int:
    group = task.people.group(task.ticket.group)
    return group.level if group else DESK_LEVEL


def _to_group(group: Group, task: Task) -> Deed:
    person = least_busy(group, task)
    facts = (*_checked(task), TicketEscalated(group.id, person.id if person else "", group.level))
    said = {"group": group.name, "person": person.name if person else ""}
    return Deed("escalate" if person else "escalate.nobody", facts, said, internal=task.text)


def _to_person(named: Person, task: Task) -> Deed:
    person = standing_in(named, task)
    own = task.ticket.group
    group = task.people.group(own if own in person.groups else next(iter(person.groups), own))
    level = group.level if group else _level(task)
    facts = (*_checked(task), TicketEscalated(group.id if group else own, person.id, level))
    said = {"group": group.name if group else "", "person": person.name, "absent": named.name}
    return Deed("escalate" if person is named else "escalate.deputy", facts, said, internal=task.text)


def _checked(task: Task) -> tuple[Fact, ...]:
    """Who chooses the next group by the category has looked at the category."""
    unconfirmed = task.ticket.confirmed_at is None and task.giver.has("operator")
    return (TriageConfirmed(),) if unconfirmed else ()


def _with(reason: str, text: str) -> str:
    return "\n\n".join(filter(None, (reason, text)))
