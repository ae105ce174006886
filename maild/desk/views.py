"""What people are shown of the desk: frozen values, ready for a table on the terminal or for JSON.

The names of the JSON keys are a contract: add to them, never rename one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from maild.tickets import history

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.desk.records import Disposition, OutboxState
    from maild.mail.message import Attachment
    from maild.tickets.events import Event
    from maild.tickets.targets import State

Json = dict[str, Any]
AT_REST: tuple[OutboxState, ...] = ("sent", "failed", "dropped")


def zulu(at: datetime | None) -> str | None:
    """Return a moment as ISO 8601 in UTC with Z."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def bracketed(message_id: str) -> str | None:
    """Return a Message-ID with its angle brackets, None when the mail had none."""
    return message_id or None if message_id.startswith("<") or not message_id else f"<{message_id}>"


# --- what may be asked for ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets: every condition given must hold; `open` are those not closed; the newest come first."""

    status: tuple[str, ...] = ()
    type: str = ""
    category: str = ""
    group: str = ""
    assignee: str = ""
    requester: str = ""
    priority: int | None = None
    open: bool = False
    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails: every condition given must hold; the ones taken in last come first."""

    disposition: str = ""
    mailbox: str = ""
    ticket: int | None = None
    since: datetime | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class OutboxFilter:
    """Which letters: every condition given must hold; the newest come first."""

    state: tuple[str, ...] = ()
    ticket: int | None = None
    limit: int | None = None


class Shown:
    """What programs get by the names of its fields."""

    __slots__ = ()

    def as_json(self) -> Json:
        """Return it for programs."""
        return _as_json(self)


# --- tickets -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TicketView(Shown):
    """A ticket in a list."""

    number: int
    type: str
    status: str
    category: str
    detail: str
    service: str
    urgency: str
    impact: str
    priority: int
    requester: str
    requester_name: str
    unit: str
    phone: str
    location: str
    assignee: str
    group: str
    channel: str
    subject: str
    opened_at: datetime
    response_due_at: datetime | None
    responded_at: datetime | None
    resolution_due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reopened: int
    survey: float | None = None


@dataclass(frozen=True, slots=True)
class AttachmentView(Shown):
    """An attachment of a message."""

    filename: str
    content_type: str
    size: int
    inline: bool

    @classmethod
    def of(cls, attachment: Attachment) -> AttachmentView:
        """Return what is shown of an attachment."""
        return cls(attachment.filename, attachment.content_type, attachment.size, attachment.inline)


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message on a ticket: a mail in, a letter out or a note."""

    direction: str
    visibility: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime
    message_id: str
    attachments: tuple[AttachmentView, ...] = ()

    def as_json(self) -> Json:
        return {
            "direction": self.direction,
            "visibility": self.visibility,
            "from": self.sender,
            "to": list(self.to),
            "subject": self.subject,
            "text": self.text,
            "at": zulu(self.at),
            "message_id": bracketed(self.message_id),
            "attachments": [attachment.as_json() for attachment in self.attachments],
        }


@dataclass(frozen=True, slots=True)
class EventView(Shown):
    """One fact of a ticket's history."""

    at: datetime
    kind: str
    actor: str
    because: str
    data: Mapping[str, Any]

    @classmethod
    def of(cls, event: Event) -> EventView:
        """Return what is shown of an event."""
        return cls(event.at, type(event.fact).__name__, event.actor, event.cause, history.data_of(event.fact))


@dataclass(frozen=True, slots=True)
class TargetView(Shown):
    """A promise as it stands; `paused_for` is the time by the clock on the wall, not the working time."""

    name: str
    due_at: datetime | None
    met_at: datetime | None
    paused_for: timedelta
    state: State
    run: int = 1


@dataclass(frozen=True, slots=True)
class LinkView(Shown):
    """Another ticket that has to do with this one."""

    ticket: int
    relation: str


@dataclass(frozen=True, slots=True)
class HitView(Shown):
    """Why a ticket was sorted as it was."""

    rule: str
    file: str
    line: int
    because: str


@dataclass(frozen=True, slots=True)
class DiagnosisView(Shown):
    """How a stage of the diagnosis ended: `initial` or `investigation`."""

    stage: str
    solution_known: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EvaluationView(Shown):
    """What the office made of an answer: `quarter` as in "2026-Q4", `approved` None while it waits."""

    major: bool
    quarter: str | None
    note: str
    evaluated_by: str
    evaluated_at: datetime
    approved: bool | None
    decision_note: str
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerView(Shown):
    """The answer to a survey: `number` is the EV ID, `said` are the words beside the scores, without empty ones."""

    number: str
    at: datetime | None
    scores: Mapping[str, int]
    user_group: str
    said: Mapping[str, str]
    evaluation: EvaluationView | None = None


@dataclass(frozen=True, slots=True)
class TicketDetail:
    """A ticket with all that is known of it."""

    ticket: TicketView
    messages: tuple[MessageView, ...]
    events: tuple[EventView, ...]
    targets: tuple[TargetView, ...]
    links: tuple[LinkView, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    symptoms: str | None = None
    cause: str | None = None
    analysis: str | None = None
    solution: str | None = None
    tags: tuple[str, ...] = ()
    confidential: bool = False
    undelivered: bool = False
    stage: str = ""
    in_charge: str = ""
    hits: tuple[HitView, ...] = ()
    diagnoses: tuple[DiagnosisView, ...] = ()
    answer: AnswerView | None = None

    def as_json(self) -> Json:
        rest = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "ticket"}
        return {**self.ticket.as_json(), **{name: _plain(value) for name, value in rest.items()}}


# --- mail, letters, quarantine -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MailView:
    """What became of the mail at one place; what could not be read of it is None."""

    received_at: datetime
    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    message_id: str | None
    sender: str | None
    subject: str | None
    disposition: Disposition
    ticket: int | None
    because: str
    id: int = 0
    taken_at: datetime | None = None
    message: int | None = None
    quarantine: int | None = None

    def as_json(self) -> Json:
        known = _as_json(self)
        known["message_id"] = bracketed(self.message_id or "")
        return {("from" if name == "sender" else name): value for name, value in known.items()}


@dataclass(frozen=True, slots=True)
class MailDetail:
    """A mail with what was read of it; `message` is None for one that was never read."""

    mail: MailView
    message: MessageView | None = None
    origin: str | None = None
    proof: str | None = None
    language: str | None = None
    folded: str | None = None
    raw: int | None = None

    def as_json(self) -> Json:
        read = self.message
        return {
            **self.mail.as_json(),
            "to": list(read.to) if read else [],
            "text": read.text if read else None,
            "folded": self.folded,
            "attachments": [attachment.as_json() for attachment in read.attachments] if read else [],
            "origin": self.origin,
            "proof": self.proof,
            "language": self.language,
            "raw": self.raw,
        }


@dataclass(frozen=True, slots=True)
class OutboxView:
    """A letter in the outbox."""

    id: int
    ticket: int | None
    notice: str
    to: str
    message_id: str
    state: OutboxState
    attempts: int
    next_attempt_at: datetime
    last_error: str
    created_at: datetime
    subject: str
    changed_at: datetime | None = None

    def as_json(self) -> Json:
        """Return it for programs; a letter that goes out no more has no next attempt."""
        next_attempt_at = None if self.state in AT_REST else zulu(self.next_attempt_at)
        return {**_as_json(self), "message_id": bracketed(self.message_id), "next_attempt_at": next_attempt_at}


@dataclass(frozen=True, slots=True)
class QuarantineView(Shown):
    """A mail in quarantine: `size` is that of the mail as it came, in octets."""

    id: int
    received_at: datetime
    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    at: datetime
    reason: str
    state: str
    retried: int
    size: int
    raw: int


def _as_json(view: Any) -> Json:
    return {one.name: _plain(getattr(view, one.name)) for one in fields(view)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return zulu(value)
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "as_json"):
        return value.as_json()
    if hasattr(value, "items"):
        return {key: _plain(item) for key, item in value.items()}
    return value
