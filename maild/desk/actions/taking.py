"""Who works on a ticket: taking it, letting it go, giving it to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.choosing import standing_in
from maild.desk.actions.naming import needed, person_named
from maild.desk.actions.task import Deed, Refused
from maild.tickets.events import TicketAssigned, TicketReleased, TicketTaken

if TYPE_CHECKING:
    from maild.desk.actions.task import Task


def take(task: Task) -> Deed:
    """The giver works on the ticket, and the response is met (MAD-8)."""
    assert task.giver.person is not None, "only the staff take tickets"
    before = task.people.person(task.ticket.assignee)
    if before is not None and before.id == task.giver.person.id:
        return Deed("take.already")
    fact = TicketTaken(task.giver.person.id)
    if before is not None:
        return Deed("take.from", (fact,), {"person": before.name})
    return Deed("take", (fact,))


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
    fact = TicketAssigned(person.id, "" if task.ticket.group in person.groups else next(iter(person.groups), ""))
    said = {"person": person.name, "absent": named.name if person is not named else ""}
    return Deed("assign.deputy" if person is not named else "assign", (fact,), said, internal=task.text)
