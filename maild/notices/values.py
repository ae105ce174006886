"""What templates may speak of: frozen values with words already in the reader's language, times still to be written.

Every notice gets `desk` and `reply`; what else it gets is shown by `maild.notices.samples`, notice by notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Rendered:
    """A notice as it goes out: `html` is empty for a plain one."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """The desk that writes; `working_day` is how long "1 working day" lasts."""

    name: str
    address: str
    timezone: tzinfo
    working_day: timedelta = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class ReplyView:
    """How this one reader answers.

    `address` is theirs alone where the server knows plus-addresses; where it does not, `key` goes into the foot and
    into what buttons write. `thread` finds the ticket again and proves nothing; `subject` is what a button's mail has.
    """

    address: str
    subject: str = ""
    thread: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody the notice speaks of or to; empty is unknown."""

    address: str
    name: str = ""
    unit: str = ""
    phone: str = ""
    location: str = ""

    @property
    def called(self) -> str:
        """The name, else the address."""
        return self.name or self.address


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as its readers see it: `number` with the office's prefix ("SIG-42"), all labels in their language.

    `stage` is that of its procedure, "" where there is none, and `turn` those whose turn it is, "" for the requester.
    """

    number: str
    title: str
    opened_at: datetime
    type: str = ""
    status: str = ""
    category: str = ""
    detail: str = ""
    service: str = ""
    urgency: str = ""
    impact: str = ""
    priority: str = ""
    group: str = ""
    channel: str = ""
    response_within: timedelta | None = None
    response_due_at: datetime | None = None
    confidential: bool = False
    assignee: str = ""
    stage: str = ""
    turn: str = ""

    @property
    def tag(self) -> str:
        """The number as it stands in subjects."""
        return f"[{self.number}]"


@dataclass(frozen=True, slots=True)
class FileView:
    """An attachment; `size` in octets."""

    filename: str
    size: int


@dataclass(frozen=True, slots=True)
class SimilarView:
    """A solved ticket, or an article, that is like the one the notice is about: `share` in percent."""

    number: str
    title: str
    solution: str
    share: int
    article: bool = False


@dataclass(frozen=True, slots=True)
class ArticleOffer:
    """A help article that may answer what was reported, for anybody's eyes."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why a ticket was sorted as it was: the words that decided, and the rule with its `file:line`.

    `because` is what `maild tickets show` says; `gives` are the fields it spoke for, with the names of their values.
    """

    because: str
    rule: str
    source: str = ""
    words: str = ""
    gives: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CommandView:
    """A command as people write it: the word with `#`, what to write behind it, and what it does."""

    word: str
    argument: str
    help: str


@dataclass(frozen=True, slots=True)
class DoneView:
    """What a command did: `code` names the sentence, `said` what it speaks of."""

    code: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LineView:
    """A ticket as one line of a list."""

    number: str
    title: str
    status: str
    priority: str
    requester: str = ""
    assignee: str = ""
    due_at: datetime | None = None
    late: bool = False
    solution: str = ""
    reports: int = 0


@dataclass(frozen=True, slots=True)
class MessageView:
    """What somebody said on a ticket."""

    who: str
    at: datetime
    text: str
    internal: bool = False


@dataclass(frozen=True, slots=True)
class TargetView:
    """A promised time: `state` is a code, `within` and `spent_for` are working time."""

    name: str
    state: str
    within: timedelta
    spent_for: timedelta
    due_at: datetime | None = None
    met_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage of a procedure, for whose turn it is.

    `leads` are the commands and facts that end it, `needs` what has to be there then, `due_at` until when; `written` is
    the text that is written, decided on or sent here, `files` its files, `addressee` for whom it is, `addressed` if it
    is for somebody; `again` when the stage comes back to its actor.
    """

    name: str
    instruction: str
    leads: tuple[str, ...]
    needs: tuple[str, ...] = ()
    due_at: datetime | None = None
    writes: bool = False
    sends: bool = False
    begins: bool = False
    again: bool = False
    written: str = ""
    files: str = ""
    addressed: bool = False
    addressee: str = ""


@dataclass(frozen=True, slots=True)
class DiagnosisView:
    """How a stage of the diagnosis ended (`initial` or `investigation`), and through whom."""

    stage: str
    known: bool
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A help article."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """The file of a whole case: whether it is with the letter, else `command` makes it; `size` in octets."""

    state: Literal["enclosed", "too_large", "failed", "withheld"]
    name: str = ""
    size: int = 0
    command: str = ""


PLAIN_VALUES = frozenset(
    {
        DeskView,
        ReplyView,
        PersonView,
        TicketView,
        FileView,
        ReasonView,
        SimilarView,
        CommandView,
        DoneView,
        LineView,
        MessageView,
        TargetView,
        StageView,
        ArticleView,
        DiagnosisView,
        ArchiveView,
    }
)
"""The types above, of which templates may read every attribute."""
