"""Who is given the work: of those who know it, whoever is there and has the least to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Refused
from maild.tickets.events import TicketAssigned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from maild.desk.actions.task import Task
    from maild.policy.model import Group, People, Person
    from maild.tickets.ticket import Ticket


def standing_in(person: Person, task: Task) -> Person:
    """Return the person, or the deputy of one who is away today; Refused when nobody stands in."""
    stands_in = there(person, task.people, _today(task))
    if stands_in is None:
        raise Refused("absent", person=person.name)
    return stands_in


def least_busy(group: Group, task: Task) -> Person | None:
    """Return the member with the fewest open tickets, deputies for those who are away; None when nobody is there."""
    able = list(_able(group, task))
    loads = task.ledger.work.open_loads([person.id for person in able])
    return min(able, key=lambda person: loads.get(person.id, 0), default=None)


def _able(group: Group, task: Task) -> Iterator[Person]:
    chosen: set[str] = set()
    own = task.giver.person.id if task.giver.person else ""
    for member in task.people.members(group.id):
        able = there(member, task.people, _today(task))
        if able is not None and able.id not in {own, *chosen}:
            chosen.add(able.id)
            yield able


def there(person: Person, people: People, on: date) -> Person | None:
    """Return the person, or the deputy of one who is away on this day; None when nobody stands in."""
    if person.available(on):
        return person
    absence = person.absence(on)
    deputy = people.person(absence.deputy) if absence else None
    return deputy if deputy is not None and deputy.available(on) else None


def assigned_to(person: Person, ticket: Ticket) -> TicketAssigned:
    """Return the fact that gives a ticket to a person, in its own group if they are of it."""
    return TicketAssigned(person.id, "" if ticket.group in person.groups else next(iter(person.groups), ""))


def _today(task: Task) -> date:
    return task.office.local(task.now).date()
