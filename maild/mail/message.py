"""What a mail says, as frozen values: everything after the parser works on these and never on bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import KeysView, Mapping
    from datetime import datetime

OriginKind = Literal[
    "person", "auto_reply", "vacation", "bounce", "bulk", "list", "loop", "receipt", "calendar", "device"
]


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322, section 3.4: a display name, perhaps empty, and an addr-spec as written."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The address in the one form used to compare people."""
        return self.address.lower()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that people would call an attachment, or an image shown in the text (`inline`).

    `part` is its place in the MIME tree ("2.1"), by which its octets are cut from the raw mail again; `size` and
    `digest` (SHA-256, hexadecimal) are of the decoded octets; `text` is what can be read in it (an attached mail,
    the text layer of a PDF), empty when nothing can.
    """

    filename: str
    content_type: str
    size: int
    inline: bool
    content_id: str
    part: str
    digest: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the MIME tree that later steps read (text, message); `octets` are transfer-decoded."""

    part: str
    content_type: str
    parameters: Mapping[str, str]
    octets: bytes
    text: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as read.

    `headers` holds every header field in order, names as written, values unfolded and decoded; `from_address` is the
    one mailbox of From, else what Reply-To, Sender or Return-Path suggest, else None; `from_doubt` says why the sender
    must be neither trusted nor answered (no From, two of them, two mailboxes, control characters); `date` is the
    sender's claim and proves nothing; `references` are the identifiers of References and In-Reply-To merged, oldest
    first; `text` is what a person would read, `html` the HTML part as sent; `defects` says what had to be guessed.
    """

    message_id: str | None
    date: datetime | None
    subject: str
    from_address: Address | None
    from_doubt: str
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    references: tuple[str, ...]
    in_reply_to: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    parts: tuple[Part, ...]
    content_type: str
    parameters: Mapping[str, str]
    defects: tuple[str, ...]
    size: int
    _index: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def header(self, name: str) -> str:
        """Return the first value of a header field, whatever its case, or an empty string."""
        values = self.header_all(name)
        return values[0] if values else ""

    def header_all(self, name: str) -> list[str]:
        """Return every value of a header field, topmost first."""
        return self._by_name().get(name.lower(), [])

    def field_names(self) -> KeysView[str]:
        """Return the names of all header fields, in lower case."""
        return self._by_name().keys()

    def _by_name(self) -> dict[str, list[str]]:
        if not self._index:
            for key, value in self.headers:
                self._index.setdefault(key.lower(), []).append(value)
        return self._index


@dataclass(frozen=True, slots=True)
class Origin:
    """Who or what wrote a mail, why we think so, and whether it may be answered automatically."""

    kind: OriginKind
    because: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One recipient of a delivery report (RFC 3464, section 2.3); `status` is the enhanced code of RFC 3463."""

    address: str
    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery failure: whom it concerns, and whether trying again later makes sense."""

    temporary: bool
    recipients: tuple[BouncedRecipient, ...]
    original_message_id: str | None


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The outermost forwarded mail inside another, and what its forwarder said above it (`comment`)."""

    sender: Address | None
    subject: str
    text: str
    comment: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A text cut in two: what is new in it, and what was folded away (quotes, signature, footers).

    `own` is False when what is in sight begins where a quote would: kept, since it may be the person's, but no order.
    """

    text: str
    folded: str
    signature: str = ""
    quoted: str = ""
    own: bool = True


@dataclass(frozen=True, slots=True)
class Command:
    """A command in a mail by its English name, with what stood behind it and its line as written."""

    name: str
    arguments: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that can be known of a mail without asking anybody: what the desk decides upon."""

    message: Message
    origin: Origin
    reply: Reply
    forwarded: Forwarded | None
    bounce: Bounce | None
    commands: tuple[Command, ...]
    language: str
