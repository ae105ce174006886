"""What was reported, by whom, and what was said about it since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Visibility = Literal["public", "internal"]


@dataclass(frozen=True, slots=True)
class TicketOpened:
    """A mail, or an operator's word, became a ticket, and triage guessed what it is.

    `unit` is where the office's list says that the requester works, "" when it does not.
    """

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
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """Somebody said something: `flagged` when a known sender came without proof."""

    visibility: Visibility
    by_requester: bool = False
    automatic: bool = False
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class NoticeFailed:
    """A notice of ours did not arrive: `recipient` is the contact, `status` the enhanced code of RFC 3463.

    `answer` when it carried the answer by which the response stood: that answer was none.
    """

    outbox: int
    recipient: int
    status: str
    permanent: bool
    answer: bool = False


@dataclass(frozen=True, slots=True)
class RequesterChanged:
    """The ticket is another person's: `before` and `after` are contacts, `unit` is where the latter works."""

    before: int
    after: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ParticipantAdded:
    """A contact is on the public side from now on."""

    contact: int


@dataclass(frozen=True, slots=True)
class ParticipantLeft:
    """A contact wants no more mail about this ticket, or was taken off its public side."""

    contact: int


@dataclass(frozen=True, slots=True)
class DetailsRequested:
    """The requester was asked for fields that are missing: his unit, a phone number, the letter (MAD-23)."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordFilled:
    """Fields of the record have words now: symptoms, cause, analysis, solution, or the office's own (TRG-5)."""

    fields: tuple[str, ...]


ReportingFact = (
    TicketOpened
    | NoteAdded
    | NoticeFailed
    | RequesterChanged
    | ParticipantAdded
    | ParticipantLeft
    | DetailsRequested
    | RecordFilled
)
