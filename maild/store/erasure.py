"""Erasing a person for good: words, addresses and raw mails go, events stay, since they hold identifiers only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, type_coerce, update
from sqlalchemy.types import Text

from maild.desk.person import Erased
from maild.store import blanking, search
from maild.store.blanking import ADDRESSEE, CASE_FILE, ERASED, NAMELESS, UNSETTLED, chosen, each, portions
from maild.store.person import Traces, naming, traces_of
from maild.store.search_tables import articles
from maild.store.tables import (
    contacts,
    events,
    journal,
    messages,
    metadata,
    outbox,
    quarantine,
    raws,
    survey_answers,
    threads,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, ColumnElement, Connection, Table

    from maild.store.database import Database

SHORTEST_NAME = 3


def erase(database: Database, address: str) -> Erased:
    """Blank all that is kept of an address, in one transaction, and clear the space where it stood.

    Whole tickets lose their words when the person asked for them; on tickets of others go the person's own messages,
    all letters, all quotes, and the raw mails that name the address. TemporaryError when the space cannot be cleared
    now: erasing again does it.
    """
    # Every raw mail is read for this, which takes too long to keep the daemon from writing meanwhile.
    with database.reading() as connection:
        last = connection.execute(select(func.max(raws.c.id))).scalar_one() or 0
        named = set(naming(connection, address.lower()))
    with database.writing() as connection:
        blanking.overwriting(connection)
        named |= set(naming(connection, address.lower(), after=last))
        erased = _Eraser(connection, traces_of(connection, address), named).run()
        connection.commit()
    with database.bare() as connection:
        connection.exec_driver_sql("VACUUM")
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return erased


class _Eraser:
    """One erasing; the order matters only in that what is looked for must not be blanked before it is found."""

    def __init__(self, connection: Connection, traces: Traces, named: set[int]) -> None:
        self._connection = connection
        self._named = named
        self._traces = traces
        self._contact = () if traces.contact is None else (traces.contact,)

    def run(self) -> Erased:
        traces = self._traces
        names = self._names()
        mails = self._raw_mails()
        self._articles(names)
        blanking.blank_tickets(self._connection, traces.own)
        blanking.blank_answers(self._connection, survey_answers.c.contact, self._contact)
        spoken = self._messages()
        letters = self._letters()
        known = blanking.blank_contacts(self._connection, self._contact)
        search.forget(self._connection)
        return Erased(known, len(traces.own), spoken, letters, mails, self._mentions())

    def _names(self) -> tuple[str, ...]:
        """Return the words by which people name this person."""
        query = select(contacts.c.name, contacts.c.phone).where(contacts.c.id == self._traces.contact)
        found = self._connection.execute(query).one_or_none()
        words = found.name.casefold().split() if found else []
        said = (*words, *([found.phone] if found else []), self._traces.key)
        return tuple(word for word in said if len(word) >= SHORTEST_NAME)

    def _raw_mails(self) -> int:
        concerned = {*self._raws_of(messages.c.ticket, self._traces.own)}
        concerned |= {*self._raws_of(messages.c.id, self._traces.messages)}
        concerned |= self._named | {*self._quoting()} | {*self._enclosed(self._traces.own)}
        concerned |= {*self._case_files(concerned)}
        if concerned:
            self._release(concerned)
        blanking.drop_raws(self._connection, concerned)
        return len(concerned)

    def _enclosed(self, tickets: Iterable[int], *where: ColumnElement[bool]) -> Iterator[int]:
        """Yield the raw mails whose files went along with letters on tickets: forms that were filled in for them."""
        query = select(outbox.c.attachments).where(*where)
        for attachments in chosen(self._connection, query, outbox.c.ticket, tickets):
            yield from (raw for raw, _ in attachments)

    def _case_files(self, concerned: set[int]) -> Iterator[int]:
        """Yield the files of whole cases in which any of these mails is, or anything about the person."""
        query = select(messages.c.ticket).where(messages.c.ticket.is_not(None))
        cases = chosen(self._connection, query, messages.c.raw, concerned)
        yield from self._enclosed(self._traces.tickets.union(cases), outbox.c.notice == CASE_FILE)

    def _quoting(self) -> Iterator[int]:
        """Yield the raw mails of others in which the person is quoted, however they are encoded."""
        for some in portions(self._traces.others):
            query = select(messages.c.raw, messages.c.text, messages.c.folded)
            rows = self._connection.execute(query.where(messages.c.ticket.in_(some), messages.c.raw.is_not(None)))
            yield from (row.raw for row in rows if self._traces.key in f"{row.text}\n{row.folded}".lower())

    def _release(self, concerned: set[int]) -> None:
        """Let nothing refer to these raw mails: one in quarantine is dropped there, and is an empty one from now on."""
        self._each(update(messages).values(raw=None), messages.c.raw, concerned)
        held = set(chosen(self._connection, select(quarantine.c.id), quarantine.c.raw, concerned))
        blanking.empty_quarantine(self._connection, held, state="dropped", reason=ERASED)
        self._each(update(journal).values(because=ERASED), journal.c.quarantine, held)
        carrying = select(outbox.c.id, outbox.c.attachments).where(type_coerce(outbox.c.attachments, Text) != "[]")
        bare = [
            row.id for row in self._connection.execute(carrying) if any(raw in concerned for raw, _ in row.attachments)
        ]
        self._each(update(outbox).values(attachments=[]), outbox.c.id, bare)

    def _raws_of(self, column: Column[Any], keys: Iterable[int]) -> Iterator[int]:
        return chosen(self._connection, select(messages.c.raw).where(messages.c.raw.is_not(None)), column, keys)

    def _articles(self, names: tuple[str, ...]) -> None:
        """An article is the office's own word and stays, unless it names the person."""
        for some in portions(self._traces.tickets):
            for row in self._connection.execute(select(articles).where(articles.c.ticket.in_(some))).all():
                if any(name in f"{row.title}\n{row.text}".casefold() for name in names):
                    self._connection.execute(delete(articles).where(articles.c.ticket == row.ticket))
                    blanking.unfound(self._connection, "article", [row.ticket])

    def _messages(self) -> int:
        traces, key = self._traces, self._traces.key
        self._each(update(journal).values(because=ERASED), journal.c.message, traces.messages)
        self._each(update(messages).values(folded=""), messages.c.ticket, traces.others)
        nameless = update(messages).where(func.lower(messages.c.sender) == key).values(NAMELESS)
        blanked = blanking.blank_messages(self._connection, {*traces.messages, *self._of(messages, traces.own)})
        self._connection.execute(nameless)
        return blanked

    def _letters(self) -> int:
        """Letters are copies of what is kept elsewhere: all on the person's tickets go, and what waits is not sent."""
        to_person = outbox.c.address_key == self._traces.key
        own = self._connection.execute(select(outbox.c.id).where(to_person)).scalars()
        concerned = {*own, *self._of(outbox, self._traces.tickets), *self._telling()}
        blanked = blanking.blank_letters(self._connection, concerned)
        self._connection.execute(update(outbox).where(to_person).values(ADDRESSEE))
        return blanked

    def _telling(self) -> Iterator[int]:
        """Yield the letters that have left and speak of the person's tickets: lists, digests, similar tickets."""
        numbers = "|".join(map(str, sorted(self._traces.own)))
        told = re.compile(rf"-(?:{numbers})\b" if numbers else "(?!)")
        query = select(outbox.c.id, outbox.c.subject, outbox.c.text).where(outbox.c.state.not_in(UNSETTLED))
        for row in self._connection.execute(query, execution_options={"yield_per": blanking.AT_ONCE}):
            said = f"{row.subject}\n{row.text}"
            if told.search(said) or self._traces.key in said.lower():
                yield row.id

    def _of(self, one: Table, tickets: Iterable[int]) -> Iterator[int]:
        return chosen(self._connection, select(one.c.id), one.c.ticket, tickets)

    def _mentions(self) -> int:
        """Blot the address out of every text that still has it; events have no text."""
        key = self._traces.key
        self._connection.execute(delete(threads).where(func.lower(threads.c.message_id).contains(key, autoescape=True)))
        self._connection.execute(delete(told).where(told.c.key.contains(key, autoescape=True)))
        found = re.compile(re.escape(key), re.IGNORECASE)
        texts = ((one, column) for one in metadata.sorted_tables if one is not events for column in _texts(one))
        return sum(self._blot(one, column, found) for one, column in texts)

    def _blot(self, one: Table, column: Column[Any], found: re.Pattern[str]) -> int:
        plain = type_coerce(column, Text)
        keys = list(one.primary_key)
        query = select(*keys, plain.label("said")).where(func.lower(plain).contains(self._traces.key, autoescape=True))
        rows = self._connection.execute(query).all()
        for row in rows:
            this = [key == value for key, value in zip(keys, row, strict=False)]
            blotted = type_coerce(found.sub("", row.said), Text)
            self._connection.execute(update(one).where(*this).values({column.name: blotted}))
        return len(rows)

    def _each(self, statement: Any, column: Column[Any], keys: Iterable[int]) -> int:
        return each(self._connection, statement, column, keys)


def _texts(one: Table) -> Iterator[Column[Any]]:
    """Yield the columns of a table that hold text and are not what its rows are known by."""
    for column in one.columns:
        kind = getattr(column.type, "impl", column.type)
        if isinstance(kind, Text) and not column.primary_key and not column.unique:
            yield column
