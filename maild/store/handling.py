"""What the commands of staff and requesters ask inside their transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select

from maild.desk.records import Confirmation
from maild.store import rows
from maild.store.tables import (
    OPEN_TICKET,
    OUTAGE,
    REPORT_OF_OUTAGE,
    confirmations,
    events,
    messages,
    outbox,
    quarantine,
    ticket_words,
    tickets,
)
from maild.tickets.transitions import WORKED_ON

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection

    from maild.desk.records import QuarantineRow, StoredMessage
    from maild.tickets.events import Event
    from maild.tickets.ticket import Status, Ticket

_number: BindParameter[int] = bindparam("number")
_history = select(events).where(events.c.ticket == _number).order_by(events.c.sequence)
_message = select(messages).where(messages.c.id == _number)
_messages = select(messages).where(messages.c.ticket == _number).order_by(messages.c.at, messages.c.id)
_notes = select(messages.c.text).where(messages.c.ticket == _number, messages.c.visibility == "internal")
_letters = select(outbox.c.text).where(outbox.c.ticket == _number, outbox.c.contact.is_(None))
_said = select(messages.c.text).where(
    messages.c.date == bindparam("date"),
    messages.c.subject == bindparam("subject"),
    func.lower(messages.c.sender) == bindparam("sender"),
)
_loads = (
    select(tickets.c.assignee, func.count().label("tickets"))
    .where(OPEN_TICKET, tickets.c.assignee.in_(bindparam("asked", expanding=True)))
    .group_by(tickets.c.assignee)
)
_confirmation = select(confirmations).where(confirmations.c.letter == _number)
_quarantined = select(quarantine).where(quarantine.c.id == _number)
_of_person = (confirmations.c.ticket == _number, confirmations.c.person == bindparam("person"))
_confirmed = (
    select(func.count()).select_from(confirmations).where(*_of_person, confirmations.c.confirmed_at >= bindparam("at"))
)
_unconfirmed = (
    select(func.count())
    .select_from(confirmations)
    .where(*_of_person, confirmations.c.confirmed_at.is_(None), confirmations.c.asked_at >= bindparam("at"))
)
_that_are = select(tickets).where(OPEN_TICKET, tickets.c.status == bindparam("status")).order_by(tickets.c.number)
_to_send = select(tickets).where(OPEN_TICKET, tickets.c.send_at <= bindparam("now")).order_by(tickets.c.send_at)

_unsolved = (
    select(tickets)
    .where(OPEN_TICKET, tickets.c.status.in_(sorted(WORKED_ON)), tickets.c.opened_at >= bindparam("at"))
    .order_by(tickets.c.number)
)
_outages = select(tickets).where(OUTAGE).order_by(tickets.c.number)
_reports = select(tickets).where(REPORT_OF_OUTAGE, tickets.c.part_of == _number).order_by(tickets.c.number)


def history(connection: Connection, number: int) -> list[Event]:
    """Return the events of a ticket, in order."""
    return [rows.event_of(row) for row in connection.execute(_history, {"number": number})]


def message(connection: Connection, number: int) -> StoredMessage | None:
    """Return a stored message."""
    row = connection.execute(_message, {"number": number}).one_or_none()
    return None if row is None else rows.message_of(row)


def messages_of(connection: Connection, number: int) -> list[StoredMessage]:
    """Return what was said on a ticket by mail, oldest first."""
    return [rows.message_of(row) for row in connection.execute(_messages, {"number": number})]


def internal_texts(connection: Connection, number: int) -> list[str]:
    """Return the notes on a ticket and the letters about it to the staff."""
    found = (connection.execute(query, {"number": number}).scalars() for query in (_notes, _letters))
    return [text for texts in found for text in texts]


def said_at(connection: Connection, sender: str, date: datetime, subject: str) -> list[str]:
    """Return the texts of a sender's mails that bear this Date and subject."""
    asked = {"date": date, "sender": sender.lower(), "subject": subject}
    return list(connection.execute(_said, asked).scalars())


def open_loads(connection: Connection, people: Iterable[str]) -> dict[str, int]:
    """Return how many open tickets these people have."""
    return {row.assignee: row.tickets for row in connection.execute(_loads, {"asked": list(people)})}


def confirmation(connection: Connection, letter: int) -> Confirmation | None:
    """Return what waits for the answer to a letter."""
    row = connection.execute(_confirmation, {"number": letter}).one_or_none()
    return None if row is None else Confirmation(*row)


def quarantined(connection: Connection, number: int) -> QuarantineRow | None:
    """Return a mail in quarantine, or one that was."""
    row = connection.execute(_quarantined, {"number": number}).one_or_none()
    return None if row is None else rows.quarantine_of(row)


def confirmed_since(connection: Connection, number: int, person: str, at: datetime) -> bool:
    """Tell whether a person has confirmed a command mail on this ticket since then."""
    return connection.execute(_confirmed, {"number": number, "person": person, "at": at}).scalar_one() > 0


def unconfirmed_since(connection: Connection, number: int, person: str, at: datetime) -> int:
    """Count the command mails on this ticket that a person was asked about since then and has not confirmed."""
    return connection.execute(_unconfirmed, {"number": number, "person": person, "at": at}).scalar_one()


def found(connection: Connection, words: Iterable[str], limit: int) -> list[int]:
    """Return the tickets in whose title or record all these words stand, the newest first."""
    texts = (ticket_words.c.subject, ticket_words.c.symptoms, ticket_words.c.cause, ticket_words.c.solution)
    standing = (or_(*(text.icontains(word, autoescape=True) for text in texts)) for word in words)
    query = select(ticket_words.c.ticket).where(*standing).order_by(ticket_words.c.ticket.desc()).limit(limit)
    return list(connection.execute(query).scalars())


def tickets_that_are(connection: Connection, status: Status) -> list[Ticket]:
    """Return the open tickets of a status, the oldest first."""
    return [rows.ticket_of(row) for row in connection.execute(_that_are, {"status": status})]


def unsolved_since(connection: Connection, at: datetime) -> list[Ticket]:
    """Return the tickets opened since then that somebody still has to solve, the oldest first."""
    return [rows.ticket_of(row) for row in connection.execute(_unsolved, {"at": at})]


def outages(connection: Connection) -> list[Ticket]:
    """Return the open tickets that stand for an outage."""
    return [rows.ticket_of(row) for row in connection.execute(_outages)]


def reports_of(connection: Connection, outage: int) -> list[Ticket]:
    """Return the tickets that are part of an outage, the oldest first."""
    return [rows.ticket_of(row) for row in connection.execute(_reports, {"number": outage})]


def tickets_to_send(connection: Connection, now: datetime) -> list[Ticket]:
    """Return the tickets whose solution is to go out by itself by now."""
    return [rows.ticket_of(row) for row in connection.execute(_to_send, {"now": now})]
