"""Who works on a ticket: taking it, letting it go, giving it to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.choosing import assigned_to, standing_in
from maild.desk.actions.naming import needed, person_named
from maild.desk.actions.task import Deed, Refused
from maild.tickets.events import TicketAssigned, TicketEscalated, TicketReleased, TicketTaken

if TYPE_CHECKING:
    from maild.desk.actions.task import Task
    from maild.tickets.events import Fact


def take(task: Task) -> Deed:
    """The giver works on the ticket, and the response is met (MAD-8)."""
    assert task.giver.person is not None, "only the staff take tickets"
    before = task.people.person(task.ticket.assignee)
    fact = TicketTaken(task.giver.person.id)
    if fact == _last_handed(task):
        return Deed("take.already")
    if before is not None and before.id != fact.by:
        return Deed("take.from", (fact,), {"person": before.name})
    return Deed("take", (fact,))


def _last_handed(task: Task) -> Fact | None:
    """Return the fact by which the ticket came to whoever has it: being given a ticket is not taking it."""
    facts = (event.fact for event in reversed(task.ledger.history(task.ticket.number)))
    return next((fact for fact in facts if isinstance(fact, TicketTaken | TicketAssigned | TicketEscalated)), None)


def release(task: Task) -> Deed:
    """Nobody works on the ticket any longer: it is its group's again."""
    if not task.ticket.assignee:
        raise Refused("nobody_has_it")
    group = task.people.group(task.ticket.group)
    fact = TicketReleased(task.ticket.assignee)
    return Deed("release", (fact,), {"group": group.name if group else task.ticket.group}, internal=task.text)


def assign(task: Task) -> Deed:
    """The ticket is given to a person, or to whoever stands in for them today."""
    named = person_named(needed(task), task.people)
    person = standing_in(named, task)
    fact = assigned_to(person, task.ticket)
    said = {"person": person.name, "absent": named.name if person is not named else ""}
    return Deed("assign.deputy" if person is not named else "assign", (fact,), said, internal=task.text)
