"""What is kept of mails, tickets and letters, as frozen rows; `Changes` is all that one decision writes at once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from maild.mail.message import Attachment
    from maild.tickets.events import Event, Visibility
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

LEFT = "left"
"""The role of a participant who takes part no longer."""

Disposition = Literal["opened", "noted", "bounced", "ignored", "duplicate", "quarantined"]
Direction = Literal["in", "out", "note"]
OutboxState = Literal["waiting", "claimed", "unsure", "sent", "failed", "dropped"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a mail lay: a UID means nothing without its UIDVALIDITY."""

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """From where a folder is read: mail before it stays untouched; `moment` holds when UIDVALIDITY has changed."""

    mailbox: str
    folder: str
    uidvalidity: int
    uidnext: int
    moment: datetime


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What became of the mail at one place, and why."""

    place: Place
    received_at: datetime
    taken_at: datetime
    disposition: Disposition
    because: str
    message: int | None = None
    ticket: int | None = None
    quarantine: int | None = None


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as it came, kept whole; `digest` is the SHA-256 of its octets, hexadecimal."""

    id: int
    digest: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class KnownContent:
    """A content that was stored before (rule 2)."""

    message: int
    ticket: int | None


@dataclass(frozen=True, slots=True)
class Thread:
    """A Message-ID and the one ticket it belongs to.

    `sender` and `date` (as ISO 8601) are those of the mail that bore it, both None while it was only referenced.
    """

    message_id: str
    ticket: int
    sender: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who writes to the desk or is written to; erasing a person blanks this row.

    `same_as` is the contact whose other address this one is, once that person has said so.
    """

    id: int
    address: str
    name: str = ""
    unit: str = ""
    phone: str = ""
    location: str = ""
    language: str = ""
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message on a ticket: a mail in, a letter out or a note; `content` is unique and names what it says (rule 2)."""

    id: int
    content: str
    raw: int | None
    ticket: int | None
    direction: Direction
    visibility: Visibility
    message_id: str
    date: datetime | None
    at: datetime
    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    text: str
    folded: str
    language: str
    origin: str
    proof: str
    because: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """A contact on the public side of a ticket."""

    ticket: int
    contact: int
    role: str


@dataclass(frozen=True, slots=True)
class TicketWords:
    """The words of a ticket that people wrote: its title and its record; None leaves what is there."""

    ticket: int
    subject: str | None = None
    symptoms: str | None = None
    cause: str | None = None
    analysis: str | None = None
    solution: str | None = None
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """What a respondent said beside the scores, which are events: one a ticket (FRM-004).

    `contact` is who answered, `answered_at` when first; erasing a person blanks the rest.
    """

    ticket: int
    contact: int
    answered_at: datetime
    suggestions: str = ""
    name: str = ""
    phone: str = ""
    office: str = ""
    position: str = ""
    address: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A solution that helps others too (MAD-21): one a ticket, a later one replaces it; `by` is a person's id."""

    ticket: int
    title: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """What search finds of a solved ticket, or of the article made of it.

    `terms` are words without affixes, and the concepts behind them with `#` in front; without any it is found no more.
    """

    kind: Literal["ticket", "article"]
    ticket: int
    category: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriageHit:
    """Why a ticket was sorted as it was: rule, file and line, and the words that decided."""

    ticket: int
    rule: str
    file: str
    line: int
    because: str


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One mail to one recipient, rendered, with its Message-ID fixed; attachments by reference to stored raw mail.

    `contact` and `person` say for whom it is (one of them), `role` as what; `reply` who reads the
    answer to it; `budget` is "unproven" for receipts that count against the limits, "later" for those that wait until
    there is room, and are then collected in one; `attachments` are pairs of raw id and MIME part; `event` is the
    sequence of the ticket's event that it tells of.
    """

    id: int
    ticket: int | None
    notice: str
    address: str
    name: str
    role: str
    message_id: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    sender: str
    created_at: datetime
    next_attempt_at: datetime
    contact: int | None = None
    person: str = ""
    reply: Visibility = "internal"
    budget: str = ""
    state: OutboxState = "waiting"
    attempts: int = 0
    last_error: str = ""
    holder: str = ""
    attachments: tuple[tuple[int, str], ...] = ()
    withdrawn: bool = False
    event: int | None = None


@dataclass(frozen=True, slots=True)
class OutboxStep:
    """A row of the outbox moved on."""

    id: int
    state: OutboxState
    attempts: int
    next_attempt_at: datetime
    at: datetime
    last_error: str = ""
    holder: str = ""
    learned_message_id: str = ""


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A mail that could not be handled, kept with its octets and the reason until somebody decides.

    It is `wanted` from the answer that lets it go until it is taken in.
    """

    id: int
    raw: int
    place: Place
    received_at: datetime
    at: datetime
    reason: str
    state: Literal["held", "wanted", "released", "dropped"] = "held"
    retried: int = 0


@dataclass(frozen=True, slots=True)
class Death:
    """A mail that is being handled alone after an unclean end: written first, removed with its decision (rule 8)."""

    place: Place
    attempts: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """The administrator was told of something once; `closed` when it is over and may be told again."""

    key: str
    at: datetime
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A mail that waits for a person's word that it is theirs: `letter` is the outbox row that asks, `message` it.

    `person` is who gave the commands in it, "" when only its address is asked about.
    """

    letter: int
    ticket: int
    person: str
    message: int
    asked_at: datetime
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobRun:
    """When a job of the timetable last ran; written together with all that the run did."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is kept of one ticket, as it stood at one moment."""

    ticket: Ticket
    requester: Contact
    words: TicketWords
    targets: tuple[Target, ...]
    events: tuple[Event, ...]
    messages: tuple[StoredMessage, ...]
    answer: SurveyAnswer | None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one decision writes: everything in it comes true together, or nothing does.

    `rejudged` replaces what the journal says of places whose mail came out of quarantine, `survived` are the places
    whose death is over, `withdrawals` the outbox rows whose reply key is good no longer.
    """

    journal: tuple[JournalEntry, ...] = ()
    rejudged: tuple[JournalEntry, ...] = ()
    raws: tuple[RawMail, ...] = ()
    messages: tuple[StoredMessage, ...] = ()
    threads: tuple[Thread, ...] = ()
    contacts: tuple[Contact, ...] = ()
    participants: tuple[Participant, ...] = ()
    words: tuple[TicketWords, ...] = ()
    survey_answers: tuple[SurveyAnswer, ...] = ()
    articles: tuple[Article, ...] = ()
    documents: tuple[Document, ...] = ()
    hits: tuple[TriageHit, ...] = ()
    events: tuple[Event, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    targets: tuple[Target, ...] = ()
    outbox: tuple[OutboxRow, ...] = ()
    outbox_steps: tuple[OutboxStep, ...] = ()
    quarantine: tuple[QuarantineRow, ...] = ()
    told: tuple[Told, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    deaths: tuple[Death, ...] = ()
    survived: tuple[Place, ...] = ()
    jobs: tuple[JobRun, ...] = ()
    withdrawals: tuple[int, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()

    def __add__(self, other: Changes) -> Changes:
        """Return both, in order."""
        return merged((self, other))


_KINDS = attrgetter(*(field.name for field in fields(Changes)))


def merged(many: Iterable[Changes]) -> Changes:
    """Return all these changes as one, in order."""
    kinds = zip(*map(_KINDS, many), strict=True)
    return Changes(*(tuple(chain.from_iterable(rows)) for rows in kinds))


class Conflict(Exception):  # noqa: N818  # it is no error: somebody else was first, and the decision is made again
    """A unique key was taken by somebody else in the meantime."""
