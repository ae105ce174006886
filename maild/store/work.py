"""The unit of work: one transaction that reads, is told what to write, and commits all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, update

from maild.desk.records import (
    Changes,
    Contact,
    KnownContent,
    OutboxRow,
    Place,
    SurveyAnswer,
    Thread,
    TicketWords,
    merged,
)
from maild.errors import PermanentError
from maild.store import handling, lookups, numbers, queries, rawmail, search
from maild.store.errors import translated
from maild.store.tables import counters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from maild.desk.numbers import History, SentLetter
    from maild.desk.ports import Counter
    from maild.desk.records import Article, Confirmation, Document, QuarantineRow, StoredMessage
    from maild.desk.views import TicketFilter, TicketView
    from maild.store.writes import Writer
    from maild.tickets.events import Event
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Status, Ticket

CHANNEL = "maild_outbox"
"""The channel on which PostgreSQL tells all daemons that letters wait."""

_counters = select(counters.c.name, counters.c.value).order_by(counters.c.name).with_for_update()
_count = update(counters).where(counters.c.name == bindparam("counter")).values(value=bindparam("reached"))
_wake = select(func.pg_notify(CHANNEL, ""))


class SqlWork:
    """The port `Work` on a database.

    It begins by locking the counters, which makes it the only writer on PostgreSQL as well: what it has read cannot
    change under it. Writing is put off until something is read or the transaction commits, so that the decisions of
    a whole batch are written table by table.
    """

    def __init__(self, connection: Connection, writer: Writer) -> None:
        self._connection = connection
        self._writer = writer
        self._pending: list[Changes] = []
        with translated():
            self._counted: dict[str, int] = dict(connection.execute(_counters).all())
        self._counters = dict(self._counted)
        self.wakes_sender = False

    # --- what it reads ---

    def journalled(self, places: Iterable[Place]) -> dict[Place, str]:
        with translated():
            return lookups.journalled(self._read(), places)

    def contents(self, digests: Iterable[str]) -> dict[str, KnownContent]:
        with translated():
            return lookups.contents(self._read(), digests)

    def threads(self, message_ids: Iterable[str]) -> dict[str, Thread]:
        with translated():
            return lookups.known_threads(self._read(), message_ids)

    def tickets(self, numbers: Iterable[int]) -> dict[int, Ticket]:
        with translated():
            return lookups.known_tickets(self._read(), numbers)

    def targets(self, numbers: Iterable[int]) -> dict[int, tuple[Target, ...]]:
        with translated():
            return lookups.known_targets(self._read(), numbers)

    def contacts(self, addresses: Iterable[str]) -> dict[str, Contact]:
        with translated():
            return lookups.known_contacts(self._read(), addresses)

    def participants(self, number: int) -> tuple[Contact, ...]:
        with translated():
            return lookups.public_side(self._read(), number)

    def words(self, number: int) -> TicketWords | None:
        with translated():
            return lookups.words(self._read(), number)

    def survey_answer(self, number: int) -> SurveyAnswer | None:
        with translated():
            return lookups.survey_answer(self._read(), number)

    def conversation(self, number: int, address: str) -> tuple[str, ...]:
        with translated():
            return lookups.conversation(self._read(), number, address)

    def outbox_row(self, row: int) -> OutboxRow | None:
        with translated():
            return lookups.letter(self._read(), row)

    def receipts_since(self, at: datetime, address: str = "", domain: str = "") -> int:
        with translated():
            return lookups.receipts_since(self._read(), at, address, domain)

    def failures_since(self, at: datetime, address: str) -> int:
        with translated():
            return lookups.failures_since(self._read(), at, address)

    def postponed_receipts(self, address: str, limit: int) -> list[OutboxRow]:
        with translated():
            return lookups.postponed_receipts(self._read(), address, limit)

    def tickets_since(self, at: datetime, contact: int) -> int:
        with translated():
            return lookups.tickets_since(self._read(), at, contact)

    def notes_since(self, at: datetime, number: int, actor: str) -> int:
        with translated():
            return lookups.notes_since(self._read(), at, number, actor)

    def due_letters(self, now: datetime, limit: int) -> list[OutboxRow]:
        with translated():
            return lookups.due_letters(self._read(), now, limit)

    def claimed_letters(self, before: datetime) -> list[OutboxRow]:
        with translated():
            return lookups.claimed_letters(self._read(), before)

    def due_targets(self, now: datetime, limit: int) -> list[Target]:
        with translated():
            return lookups.due_targets(self._read(), now, limit)

    def last_run(self, job: str) -> datetime | None:
        with translated():
            return lookups.last_run(self._read(), job)

    def told(self, key: str) -> datetime | None:
        with translated():
            return lookups.told_at(self._read(), key)

    # --- what commands ask ---

    def history(self, number: int) -> list[Event]:
        with translated():
            return handling.history(self._read(), number)

    def message(self, number: int) -> StoredMessage | None:
        with translated():
            return handling.message(self._read(), number)

    def messages_of(self, number: int) -> list[StoredMessage]:
        with translated():
            return handling.messages_of(self._read(), number)

    def letters_of(self, number: int) -> list[OutboxRow]:
        with translated():
            return lookups.letters_of(self._read(), number)

    def raw(self, raw_id: int) -> bytes:
        with translated():
            return rawmail.get(self._read(), raw_id)

    def internal_texts(self, number: int) -> list[str]:
        with translated():
            return handling.internal_texts(self._read(), number)

    def said_at(self, sender: str, date: datetime, subject: str) -> list[str]:
        with translated():
            return handling.said_at(self._read(), sender, date, subject)

    def open_loads(self, people: Iterable[str]) -> dict[str, int]:
        with translated():
            return handling.open_loads(self._read(), people)

    def confirmation(self, letter: int) -> Confirmation | None:
        with translated():
            return handling.confirmation(self._read(), letter)

    def quarantined(self, number: int) -> QuarantineRow | None:
        with translated():
            return handling.quarantined(self._read(), number)

    def confirmed_since(self, number: int, person: str, at: datetime) -> bool:
        with translated():
            return handling.confirmed_since(self._read(), number, person, at)

    def unconfirmed_since(self, number: int, person: str, at: datetime) -> int:
        with translated():
            return handling.unconfirmed_since(self._read(), number, person, at)

    def listed(self, wanted: TicketFilter) -> list[TicketView]:
        with translated():
            return queries.listed(self._read(), wanted)

    def found(self, words: Iterable[str], limit: int) -> list[int]:
        with translated():
            return handling.found(self._read(), words, limit)

    def histories(self, since: datetime, until: datetime, kind: str = "") -> Iterator[History]:
        with translated():
            yield from numbers.histories(self._read(), since, until, kind)

    def letters_sent(self, tickets: Collection[int], notices: Collection[str]) -> list[SentLetter]:
        with translated():
            return numbers.letters_sent(self._read(), tickets, notices)

    def tickets_that_are(self, status: Status) -> list[Ticket]:
        with translated():
            return handling.tickets_that_are(self._read(), status)

    def unsolved_since(self, at: datetime) -> list[Ticket]:
        with translated():
            return handling.unsolved_since(self._read(), at)

    def outages(self) -> list[Ticket]:
        with translated():
            return handling.outages(self._read())

    def reports_of(self, outage: int) -> list[Ticket]:
        with translated():
            return handling.reports_of(self._read(), outage)

    def tickets_to_send(self, now: datetime) -> list[Ticket]:
        with translated():
            return handling.tickets_to_send(self._read(), now)

    # --- what search finds ---

    def rarity(self, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
        with translated():
            return search.rarity(self._read(), terms)

    def best(self, weights: dict[str, float], limit: int) -> list[Document]:
        with translated():
            return search.best(self._read(), weights, limit)

    def article(self, ticket: int) -> Article | None:
        with translated():
            return search.article(self._read(), ticket)

    # --- numbers ---

    def next(self, counter: Counter) -> int:
        self._counters[counter] += 1
        return self._counters[counter]

    def mark(self) -> Mapping[str, int]:
        return dict(self._counters)

    def back_to(self, mark: Mapping[str, int]) -> None:
        self._counters = dict(mark)

    # --- what it writes ---

    def write(self, changes: Changes) -> None:
        self._pending.append(changes)

    def commit(self) -> None:
        connection = self._read()
        moved = [
            {"counter": name, "reached": value}
            for name, value in self._counters.items()
            if value != self._counted[name]
        ]
        with translated():
            if moved:
                connection.execute(_count, moved)
            if self.wakes_sender and connection.dialect.name == "postgresql":
                connection.execute(_wake)
            connection.commit()

    def _read(self) -> Connection:
        """Return the connection once everything that was to be written is there to be read."""
        if self._pending:
            changes = self._pending[0] if len(self._pending) == 1 else merged(self._pending)
            self._pending.clear()
            first = self._counters["journal"] + 1
            self._counters["journal"] += len(changes.journal)
            self._flush(changes, first)
            self.wakes_sender = self.wakes_sender or bool(changes.outbox)
        return self._connection

    def _flush(self, changes: Changes, first_entry: int) -> None:
        try:
            with translated():
                self._writer.write(self._connection, changes, first_entry)
        except (ValueError, TypeError, OverflowError) as error:
            # The driver could not even put a value into a statement: no database would take it.
            raise PermanentError(f"The database does not take what was to be written ({error})") from error
