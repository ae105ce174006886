"""Who is given the work: of those who know it, whoever is there and has the least to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.desk.actions.task import Task
    from maild.policy.model import Group, Person


def standing_in(person: Person, task: Task) -> Person:
    """Return the person, or the deputy of one who is away today; Refused when nobody stands in."""
    there = _there(person, task)
    if there is None:
        raise Refused("absent", person=person.name)
    return there


def least_busy(group: Group, task: Task) -> Person | None:
    """Return the member with the fewest open tickets, deputies for those who are away; None when nobody is there."""
    able = list(_able(group, task))
    loads = task.ledger.work.open_loads([person.id for person in able])
    return min(able, key=lambda person: loads.get(person.id, 0), default=None)


def _able(group: Group, task: Task) -> Iterator[Person]:
    chosen: set[str] = set()
    own = task.giver.person.id if task.giver.person else ""
    for member in task.people.members(group.id):
        there = _there(member, task)
        if there is not None and there.id not in {own, *chosen}:
            chosen.add(there.id)
            yield there


def _there(person: Person, task: Task) -> Person | None:
    today = task.office.local(task.now).date()
    if person.available(today):
        return person
    absence = person.absence(today)
    deputy = task.people.person(absence.deputy) if absence else None
    return deputy if deputy is not None and deputy.available(today) else None
