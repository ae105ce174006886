"""All that is kept of one person: to hand it over, and to say what became of it when it was erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maild.desk.views import bracketed, zulu
from maild.mail.command_words import FORM_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.records import Contact, Dossier, OutboxRow, StoredMessage, SurveyAnswer

    Json = dict[str, Any]

STAYS = (
    "the numbers, times, categories and statuses of tickets, which name nobody",
    "the digests by which a mail that still lies in the mailbox is known and not taken in again",
)
"""What is left in the database when a person is erased."""

ELSEWHERE = (
    "the mails in the mailbox itself and its folders",
    "backups and logs made before",
    "people.yaml, when it lists this address",
)
"""Where the desk cannot erase."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one address: its own tickets whole, and of others' what the person wrote or was written."""

    address: str
    contact: Contact | None
    tickets: tuple[Dossier, ...]
    took_part: tuple[int, ...]
    messages: tuple[StoredMessage, ...]
    letters: tuple[OutboxRow, ...]
    other_addresses: tuple[str, ...] = ()

    def mails(self, *, internal: bool) -> tuple[int, ...]:
        """Return the numbers of the raw mails that go with the messages, of internal ones only when wanted."""
        everything = (*self.messages, *(message for ticket in self.tickets for message in ticket.messages))
        shown = (one for one in everything if internal or one.visibility == "public")
        return tuple(sorted({one.raw for one in shown if one.raw is not None}))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept at all."""
        return self.contact is None and not (self.messages or self.letters)


@dataclass(frozen=True, slots=True)
class Erased:
    """How much of a person was blanked: rows of each kind, and texts elsewhere that named the address."""

    contacts: int
    tickets: int
    messages: int
    letters: int
    mails: int
    mentions: int

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to blank."""
        return not any((self.contacts, self.tickets, self.messages, self.letters, self.mails, self.mentions))


def as_json(kept: Kept, *, internal: bool) -> Json:
    """Return what is kept as one JSON object; without the notes that only the staff read unless `internal`."""
    return {
        "address": kept.address,
        "contact": _contact(kept.contact) if kept.contact else None,
        "other_addresses": list(kept.other_addresses),
        "tickets": [_ticket(dossier, internal=internal) for dossier in kept.tickets],
        "took_part_in": list(kept.took_part),
        "messages": _messages(kept.messages, internal=internal),
        "letters": [_letter(letter) for letter in kept.letters],
        "mails": [f"mails/{raw}.eml" for raw in kept.mails(internal=internal)],
    }


def _contact(contact: Contact) -> Json:
    return {
        "id": contact.id,
        "address": contact.address,
        "name": contact.name,
        "unit": contact.unit,
        "phone": contact.phone,
        "location": contact.location,
        "language": contact.language,
    }


def _ticket(dossier: Dossier, *, internal: bool) -> Json:
    ticket, words = dossier.ticket, dossier.words
    return {
        "number": ticket.number,
        "type": ticket.type,
        "status": ticket.status,
        "category": ticket.category,
        "service": ticket.service,
        "priority": ticket.priority,
        "opened_at": zulu(ticket.opened_at),
        "resolved_at": zulu(ticket.resolved_at),
        "closed_at": zulu(ticket.closed_at),
        "subject": words.subject,
        "symptoms": words.symptoms,
        "cause": words.cause,
        "analysis": words.analysis,
        "solution": words.solution,
        "fields": {name: said for name, said in (words.fields or {}).items() if internal or name in FORM_LABELS},
        "messages": _messages(dossier.messages, internal=internal),
        "events": [{"at": zulu(event.at), "kind": type(event.fact).__name__} for event in dossier.events],
        "survey": _answer(dossier.answer) if dossier.answer else None,
    }


def _messages(messages: Iterable[StoredMessage], *, internal: bool) -> list[Json]:
    shown = (message for message in messages if internal or message.visibility == "public")
    return [
        {
            "ticket": message.ticket,
            "direction": message.direction,
            "visibility": message.visibility,
            "at": zulu(message.at),
            "from": message.sender,
            "from_name": message.sender_name,
            "to": list(message.to),
            "subject": message.subject,
            "text": message.text,
            "quoted": message.folded,
            "message_id": bracketed(message.message_id),
            "attachments": [one.filename for one in message.attachments],
            "mail": f"mails/{message.raw}.eml" if message.raw else None,
        }
        for message in shown
    ]


def _letter(letter: OutboxRow) -> Json:
    return {
        "ticket": letter.ticket,
        "notice": letter.notice,
        "at": zulu(letter.created_at),
        "state": letter.state,
        "to": letter.address,
        "subject": letter.subject,
        "text": letter.text,
        "message_id": bracketed(letter.message_id),
    }


def _answer(answer: SurveyAnswer) -> Json:
    return {
        "answered_at": zulu(answer.answered_at),
        "suggestions": answer.suggestions,
        "name": answer.name,
        "phone": answer.phone,
        "office": answer.office,
        "position": answer.position,
        "address": answer.address,
        "email": answer.email,
    }
