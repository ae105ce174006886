"""The lists that people ask for: streamed, however long they are, and never in the way of who writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select

from maild.desk.views import MailView, OutboxView, QuarantineView, TicketView
from maild.store.tables import (
    OPEN_TICKET,
    contacts,
    journal,
    messages,
    outbox,
    quarantine,
    raws,
    targets,
    ticket_words,
    tickets,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, TextClause

    from maild.desk.views import MailFilter, OutboxFilter, TicketFilter
    from maild.store.database import Database

    AnySelect = Select[*tuple[Any, ...]]
    Conditions = Iterator[ColumnElement[bool] | TextClause]

View = TypeVar("View")

AT_ONCE = 500
"""How many rows of a list are in memory."""


def _due_at(promise: str) -> ScalarSelect[Any]:
    latest = select(targets.c.due_at).where(targets.c.ticket == tickets.c.number, targets.c.name == promise)
    return latest.order_by(targets.c.run.desc()).limit(1).correlate(tickets).scalar_subquery()


# The columns of each query are the fields of its view, in their order.
TICKETS: AnySelect = select(
    tickets.c.number,
    tickets.c.type,
    tickets.c.status,
    tickets.c.category,
    tickets.c.detail,
    tickets.c.service,
    tickets.c.urgency,
    tickets.c.impact,
    tickets.c.priority,
    contacts.c.address,
    contacts.c.name,
    contacts.c.unit,
    contacts.c.phone,
    contacts.c.location,
    tickets.c.assignee,
    tickets.c.group,
    tickets.c.channel,
    func.coalesce(ticket_words.c.subject, ""),
    tickets.c.opened_at,
    _due_at("response"),
    tickets.c.responded_at,
    _due_at("resolution"),
    tickets.c.resolved_at,
    tickets.c.closed_at,
    tickets.c.reopened,
    tickets.c.survey,
).select_from(
    tickets.join(contacts, contacts.c.id == tickets.c.requester).outerjoin(
        ticket_words, ticket_words.c.ticket == tickets.c.number
    )
)
MAILS: AnySelect = select(
    journal.c.received_at,
    journal.c.mailbox,
    journal.c.folder,
    journal.c.uidvalidity,
    journal.c.uid,
    messages.c.message_id,
    messages.c.sender,
    messages.c.subject,
    journal.c.disposition,
    journal.c.ticket,
    journal.c.because,
    journal.c.id,
    journal.c.taken_at,
    journal.c.message,
    journal.c.quarantine,
).select_from(journal.outerjoin(messages, messages.c.id == journal.c.message))
LETTERS: AnySelect = select(
    outbox.c.id,
    outbox.c.ticket,
    outbox.c.notice,
    outbox.c.address,
    outbox.c.message_id,
    outbox.c.state,
    outbox.c.attempts,
    outbox.c.next_attempt_at,
    outbox.c.last_error,
    outbox.c.created_at,
    outbox.c.subject,
    outbox.c.changed_at,
)
QUARANTINED: AnySelect = select(
    quarantine.c.id,
    quarantine.c.received_at,
    quarantine.c.mailbox,
    quarantine.c.folder,
    quarantine.c.uidvalidity,
    quarantine.c.uid,
    quarantine.c.at,
    quarantine.c.reason,
    quarantine.c.state,
    quarantine.c.retried,
    raws.c.size,
    quarantine.c.raw,
).select_from(quarantine.join(raws, raws.c.id == quarantine.c.raw))


class Lists:
    """The lists of the desk; each holds its reading transaction until it is read to the end or closed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tickets(self, wanted: TicketFilter) -> Iterator[TicketView]:
        """Yield tickets, the newest first."""
        query = TICKETS.where(*_of_ticket(wanted)).order_by(tickets.c.number.desc())
        return self._each(TicketView, query.limit(wanted.limit))

    def mails(self, wanted: MailFilter) -> Iterator[MailView]:
        """Yield what became of each mail, the last one taken in first."""
        query = MAILS.where(*_of_mail(wanted)).order_by(journal.c.id.desc())
        return self._each(MailView, query.limit(wanted.limit))

    def letters(self, wanted: OutboxFilter) -> Iterator[OutboxView]:
        """Yield the letters of the outbox, the newest first."""
        query = LETTERS.where(*_of_letter(wanted)).order_by(outbox.c.id.desc())
        return self._each(OutboxView, query.limit(wanted.limit))

    def quarantined(self, state: str = "held") -> Iterator[QuarantineView]:
        """Yield the mails in quarantine, the newest first; an empty state means all that ever were there."""
        query = QUARANTINED.where(quarantine.c.state == state) if state else QUARANTINED
        return self._each(QuarantineView, query.order_by(quarantine.c.id.desc()))

    def _each(self, view: Callable[..., View], query: AnySelect) -> Iterator[View]:
        with (
            self._database.reading() as connection,
            connection.execution_options(yield_per=AT_ONCE).execute(query) as rows,
        ):
            for row in rows:
                yield view(*row)


def listed(connection: Connection, wanted: TicketFilter) -> list[TicketView]:
    """Return tickets within a transaction, the newest first."""
    query = TICKETS.where(*_of_ticket(wanted)).order_by(tickets.c.number.desc()).limit(wanted.limit)
    return [TicketView(*row) for row in connection.execute(query)]


def _of_ticket(wanted: TicketFilter) -> Conditions:
    if wanted.status:
        yield tickets.c.status.in_(wanted.status)
    if wanted.open:
        yield OPEN_TICKET
    for name in ("type", "category", "group", "assignee", "priority"):
        if (value := getattr(wanted, name)) not in {"", None}:
            yield tickets.c[name] == value
    if wanted.requester:
        yield contacts.c.address_key == wanted.requester.lower()
    if wanted.since is not None:
        yield tickets.c.opened_at >= wanted.since
    if wanted.until is not None:
        yield tickets.c.opened_at < wanted.until


def _of_mail(wanted: MailFilter) -> Conditions:
    if wanted.disposition:
        yield journal.c.disposition == wanted.disposition
    if wanted.mailbox:
        yield journal.c.mailbox == wanted.mailbox
    if wanted.ticket is not None:
        yield journal.c.ticket == wanted.ticket
    if wanted.since is not None:
        yield journal.c.received_at >= wanted.since


def _of_letter(wanted: OutboxFilter) -> Conditions:
    if wanted.state:
        yield outbox.c.state.in_(wanted.state)
    if wanted.ticket is not None:
        yield outbox.c.ticket == wanted.ticket
