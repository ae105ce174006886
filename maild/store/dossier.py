"""A ticket with all that is kept of it, for the pages and forms that tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from maild.desk.records import Dossier, TicketWords
from maild.store import lookups, rows
from maild.store.tables import contacts, events, messages

if TYPE_CHECKING:
    from sqlalchemy import Connection

_requester = select(contacts).where(contacts.c.id == bindparam("contact"))
_events = select(events).where(events.c.ticket == bindparam("ticket")).order_by(events.c.sequence)
_messages = select(messages).where(messages.c.ticket == bindparam("ticket")).order_by(messages.c.at, messages.c.id)


def dossier(connection: Connection, number: int) -> Dossier | None:
    """Return a ticket with all that is kept of it, None when there is no such ticket."""
    ticket = lookups.known_tickets(connection, [number]).get(number)
    if ticket is None:
        return None
    return Dossier(
        ticket=ticket,
        requester=rows.contact_of(connection.execute(_requester, {"contact": ticket.requester}).one()),
        words=lookups.words(connection, number) or TicketWords(number),
        targets=lookups.known_targets(connection, [number]).get(number, ()),
        events=tuple(rows.event_of(row) for row in connection.execute(_events, {"ticket": number})),
        messages=tuple(rows.message_of(row) for row in connection.execute(_messages, {"ticket": number})),
        answer=lookups.survey_answer(connection, number),
    )
