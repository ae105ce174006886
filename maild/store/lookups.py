"""The questions a decision asks inside its transaction: one statement a kind, however many are asked about."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, func, literal_column, select, text, union_all

from maild.desk.records import LEFT, Contact, KnownContent, OutboxRow, Place, SurveyAnswer, Thread, TicketWords
from maild.store import rows
from maild.store.tables import (
    CLAIMED,
    FAILED,
    OPEN_TARGET,
    POSTPONED,
    UNPROVEN,
    UNSENT,
    contacts,
    events,
    jobs,
    journal,
    messages,
    outbox,
    participants,
    survey_answers,
    targets,
    threads,
    ticket_words,
    tickets,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection, Select

    from maild.store.rows import Result
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

AT_ONCE = 500
"""How many keys one statement asks about: well below the limit of variables of every SQLite."""

CONVERSATION = 20
"""How many Message-IDs of a conversation a new letter can name."""

_asked: BindParameter[Any] = bindparam("asked", expanding=True)

_journalled = select(journal.c.uid, journal.c.disposition).where(
    journal.c.mailbox == bindparam("mailbox"),
    journal.c.folder == bindparam("folder"),
    journal.c.uidvalidity == bindparam("uidvalidity"),
    journal.c.uid.in_(_asked),
)
_contents = select(messages.c.content, messages.c.id, messages.c.ticket).where(messages.c.content.in_(_asked))
_threads = select(threads.c.message_id, threads.c.ticket, threads.c.sender, threads.c.date).where(
    threads.c.message_id.in_(_asked)
)
_tickets = select(tickets).where(tickets.c.number.in_(_asked))
_targets = select(targets).where(targets.c.ticket.in_(_asked)).order_by(targets.c.ticket, targets.c.name, targets.c.run)
_by_address = contacts.alias("by_address")
_contacts = (
    select(contacts, _by_address.c.address_key.label("asked_by"))
    .join(_by_address, contacts.c.id == func.coalesce(_by_address.c.same_as, _by_address.c.id))
    .where(_by_address.c.address_key.in_(_asked))
)
_participants = (
    select(contacts)
    .join(participants, participants.c.contact == contacts.c.id)
    .where(participants.c.ticket == bindparam("ticket"), participants.c.role != LEFT)
    .order_by(case((participants.c.role == "requester", 0), else_=1), contacts.c.id)
)
_words = select(ticket_words).where(ticket_words.c.ticket == bindparam("of_ticket"))
_survey_answer = select(survey_answers).where(survey_answers.c.ticket == bindparam("of_ticket"))
_conversation = (
    union_all(
        select(messages.c.message_id, messages.c.at.label("at"), literal_column("0").label("answers")).where(
            messages.c.ticket == bindparam("number"),
            messages.c.message_id != "",
            func.lower(messages.c.sender) == bindparam("key"),
        ),
        select(
            func.coalesce(func.nullif(outbox.c.learned_message_id, ""), outbox.c.message_id),
            outbox.c.created_at,
            literal_column("1"),
        ).where(outbox.c.ticket == bindparam("number"), outbox.c.address_key == bindparam("key")),
    )
    .order_by(text("at DESC, answers DESC"))
    .limit(bindparam("limit"))
)
_outbox_row = select(outbox).where(outbox.c.id == bindparam("row"))
_letters_of = select(outbox).where(outbox.c.ticket == bindparam("number")).order_by(outbox.c.id)
_unproven = select(func.count()).select_from(outbox).where(UNPROVEN, outbox.c.created_at >= bindparam("at"))
_failed = (
    select(func.count())
    .select_from(outbox)
    .where(FAILED, outbox.c.address_key == bindparam("key"), outbox.c.created_at >= bindparam("at"))
)
_postponed = (
    select(outbox)
    .where(POSTPONED, outbox.c.address_key == bindparam("key"))
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)
_opened = (
    select(func.count())
    .select_from(tickets)
    .where(tickets.c.requester == bindparam("contact"), tickets.c.opened_at >= bindparam("at"))
)
_notes = (
    select(func.count())
    .select_from(events)
    .where(
        events.c.ticket == bindparam("number"),
        events.c.kind == "NoteAdded",
        events.c.actor == bindparam("actor"),
        events.c.at >= bindparam("at"),
    )
)
_due_letters = (
    select(outbox)
    .where(UNSENT, outbox.c.next_attempt_at <= bindparam("now"))
    .order_by(outbox.c.next_attempt_at, outbox.c.id)
    .limit(bindparam("limit"))
)
_claimed_letters = (
    select(outbox).where(CLAIMED, outbox.c.changed_at < bindparam("before")).order_by(outbox.c.changed_at, outbox.c.id)
)
_due_targets = (
    select(targets)
    .where(OPEN_TARGET, targets.c.next_at <= bindparam("now"))
    .order_by(targets.c.next_at)
    .limit(bindparam("limit"))
)
_last_run = select(jobs.c.at).where(jobs.c.name == bindparam("name"))
_told = select(told.c.at).where(told.c.key == bindparam("key"), ~told.c.closed)


def journalled(connection: Connection, places: Iterable[Place]) -> dict[Place, str]:
    """Return the disposition of those places that are journalled."""
    found: dict[Place, str] = {}
    folders = groupby(sorted(set(places)), key=lambda place: (place.mailbox, place.folder, place.uidvalidity))
    for (mailbox, folder, uidvalidity), members in folders:
        where = {"mailbox": mailbox, "folder": folder, "uidvalidity": uidvalidity}
        for uid, disposition in _each(connection, _journalled, (place.uid for place in members), **where):
            found[Place(mailbox, folder, uidvalidity, uid)] = disposition
    return found


def contents(connection: Connection, digests: Iterable[str]) -> dict[str, KnownContent]:
    """Return those contents that were stored before."""
    return {digest: KnownContent(message, ticket) for digest, message, ticket in _each(connection, _contents, digests)}


def known_threads(connection: Connection, message_ids: Iterable[str]) -> dict[str, Thread]:
    """Return the tickets that these Message-IDs belong to."""
    return {row.message_id: Thread(*row) for row in _each(connection, _threads, message_ids)}


def known_tickets(connection: Connection, numbers: Iterable[int]) -> dict[int, Ticket]:
    """Return these tickets."""
    return {row.number: rows.ticket_of(row) for row in _each(connection, _tickets, numbers)}


def known_targets(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[Target, ...]]:
    """Return the targets of these tickets; a ticket without any is not there."""
    found: dict[int, tuple[Target, ...]] = {}
    for row in _each(connection, _targets, numbers):
        found[row.ticket] = (*found.get(row.ticket, ()), rows.target_of(row))
    return found


def known_contacts(connection: Connection, addresses: Iterable[str]) -> dict[str, Contact]:
    """Return the contacts with these addresses, keyed by the lower-cased address, which may be another of theirs."""
    keys = (address.lower() for address in addresses if address)
    return {row.asked_by: rows.contact_of(row) for row in _each(connection, _contacts, keys)}


def public_side(connection: Connection, ticket: int) -> tuple[Contact, ...]:
    """Return the participants of a ticket, the requester first."""
    return tuple(rows.contact_of(row) for row in connection.execute(_participants, {"ticket": ticket}))


def words(connection: Connection, ticket: int) -> TicketWords | None:
    """Return the words of a ticket."""
    found = connection.execute(_words, {"of_ticket": ticket}).one_or_none()
    return None if found is None else rows.words_of(found)


def survey_answer(connection: Connection, ticket: int) -> SurveyAnswer | None:
    """Return what was answered to the survey of a ticket."""
    found = connection.execute(_survey_answer, {"of_ticket": ticket}).one_or_none()
    return None if found is None else rows.survey_answer_of(found)


def conversation(connection: Connection, ticket: int, address: str) -> tuple[str, ...]:
    """Return the last Message-IDs exchanged with this address about a ticket, oldest first."""
    where = {"number": ticket, "key": address.lower(), "limit": CONVERSATION}
    return tuple(reversed(connection.execute(_conversation, where).scalars().all()))


def letter(connection: Connection, row: int) -> OutboxRow | None:
    """Return one row of the outbox."""
    found = connection.execute(_outbox_row, {"row": row}).one_or_none()
    return None if found is None else rows.letter_of(found)


def letters_of(connection: Connection, ticket: int) -> list[OutboxRow]:
    """Return the letters about a ticket, oldest first."""
    return [rows.letter_of(row) for row in connection.execute(_letters_of, {"number": ticket})]


def receipts_since(connection: Connection, at: datetime, address: str, domain: str) -> int:
    """Count the letters to unproven senders since then, of one address, one domain or all."""
    query = _unproven
    if address:
        query = query.where(outbox.c.address_key == address.lower())
    if domain:
        query = query.where(outbox.c.domain == domain.lower())
    return connection.execute(query, {"at": at}).scalar_one()


def failures_since(connection: Connection, at: datetime, address: str) -> int:
    """Count the letters to this address, written since then, that did not arrive."""
    return connection.execute(_failed, {"key": address.lower(), "at": at}).scalar_one()


def postponed_receipts(connection: Connection, address: str, limit: int) -> list[OutboxRow]:
    """Return the receipts to this address that wait for their budget, oldest first."""
    where = {"key": address.lower(), "limit": limit}
    return [rows.letter_of(row) for row in connection.execute(_postponed, where)]


def tickets_since(connection: Connection, at: datetime, contact: int) -> int:
    """Count the tickets a contact opened since then."""
    return connection.execute(_opened, {"at": at, "contact": contact}).scalar_one()


def notes_since(connection: Connection, at: datetime, number: int, actor: str) -> int:
    """Count what somebody has said on a ticket since then."""
    return connection.execute(_notes, {"at": at, "number": number, "actor": actor}).scalar_one()


def due_letters(connection: Connection, now: datetime, limit: int) -> list[OutboxRow]:
    """Return the letters that wait and are due, oldest first."""
    return [rows.letter_of(row) for row in connection.execute(_due_letters, {"now": now, "limit": limit})]


def claimed_letters(connection: Connection, before: datetime) -> list[OutboxRow]:
    """Return the letters that were claimed before then and have no outcome."""
    return [rows.letter_of(row) for row in connection.execute(_claimed_letters, {"before": before})]


def due_targets(connection: Connection, now: datetime, limit: int) -> list[Target]:
    """Return the targets whose next moment has come."""
    return [rows.target_of(row) for row in connection.execute(_due_targets, {"now": now, "limit": limit})]


def last_run(connection: Connection, job: str) -> datetime | None:
    """Return when a job last ran."""
    return connection.execute(_last_run, {"name": job}).scalar_one_or_none()


def told_at(connection: Connection, key: str) -> datetime | None:
    """Return when the administrator was told of what is not over yet."""
    return connection.execute(_told, {"key": key}).scalar_one_or_none()


def _each(
    connection: Connection, query: Select[*tuple[Any, ...]], keys: Iterable[object], **where: object
) -> Iterator[Result]:
    asked = iter(dict.fromkeys(keys))
    while some := list(islice(asked, AT_ONCE)):
        yield from connection.execute(query, {"asked": some, **where})
