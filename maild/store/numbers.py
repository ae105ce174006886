"""The port `Numbers` on a database: histories in portions of one snapshot, and counts."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, func, or_, select

from maild.desk.numbers import Correction, History, MailboxCount, SentLetter, Trouble
from maild.store import rows
from maild.store.lookups import known_targets, known_tickets
from maild.store.tables import (
    FAILED,
    OPEN_TICKET,
    UNSENT,
    contacts,
    events,
    journal,
    outbox,
    quarantine,
    ticket_words,
    tickets,
    triage_hits,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection

    from maild.store.database import Database
    from maild.tickets.events import Event

AT_ONCE = 500
"""How many tickets are in memory at a time."""

_asked: BindParameter[Any] = bindparam("asked", expanding=True)
_numbers = select(tickets.c.number).where(
    tickets.c.opened_at < bindparam("until"),
    or_(OPEN_TICKET, tickets.c.closed_at >= bindparam("since")),
)
_events = select(events).where(events.c.ticket.in_(_asked)).order_by(events.c.ticket, events.c.sequence)
_words = (
    select(
        tickets.c.number,
        func.coalesce(ticket_words.c.subject, ""),
        contacts.c.name,
        contacts.c.address,
        contacts.c.unit,
    )
    .join(contacts, contacts.c.id == tickets.c.requester)
    .outerjoin(ticket_words, ticket_words.c.ticket == tickets.c.number)
    .where(tickets.c.number.in_(_asked))
)
_sent = (
    select(outbox.c.ticket, outbox.c.notice, outbox.c.changed_at)
    .where(
        outbox.c.ticket.in_(_asked),
        outbox.c.notice.in_(bindparam("notices", expanding=True)),
        outbox.c.state == "sent",
        outbox.c.changed_at.is_not(None),
    )
    .order_by(outbox.c.changed_at, outbox.c.id)
)
_corrected = select(events.c.ticket).where(
    events.c.kind == "TicketClassified", events.c.at >= bindparam("since"), events.c.at < bindparam("until")
)
_rules = (
    select(
        triage_hits.c.rule,
        triage_hits.c.file,
        triage_hits.c.line,
        func.count(triage_hits.c.ticket.distinct()).label("times"),
    )
    .where(triage_hits.c.ticket.in_(_corrected))
    .group_by(triage_hits.c.rule, triage_hits.c.file, triage_hits.c.line)
    .order_by(func.count(triage_hits.c.ticket.distinct()).desc(), triage_hits.c.rule)
    .limit(bindparam("limit"))
)
_in_time = (journal.c.received_at >= bindparam("since")) & (journal.c.received_at < bindparam("until"))
_mailboxes = (
    select(
        journal.c.mailbox,
        func.max(journal.c.received_at),
        func.sum(case((_in_time, 1), else_=0)),
        func.sum(case((_in_time & (journal.c.disposition == "ignored"), 1), else_=0)),
    )
    .group_by(journal.c.mailbox)
    .order_by(journal.c.mailbox)
)
_held = select(func.count()).select_from(quarantine).where(quarantine.c.state == "held")
_failed = (
    select(func.count())
    .select_from(outbox)
    .where(FAILED, outbox.c.changed_at >= bindparam("since"), outbox.c.changed_at < bindparam("until"))
)
_stuck = select(func.count()).select_from(outbox).where(UNSENT, outbox.c.attempts > 0)


class SqlNumbers:
    """Figures of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def histories(self, since: datetime, until: datetime, kind: str = "") -> Iterator[History]:
        with self._database.reading() as connection:
            yield from histories(connection, since, until, kind)

    def letters_sent(self, tickets: Collection[int], notices: Collection[str]) -> list[SentLetter]:
        with self._database.reading() as connection:
            return letters_sent(connection, tickets, notices)

    def corrections(self, since: datetime, until: datetime, limit: int) -> list[Correction]:
        where = {"since": since, "until": until, "limit": limit}
        with self._database.reading() as connection:
            found = connection.execute(_rules, where)
            return [Correction(rule, f"{file}:{line}", times) for rule, file, line, times in found]

    def mailboxes(self, since: datetime, until: datetime) -> list[MailboxCount]:
        with self._database.reading() as connection:
            return [MailboxCount(*row) for row in connection.execute(_mailboxes, {"since": since, "until": until})]

    def trouble(self, since: datetime, until: datetime) -> Trouble:
        where = {"since": since, "until": until}
        with self._database.reading() as connection:
            return Trouble(
                connection.execute(_held).scalar_one(),
                connection.execute(_failed, where).scalar_one(),
                connection.execute(_stuck).scalar_one(),
            )


def histories(connection: Connection, since: datetime, until: datetime, kind: str) -> Iterator[History]:
    """Yield whole tickets, in portions."""
    query = _numbers.where(tickets.c.type == kind) if kind else _numbers
    asked = connection.execute(query.order_by(tickets.c.number), {"since": since, "until": until}).scalars()
    rest = iter(asked.all())
    while some := list(islice(rest, AT_ONCE)):
        yield from _histories(connection, some)


def letters_sent(connection: Connection, numbers: Collection[int], notices: Collection[str]) -> list[SentLetter]:
    """Return the letters of these notices about these tickets that have left, the first ones first."""
    rest, found = iter(sorted(numbers)), []
    while notices and (some := list(islice(rest, AT_ONCE))):
        left = connection.execute(_sent, {"asked": some, "notices": sorted(notices)})
        found += [SentLetter(*row) for row in left]
    return sorted(found, key=lambda letter: letter.at)


def _histories(connection: Connection, numbers: Sequence[int]) -> Iterator[History]:
    stand, promised = known_tickets(connection, numbers), known_targets(connection, numbers)
    told: defaultdict[int, list[Event]] = defaultdict(list)
    for row in connection.execute(_events, {"asked": numbers}):
        told[row.ticket].append(rows.event_of(row))
    said = {number: tuple(words) for number, *words in connection.execute(_words, {"asked": numbers})}
    for number in numbers:
        title, name, address, unit = said[number]
        yield History(stand[number], promised.get(number, ()), tuple(told[number]), title, name or address, unit)
