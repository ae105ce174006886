"""A ticket: the fold of its events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from maild.tickets import events

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Status = Literal["new", "in_progress", "waiting", "resolved", "closed"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where a ticket stands; codes and numbers only, the words of people live beside it."""

    number: int
    sequence: int
    type: str
    status: Status
    category: str
    detail: str
    service: str
    urgency: str
    impact: str
    priority: int
    group: str
    assignee: str
    requester: int
    channel: str
    tags: tuple[str, ...]
    confidential: bool
    opened_at: datetime
    confirmed_at: datetime | None = None
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    undelivered: bool = False


def opened(event: events.Event, fact: events.TicketOpened) -> Ticket:
    """Return the ticket that this event begins."""
    return Ticket(
        number=event.ticket,
        sequence=event.sequence,
        type=fact.type,
        status="new",
        category=fact.category,
        detail=fact.detail,
        service=fact.service,
        urgency=fact.urgency,
        impact=fact.impact,
        priority=fact.priority,
        group=fact.group,
        assignee="",
        requester=fact.requester,
        channel=fact.channel,
        tags=fact.tags,
        confidential=fact.confidential,
        opened_at=event.at,
    )


def after(ticket: Ticket | None, event: events.Event) -> Ticket:
    """Return the ticket as it stands after one more event; ValueError when the event does not follow."""
    fact = event.fact
    if isinstance(fact, events.TicketOpened):
        if ticket is not None:
            raise ValueError(f"ticket {ticket.number} is opened twice")
        return opened(event, fact)
    if ticket is None or event.sequence != ticket.sequence + 1:
        raise ValueError(f"event {event.sequence} does not follow on ticket {event.ticket}")
    ticket = replace(ticket, sequence=event.sequence)
    match fact:
        case events.NoteAdded(visibility="public", by_requester=False, automatic=False):
            return replace(ticket, responded_at=ticket.responded_at or event.at, undelivered=False)
        case events.NoticeFailed(permanent=True):
            return replace(ticket, undelivered=True)
        case events.TriageConfirmed():
            return replace(ticket, confirmed_at=event.at, responded_at=ticket.responded_at or event.at)
        case events.TicketClassified(field=field, after=value, priority=priority):
            changed: dict[str, str] = {field: value}
            return replace(ticket, priority=priority, **changed)  # type: ignore[arg-type]  # field names are checked by policy
        case events.TicketTaken(by=by):
            return replace(ticket, status="in_progress", assignee=by, responded_at=ticket.responded_at or event.at)
        case _:
            return ticket


def folded(history: Iterable[events.Event]) -> Ticket:
    """Return the ticket that these events, in order, amount to; ValueError when they are none."""
    ticket: Ticket | None = None
    for event in history:
        ticket = after(ticket, event)
    if ticket is None:
        raise ValueError("a ticket has at least one event")
    return ticket
