"""How a fact becomes an event: numbered, with the targets it moves, and the ticket as it stands after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.desk.records import Changes
from maild.desk.stages import led_to
from maild.tickets.events import ActionUndone, Event, Fact, signs_of
from maild.tickets.replay import retold
from maild.tickets.targets import Moment, Target, stepped
from maild.tickets.ticket import Ticket, after, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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
    rulebook: Rulebook,
    number: int,
    ticket: Ticket | None,
    targets: Sequence[Target],
    fact: Fact,
    cause: Cause,
    history: Sequence[Event] = (),
) -> Recorded:
    """Return the event that this fact is on a ticket, which is None for one that begins.

    To take an event back, the whole history of the ticket is needed; ValueError when that event cannot be taken back.
    """
    sequence = ticket.sequence + 1 if ticket is not None else 1
    event = Event(number, sequence, cause.at, cause.actor, cause.because, fact, cause.message)
    if isinstance(fact, ActionUndone):
        stands = folded((*history, event))
        moved = retold((*history, event), rulebook.target_rules, rulebook.calendars)
    else:
        stands = after(ticket, event)
        moment = Moment(number, event.at, signs_of(fact), stands.priority)
        moved = stepped(targets, rulebook.target_rules(stands), rulebook.calendars, moment)
    return with_targets(Recorded(event, stands, tuple(targets)), moved)


def followed(
    rulebook: Rulebook,
    number: int,
    ticket: Ticket | None,
    targets: Sequence[Target],
    fact: Fact,
    cause: Cause,
    history: Sequence[Event] = (),
) -> tuple[Recorded, ...]:
    """Return this fact as recorded, and after it the stages of the ticket's procedure that it ends and begins."""
    several = [recorded(rulebook, number, ticket, targets, fact, cause, history)]
    for later in led_to(fact, several[0].ticket, rulebook.policy):
        last = several[-1]
        several.append(recorded(rulebook, number, last.ticket, last.targets, later, cause))
    return tuple(several)


def written(done: Sequence[Recorded]) -> Changes:
    """Return what is to be written of all that was recorded."""
    return Changes(
        events=tuple(one.event for one in done),
        tickets=tuple(one.ticket for one in done),
        targets=tuple(target for one in done for target in one.event.targets),
    )


def with_targets(done: Recorded, moved: Iterable[Target]) -> Recorded:
    """Return what was recorded, with these targets moved by it besides."""
    later = tuple(moved)
    runs = {(target.name, target.run) for target in later}
    kept = (target for target in done.targets if (target.name, target.run) not in runs)
    return Recorded(replace(done.event, targets=(*done.event.targets, *later)), done.ticket, (*kept, *later))
