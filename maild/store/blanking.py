"""How words, addresses and raw mails are blanked in the tables: what erasing and the end of keeping have in common.

Rows, numbers, times, codes and digests stay, so that events, figures and what is known as taken in hold on.
"""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from maild.desk.records import RawMail
from maild.store import rawmail
from maild.store.search_tables import documents
from maild.store.tables import (
    contacts,
    counters,
    journal,
    messages,
    outbox,
    quarantine,
    raw_chunks,
    raws,
    survey_answers,
    threads,
    ticket_words,
    triage_hits,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, Connection, Select

AT_ONCE = 500
ERASED = "erased"
UNSETTLED = ("waiting", "claimed", "unsure")
"""The states of letters that may still leave, or of which nobody knows whether they have."""

CASE_FILE = "case_archive"
"""The notice that the file of a whole case goes along with (SEC-4)."""

NAMELESS = {"sender": "", "sender_name": "", "message_id": ""}
ADDRESSEE = {"address": "", "address_key": "", "domain": "", "name": ""}
_WORDLESS: dict[str, Any] = {
    "subject": "",
    "text": "",
    "folded": "",
    "to": [],
    "attachments": [],
    "because": ERASED,
    "raw": None,
}
_LETTER = {"subject": "", "text": "", "html": "", "headers": [], "attachments": [], "last_error": ""}
_RECORD = {"subject": None, "symptoms": None, "cause": None, "analysis": None, "solution": None, "fields": None}
_CONTACT = {
    **dict.fromkeys(("address", "name", "unit", "phone", "location", "language"), ""),
    "address_key": None,
    "same_as": None,
}
_ANSWER = dict.fromkeys(("suggestions", "name", "phone", "office", "position", "address", "email"), "")


def overwriting(connection: Connection) -> None:
    """Let nobody else write, and what is overwritten be gone from the file of SQLite, not only from its tables."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    else:
        connection.execute(select(counters.c.name).with_for_update())


def blank_tickets(connection: Connection, tickets: Iterable[int]) -> None:
    """Blank the words of tickets, of the answers to their surveys, and of why they were sorted and taken in so."""
    numbers = set(tickets)
    unfound(connection, "ticket", numbers)
    each(connection, update(ticket_words).values(_RECORD), ticket_words.c.ticket, numbers)
    each(connection, update(triage_hits).values(because=""), triage_hits.c.ticket, numbers)
    each(connection, update(threads).values(sender=""), threads.c.ticket, numbers)
    each(connection, update(journal).values(because=ERASED), journal.c.ticket, numbers)
    blank_answers(connection, survey_answers.c.ticket, numbers)


def blank_answers(connection: Connection, column: Column[Any], keys: Iterable[int]) -> None:
    """Blank what was said beside the scores of surveys."""
    each(connection, update(survey_answers).values(_ANSWER), column, keys)


def blank_messages(connection: Connection, numbers: Iterable[int]) -> int:
    """Blank what messages say; they are still known when they come again."""
    return each(connection, update(messages).values(_WORDLESS), messages.c.id, numbers)


def blank_letters(connection: Connection, numbers: Iterable[int]) -> int:
    """Blank what letters say, and let none of them leave any more."""
    rows = set(numbers)
    unsent = update(outbox).where(outbox.c.state.in_(UNSETTLED)).values(state="dropped")
    each(connection, unsent, outbox.c.id, rows)
    return each(connection, update(outbox).values(_LETTER), outbox.c.id, rows)


def blank_contacts(connection: Connection, numbers: Iterable[int]) -> int:
    """Blank who people are, for their other addresses too; with the same address they are somebody new."""
    people = set(numbers)
    each(connection, update(contacts).values(same_as=None), contacts.c.same_as, people)
    return each(connection, update(contacts).values(_CONTACT), contacts.c.id, people)


def unfound(connection: Connection, kind: str, tickets: Iterable[int]) -> None:
    """Let search find these tickets, or the articles made of them, no more."""
    each(connection, update(documents).where(documents.c.kind == kind).values(terms=""), documents.c.ticket, tickets)


def empty_quarantine(connection: Connection, numbers: Iterable[int], **values: str) -> None:
    """Leave nothing of the octets of mails that are or were in quarantine."""
    if rows := set(numbers):
        each(connection, update(quarantine).values(raw=_nothing(connection), **values), quarantine.c.id, rows)


def drop_raws(connection: Connection, numbers: Iterable[int]) -> int:
    """Drop raw mails, and return how many there were; nothing may refer to them any more."""
    rows = set(numbers)
    each(connection, delete(raw_chunks), raw_chunks.c.raw, rows)
    return each(connection, delete(raws), raws.c.id, rows)


def each(connection: Connection, statement: Any, column: Column[Any], keys: Iterable[int]) -> int:
    """Carry a statement out for all rows with these keys, and return how many there were."""
    return sum(connection.execute(statement.where(column.in_(some))).rowcount for some in portions(keys))


def chosen(connection: Connection, query: Select[Any], column: Column[Any], keys: Iterable[int]) -> Iterator[Any]:
    """Yield the first column of a query for all rows with these keys."""
    for some in portions(keys):
        yield from connection.execute(query.where(column.in_(some))).scalars()


def portions(keys: Iterable[int]) -> Iterator[list[int]]:
    """Yield keys in portions of which one statement can speak."""
    left = iter(sorted(set(keys)))
    while some := list(islice(left, AT_ONCE)):
        yield some


def _nothing(connection: Connection) -> int:
    """Return the number of the raw mail that is empty; it is made when it is needed first."""
    advanced = update(counters).where(counters.c.name == "raw").values(value=counters.c.value + 1)
    number = connection.execute(advanced.returning(counters.c.value)).scalar_one()
    empty = RawMail(number, hashlib.sha256(b"").hexdigest(), b"")
    return rawmail.put(connection, [empty]).get(number, number)
