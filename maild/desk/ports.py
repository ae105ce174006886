"""What the desk asks of the world: a mailbox, a mailer, a store, a clock; adapters implement these and no use case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from maild.desk.numbers import Histories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from maild.desk.records import (
        Article,
        Baseline,
        Changes,
        Confirmation,
        Contact,
        Death,
        Document,
        Dossier,
        KnownContent,
        OutboxRow,
        Place,
        QuarantineRow,
        StoredMessage,
        SurveyAnswer,
        Thread,
        TicketWords,
    )
    from maild.desk.views import TicketFilter, TicketView
    from maild.tickets.events import Event
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Status, Ticket


class Clock(Protocol):
    """The time, always aware and in UTC."""

    def __call__(self) -> datetime:
        """Return this moment."""


# --- the mailbox -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FolderState:
    """What a folder said when it was selected (RFC 3501, section 2.3.1.1)."""

    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail that waits in a folder: `received_at` is IMAP's INTERNALDATE, `size` in octets."""

    uid: int
    size: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail as it lay in the mailbox; `truncated` when it is over the limit and only its beginning was read."""

    place: Place
    received_at: datetime
    raw: bytes
    size: int
    truncated: bool = False


class Mailbox(Protocol):
    """One folder over one connection, used by one thread; a lost connection raises TemporaryError and is opened anew
    by the next call of `open`.
    """

    name: str

    def open(self) -> FolderState:
        """Connect, log in, make missing folders, select; PermanentError for a refused log-in or certificate."""

    def listing(self) -> list[Listed]:
        """Return what lies in the folder, by UID."""

    def fetch(self, listed: Sequence[Listed]) -> list[Fetched]:
        """Return these mails in UID order, without marking them; those gone meanwhile are just absent."""

    def file(self, uids: Sequence[int], destination: Literal["processed", "quarantine"]) -> None:
        """Move these mails out of the folder, or mark them seen where the office wants no moving."""

    def wait(self, seconds: float) -> bool:
        """Wait for new mail, at most so long; True when there may be some, also after `interrupt`."""

    def interrupt(self) -> None:
        """End a `wait` now; the only call another thread may make."""

    def close(self) -> None:
        """Log out if that is possible, and forget the connection."""


class Turn(Protocol):
    """The right to read one mailbox, of which one daemon at a time has it."""

    def acquire(self) -> bool:
        """Say whether the mailbox is ours, taking it when it is free; TemporaryError when nobody can tell."""

    def release(self) -> None:
        """Let another daemon have it."""


# --- the mailer --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one recipient: `sender` is the envelope's return path."""

    id: int
    sender: str
    recipient: str
    octets: bytes


Result = Literal["sent", "temporary", "permanent", "unsure", "unreachable"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter.

    `unsure`: the final dot went out and no answer came; `unreachable`: the server could not be asked, which is not the
    letter's fault. `answer` is what the server said, `code` its reply code or 0, `status` the enhanced code or "".
    """

    id: int
    result: Result
    answer: str = ""
    code: int = 0
    status: str = ""


class Mailer(Protocol):
    """The submission server, over a few kept connections."""

    def deliver(self, letters: Sequence[Letter], report: Callable[[Outcome], None]) -> None:
        """Send all letters, calling `report` once for each as soon as its outcome is known; never raises."""

    def close(self) -> None:
        """Quit politely; what is being sent is given a second."""


# --- the store ---------------------------------------------------------------------------------------------------

Counter = Literal["ticket", "message", "raw", "contact", "outbox", "journal", "quarantine"]


class Search(Protocol):
    """Full-text search over solved tickets and articles; terms are those of `Document`."""

    def rarity(self, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
        """Return how many documents there are, and in how many of them each of these terms stands."""

    def best(self, weights: dict[str, float], limit: int) -> list[Document]:
        """Return the documents that hold any of these terms, those first that hold the most telling ones."""

    def article(self, ticket: int) -> Article | None:
        """Return the article that was made of a ticket."""


class Work(Search, Histories, Protocol):
    """One transaction: what it reads stays true until it ends; leaving it without `commit` rolls back."""

    def journalled(self, places: Iterable[Place]) -> dict[Place, str]:
        """Return the disposition of those places that are journalled already."""

    def contents(self, digests: Iterable[str]) -> dict[str, KnownContent]:
        """Return those contents that were stored before."""

    def threads(self, message_ids: Iterable[str]) -> dict[str, Thread]:
        """Return the tickets that these Message-IDs belong to."""

    def tickets(self, numbers: Iterable[int]) -> dict[int, Ticket]:
        """Return these tickets, without those that do not exist."""

    def targets(self, numbers: Iterable[int]) -> dict[int, tuple[Target, ...]]:
        """Return the targets of these tickets."""

    def contacts(self, addresses: Iterable[str]) -> dict[str, Contact]:
        """Return the contacts with these addresses, by the lower-cased address, which may be another of theirs."""

    def participants(self, number: int) -> tuple[Contact, ...]:
        """Return the public side of a ticket: its requester first, then those who were let in."""

    def words(self, number: int) -> TicketWords | None:
        """Return the words of a ticket: its title and its record."""

    def survey_answer(self, number: int) -> SurveyAnswer | None:
        """Return what was answered to the survey of a ticket."""

    def conversation(self, number: int, address: str) -> tuple[str, ...]:
        """Return the Message-IDs exchanged with this address about a ticket, oldest first, the last twenty at most."""

    def outbox_row(self, row: int) -> OutboxRow | None:
        """Return one row of the outbox."""

    def history(self, number: int) -> list[Event]:
        """Return the events of a ticket, in order."""

    def message(self, number: int) -> StoredMessage | None:
        """Return a stored message."""

    def messages_of(self, number: int) -> list[StoredMessage]:
        """Return what was said on a ticket by mail, oldest first."""

    def letters_of(self, number: int) -> list[OutboxRow]:
        """Return the letters about a ticket, oldest first."""

    def raw(self, raw_id: int) -> bytes:
        """Return a raw mail; KeyError when it was erased."""

    def internal_texts(self, number: int) -> list[str]:
        """Return the texts on a ticket that only the staff have read: notes, and letters to the staff."""

    def said_at(self, sender: str, date: datetime, subject: str) -> list[str]:
        """Return the texts of a sender's mails on a ticket that bear this very Date and subject."""

    def open_loads(self, people: Iterable[str]) -> dict[str, int]:
        """Return how many tickets these people work on; those with none are not there."""

    def confirmation(self, letter: int) -> Confirmation | None:
        """Return what waits for the answer to this letter."""

    def quarantined(self, number: int) -> QuarantineRow | None:
        """Return a mail in quarantine, or one that was."""

    def confirmed_since(self, number: int, person: str, at: datetime) -> bool:
        """Tell whether a person has confirmed a command mail on this ticket since then."""

    def unconfirmed_since(self, number: int, person: str, at: datetime) -> int:
        """Count the command mails on this ticket that a person was asked about since then and has not confirmed."""

    def listed(self, wanted: TicketFilter) -> list[TicketView]:
        """Return tickets as they are shown in a list, the newest first."""

    def found(self, words: Iterable[str], limit: int) -> list[int]:
        """Return the numbers of tickets in whose title or record all these words stand, the newest first."""

    def tickets_that_are(self, status: Status) -> list[Ticket]:
        """Return the open tickets of a status, the oldest first."""

    def unsolved_since(self, at: datetime) -> list[Ticket]:
        """Return the tickets opened since then that somebody still has to solve, the oldest first."""

    def outages(self) -> list[Ticket]:
        """Return the open tickets that stand for an outage, also for one that is only proposed."""

    def reports_of(self, outage: int) -> list[Ticket]:
        """Return the tickets that are part of an outage, the oldest first."""

    def tickets_to_send(self, now: datetime) -> list[Ticket]:
        """Return the tickets whose solution is to go out by itself by now."""

    def next(self, counter: Counter) -> int:
        """Return the next number of a counter; it counts only when the transaction is committed."""

    def mark(self) -> Mapping[str, int]:
        """Return where the counters stand."""

    def back_to(self, mark: Mapping[str, int]) -> None:
        """Put the counters back to a mark, so that a decision that failed uses up no number."""

    def receipts_since(self, at: datetime, address: str = "", domain: str = "") -> int:
        """Count the receipts written for unproven senders since then, of one address, one domain or all."""

    def failures_since(self, at: datetime, address: str) -> int:
        """Count the letters to this address, written since then, that did not arrive."""

    def postponed_receipts(self, address: str, limit: int) -> list[OutboxRow]:
        """Return the receipts to this address that wait for their budget (`later`), oldest first."""

    def tickets_since(self, at: datetime, contact: int) -> int:
        """Count the tickets a contact opened since then."""

    def notes_since(self, at: datetime, number: int, actor: str) -> int:
        """Count what somebody has said on a ticket since then."""

    def due_letters(self, now: datetime, limit: int) -> list[OutboxRow]:
        """Return the outbox rows that wait and are due, oldest first; rows another sender has claimed are not there."""

    def claimed_letters(self, before: datetime) -> list[OutboxRow]:
        """Return the outbox rows that were claimed before then and have no outcome yet: their holder has died."""

    def due_targets(self, now: datetime, limit: int) -> list[Target]:
        """Return the targets whose next warning or breach has come, the longest waiting first."""

    def last_run(self, job: str) -> datetime | None:
        """Return when a job of the timetable last ran, or None."""

    def told(self, key: str) -> datetime | None:
        """Return when the administrator was told of this, or None."""

    def write(self, changes: Changes) -> None:
        """Write these changes; Conflict when somebody else was first."""

    def commit(self) -> None:
        """Make it so; Conflict when somebody else was first."""


class Store(Protocol):
    """The database."""

    def begin(self) -> AbstractContextManager[Work]:
        """Begin the one writing transaction; TemporaryError while the database is gone, locked or full."""

    def raw(self, raw_id: int) -> bytes:
        """Return a raw mail; KeyError when it was erased."""

    def events(self, number: int) -> list[Event]:
        """Return the history of a ticket."""

    def message(self, message: int) -> StoredMessage | None:
        """Return a stored message."""

    def letter(self, row: int) -> OutboxRow | None:
        """Return one row of the outbox, in the way of nobody who writes."""

    def letters_of(self, number: int) -> list[OutboxRow]:
        """Return the letters about a ticket, oldest first."""

    def dossier(self, number: int) -> Dossier | None:
        """Return a ticket with all that is kept of it, as one state of the database."""

    def quarantined(self, state: str = "held") -> Iterator[QuarantineRow]:
        """Yield the mails in quarantine."""

    def deaths(self) -> list[Death]:
        """Return the mails that were being handled when the daemon last died."""

    def baseline(self, mailbox: str, folder: str) -> Baseline | None:
        """Return from where a folder is read, None when it never was (rule 9)."""

    def started(self, daemon: str, at: datetime) -> bool:
        """Record that a daemon starts; True when the one of that name before it had no clean end (rule 8)."""

    def ended(self, daemon: str, at: datetime) -> None:
        """Record the clean end of a daemon."""
