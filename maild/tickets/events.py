"""What happens to a ticket, as facts that a person would name; append-only, and all that a ticket is.

An event holds identifiers, numbers and codes only. Words and addresses live beside it, in tables that erasing a
person blanks. It carries the results of the office's policy (group, target, seconds, due time), so that folding the
events of a ticket again needs neither rules nor calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from maild.tickets.targets import Target

Visibility = Literal["public", "internal"]


@dataclass(frozen=True, slots=True)
class TicketOpened:
    """A mail, or an operator's word, became a ticket, and triage guessed what it is."""

    type: str
    category: str
    detail: str
    service: str
    urgency: str
    impact: str
    priority: int
    group: str
    requester: int
    channel: str
    tags: tuple[str, ...] = ()
    confidential: bool = False
    linked_to: int | None = None


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """Somebody said something: `flagged` when a known sender came without proof."""

    visibility: Visibility
    by_requester: bool = False
    automatic: bool = False
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class NoticeFailed:
    """A notice of ours did not arrive: `recipient` is the contact, `status` the enhanced code of RFC 3463."""

    outbox: int
    recipient: int
    status: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class TriageConfirmed:
    """A person looked at the first guess and kept it."""


@dataclass(frozen=True, slots=True)
class TicketClassified:
    """A person set one field of the triage: the first guess is kept apart (MAD-6)."""

    field: str
    before: str
    after: str
    priority: int


@dataclass(frozen=True, slots=True)
class TicketTaken:
    """A person of the staff works on it."""

    by: str


@dataclass(frozen=True, slots=True)
class TicketLinked:
    """Two tickets have to do with each other: `relation` says how (split, stranger, reopened, outage)."""

    other: int
    relation: str


type_of_fact = (
    TicketOpened,
    NoteAdded,
    NoticeFailed,
    TriageConfirmed,
    TicketClassified,
    TicketTaken,
    TicketLinked,
)
Fact = TicketOpened | NoteAdded | NoticeFailed | TriageConfirmed | TicketClassified | TicketTaken | TicketLinked


@dataclass(frozen=True, slots=True)
class Event:
    """One fact about one ticket, by whom, when and why.

    `actor` is `contact:ID` (somebody who writes to the desk), `person:ID` (of people.yaml) or `maild`; `cause` a code
    such as `mail`, `triage`, `bounce`, `timetable`; `message` the stored message that brought it; `targets` those that
    this fact started, met, paused or moved, as they stand after it.
    """

    ticket: int
    sequence: int
    at: datetime
    actor: str
    cause: str
    fact: Fact
    message: int | None = None
    targets: tuple[Target, ...] = ()


def signs_of(fact: Fact) -> frozenset[str]:
    """Return the names by which target rules speak of a fact: its own, and what it means for a promise."""
    name = type(fact).__name__
    match fact:
        case NoteAdded(visibility="public", by_requester=False, automatic=False, flagged=False):
            return frozenset({name, "answered"})
        case NoticeFailed(permanent=True):
            return frozenset({name, "answer_failed"})
        case _:
            return frozenset({name})
