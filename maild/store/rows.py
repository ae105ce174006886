"""Records as rows of the tables, and back."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from maild.desk.records import (
    Article,
    Baseline,
    Confirmation,
    Contact,
    Death,
    JobRun,
    JournalEntry,
    OutboxRow,
    OutboxStep,
    Participant,
    Place,
    QuarantineRow,
    StoredMessage,
    SurveyAnswer,
    Thread,
    TicketWords,
    Told,
    TriageHit,
)
from maild.mail.message import Attachment
from maild.tickets.events import Event
from maild.tickets.history import Kept, fact_of, kept, targets_of
from maild.tickets.targets import Target
from maild.tickets.ticket import Ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row as SqlRow

    Result = SqlRow[*tuple[Any, ...]]

Row = dict[str, Any]


def names_of(record: type) -> tuple[str, ...]:
    """Return the names of a record's fields."""
    return tuple(field.name for field in fields(record))


def plain(record: type) -> Callable[[Any], Row]:
    """Return the function that makes a row of a record whose fields are its columns."""
    names = names_of(record)
    values = attrgetter(*names)
    return lambda value: dict(zip(names, values(value), strict=True))


_PLACE = names_of(Place)
_MESSAGE = names_of(StoredMessage)
_message_values = attrgetter(*_MESSAGE)
_attachment = plain(Attachment)
_outbox = plain(OutboxRow)
JUDGEMENT = ("received_at", "taken_at", "disposition", "because", "message", "ticket", "quarantine")
_judgement_values = attrgetter(*JUDGEMENT)

target_row = plain(Target)
ticket_row = plain(Ticket)
thread_row = plain(Thread)
told_row = plain(Told)
baseline_row = plain(Baseline)
job_row = plain(JobRun)
confirmation_row = plain(Confirmation)
participant_row = plain(Participant)
hit_row = plain(TriageHit)
survey_answer_row = plain(SurveyAnswer)
article_row = plain(Article)
_contact = plain(Contact)
_words = plain(TicketWords)


def place_row(place: Place) -> Row:
    """Return the columns that a place takes."""
    return {
        "mailbox": place.mailbox,
        "folder": place.folder,
        "uidvalidity": place.uidvalidity,
        "uid": place.uid,
    }


def place_of(row: Result) -> Place:
    """Return the place in a row."""
    return Place(row.mailbox, row.folder, row.uidvalidity, row.uid)


def journal_row(entry: JournalEntry, number: int) -> Row:
    """Return the row of a journal entry, which is given a number only when it is written."""
    return {"id": number, **place_row(entry.place), **_judgement(entry)}


def rejudged_row(entry: JournalEntry) -> Row:
    """Return the parameters that replace what the journal says of a place."""
    where = {f"of_{name}": value for name, value in place_row(entry.place).items()}
    return {**where, **_judgement(entry)}


def _judgement(entry: JournalEntry) -> Row:
    return dict(zip(JUDGEMENT, _judgement_values(entry), strict=True))


def contact_row(contact: Contact) -> Row:
    """Return the row of a contact; one without an address shares its empty key with nobody."""
    return {**_contact(contact), "address_key": contact.address.lower() or None}


def contact_of(row: Result) -> Contact:
    """Return the contact in a row."""
    return Contact(row.id, row.address, row.name, row.unit, row.phone, row.location, row.language)


def words_row(words: TicketWords) -> Row:
    """Return the row of a ticket's words."""
    row = _words(words)
    row["fields"] = None if words.fields is None else dict(words.fields)
    return row


def words_of(row: Result) -> TicketWords:
    """Return the words in a row."""
    return TicketWords(*row)


def survey_answer_of(row: Result) -> SurveyAnswer:
    """Return the answer to a survey in a row."""
    return SurveyAnswer(*row)


def message_row(message: StoredMessage) -> Row:
    """Return the row of a message."""
    row = dict(zip(_MESSAGE, _message_values(message), strict=True))
    row["attachments"] = [_attachment(attachment) for attachment in message.attachments]
    return row


def message_of(row: Result) -> StoredMessage:
    """Return the message in a row."""
    values = {name: getattr(row, name) for name in _MESSAGE}
    values["to"] = tuple(row.to)
    values["attachments"] = tuple(Attachment(**attachment) for attachment in row.attachments)
    return StoredMessage(**values)


def ticket_of(row: Result) -> Ticket:
    """Return the ticket in a row."""
    values = row._asdict()
    values["tags"] = tuple(values["tags"])
    return Ticket(**values)


def target_of(row: Result) -> Target:
    """Return the target in a row."""
    return Target(*row)


def event_row(event: Event) -> Row:
    """Return the row of an event."""
    fact = kept(event)
    return {
        "ticket": event.ticket,
        "sequence": event.sequence,
        "at": event.at,
        "actor": event.actor,
        "cause": event.cause,
        "message": event.message,
        "kind": fact.kind,
        "version": fact.version,
        "data": fact.data,
        "targets": fact.targets,
    }


def event_of(row: Result) -> Event:
    """Return the event in a row, in today's shape."""
    fact = Kept(row.kind, row.version, row.data, row.targets)
    return Event(
        row.ticket,
        row.sequence,
        row.at,
        row.actor,
        row.cause,
        fact_of(fact),
        row.message,
        targets_of(fact, row.ticket),
    )


def outbox_row(letter: OutboxRow) -> Row:
    """Return the row of a letter, with its recipient in the forms that limits are counted by."""
    row = _outbox(letter)
    key = letter.address.lower()
    row["address_key"], row["domain"] = key, key.rpartition("@")[2]
    return row


_OUTBOX = names_of(OutboxRow)


def letter_of(row: Result) -> OutboxRow:
    """Return the letter in a row."""
    values = {name: getattr(row, name) for name in _OUTBOX}
    values["headers"] = tuple((name, value) for name, value in row.headers)
    values["attachments"] = tuple((raw, part) for raw, part in row.attachments)
    return OutboxRow(**values)


def step_row(step: OutboxStep) -> Row:
    """Return the parameters that move a letter on."""
    return {
        "of": step.id,
        "state": step.state,
        "attempts": step.attempts,
        "next_attempt_at": step.next_attempt_at,
        "changed_at": step.at,
        "last_error": step.last_error,
        "holder": step.holder,
    }


def quarantine_row(held: QuarantineRow) -> Row:
    """Return the row of a mail in quarantine."""
    return {
        "id": held.id,
        "raw": held.raw,
        **place_row(held.place),
        "received_at": held.received_at,
        "at": held.at,
        "reason": held.reason,
        "state": held.state,
        "retried": held.retried,
    }


def quarantine_of(row: Result) -> QuarantineRow:
    """Return the mail in quarantine in a row."""
    return QuarantineRow(row.id, row.raw, place_of(row), row.received_at, row.at, row.reason, row.state, row.retried)


def death_row(death: Death) -> Row:
    """Return the row of a death."""
    return {**place_row(death.place), "attempts": death.attempts, "at": death.at}
