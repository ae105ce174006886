"""How a fact becomes an event: numbered, with the targets it moves, and the ticket as it stands after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.tickets.events import Event, Fact, signs_of
from maild.tickets.targets import Moment, Target, step
from maild.tickets.ticket import Ticket, after

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from maild.desk.records import Contact
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Person

DAEMON = "maild"


@dataclass(frozen=True, slots=True)
class Cause:
    """When something happened, through whom and why; `message` is the stored message that brought it."""

    at: datetime
    actor: str
    because: str
    message: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event, and what it leaves: the ticket and all its targets."""

    event: Event
    ticket: Ticket
    targets: tuple[Target, ...]


def actor_of(person: Person | None, contact: Contact | None) -> str:
    """Return how an event names who did it."""
    if person is not None:
        return f"person:{person.id}"
    return f"contact:{contact.id}" if contact is not None else DAEMON


def recorded(
    rulebook: Rulebook, number: int, ticket: Ticket | None, targets: Sequence[Target], fact: Fact, cause: Cause
) -> Recorded:
    """Return the event that this fact is on a ticket, which is None for one that begins."""
    sequence = ticket.sequence + 1 if ticket is not None else 1
    event = Event(number, sequence, cause.at, cause.actor, cause.because, fact, cause.message)
    stands = after(ticket, event)
    moved = _moved(rulebook, stands, targets, event)
    kept = (target for target in targets if all((new.name, new.run) != (target.name, target.run) for new in moved))
    complete = Event(number, sequence, cause.at, cause.actor, cause.because, fact, cause.message, moved)
    return Recorded(complete, stands, (*kept, *moved))


def _moved(rulebook: Rulebook, ticket: Ticket, targets: Sequence[Target], event: Event) -> tuple[Target, ...]:
    latest = {target.name: target for target in sorted(targets, key=lambda target: target.run)}
    moment = Moment(ticket.number, event.at, signs_of(event.fact), ticket.priority)
    moved = []
    for rule in rulebook.target_rules(ticket):
        before = latest.get(rule.name)
        now = step(before, rule, moment, rulebook.calendars[rule.calendar])
        if now is not None and now is not before:
            moved.append(now)
    return tuple(moved)
