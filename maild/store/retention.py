"""How long mails, letters and tickets are kept: what is older loses its words, a portion a transaction.

What is over is looked for beside those who write, and blanked between them. Rows, events, figures and digests stay.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, func, or_, select, type_coerce, update

from maild.store import blanking, lookups, search
from maild.store.blanking import ADDRESSEE, CASE_FILE, ERASED, NAMELESS, UNSETTLED, chosen, each
from maild.store.tables import jobs, messages, outbox, participants, quarantine, raws, ticket_words, tickets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Connection, Select

    from maild.store.database import Database

    Query = Callable[[datetime], Select[Any]]

JOB = "retention"
EVERY = timedelta(days=1)
PORTION = 200
"""How many rows lose their words in one transaction: others wait for no longer."""

MOST_PORTIONS = 50
"""How many portions are done before the other jobs of the timetable have their turn."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long something is kept, None for ever: mail that became no ticket, letters, tickets that are closed."""

    ignored_mail: timedelta | None = None
    sent_letters: timedelta | None = None
    closed_tickets: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """Something that is kept for a time: `rows` finds by a moment what is over, `blank` takes its words."""

    term: str
    key: Column[Any]
    rows: Query
    blank: Callable[[Connection, Sequence[int], datetime], object]


class Retention:
    """The job that ends the keeping, once a day; one that is broken off goes on where it was."""

    def __init__(self, database: Database, terms: Terms) -> None:
        self._database = database
        self._terms = terms

    def run(self, now: datetime) -> int:
        """Blank what is over, and return how many rows that were; TemporaryError when the database is away."""
        if not self._is_due(now):
            return 0
        portions = self._portions(now)
        blanked = sum(self._blank(*portion) for portion in islice(portions, MOST_PORTIONS))
        if next(portions, None) is None:
            self._finish(now)
        dropped = self._drop_unreferenced() if blanked else 0
        if blanked:
            log.info("what is kept no longer lost its words rows=%d raw_mails=%d", blanked, dropped)
        return blanked

    def _is_due(self, now: datetime) -> bool:
        if all(getattr(self._terms, one.name) is None for one in fields(Terms)):
            return False
        with self._database.reading() as connection:
            last = lookups.last_run(connection, JOB)
        return last is None or now - last >= EVERY

    def _portions(self, now: datetime) -> Iterator[tuple[Over, list[int], datetime]]:
        for over in KEPT:
            term = getattr(self._terms, over.term)
            if term is None:
                continue
            with self._database.reading() as connection:
                found = connection.execute(over.rows(now - term).order_by(over.key)).scalars().all()
            yield from ((over, list(found[at : at + PORTION]), now - term) for at in range(0, len(found), PORTION))

    def _blank(self, over: Over, some: list[int], before: datetime) -> int:
        with self._database.writing() as connection:
            blanking.overwriting(connection)
            # It may have begun again since it was looked for.
            still = connection.execute(over.rows(before).where(over.key.in_(some))).scalars().all()
            over.blank(connection, still, before)
            connection.commit()
        return len(still)

    def _finish(self, now: datetime) -> None:
        with self._database.writing() as connection:
            blanking.overwriting(connection)
            search.forget(connection)
            connection.execute(jobs.delete().where(jobs.c.name == JOB))
            connection.execute(jobs.insert(), {"name": JOB, "at": now})
            connection.commit()

    def _drop_unreferenced(self) -> int:
        """Drop the raw mails to which nothing refers any more: a file may have gone along with many letters."""
        with self._database.reading() as connection:
            last = connection.execute(select(func.max(outbox.c.id))).scalar_one() or 0
            found = set(connection.execute(_unreferenced(raws.c.id)).scalars()) - _enclosed(connection, after=0)
        for some in blanking.portions(found):
            with self._database.writing() as connection:
                blanking.overwriting(connection)
                # The same octets may have come again since.
                still = set(connection.execute(_unreferenced(raws.c.id).where(raws.c.id.in_(some))).scalars())
                blanking.drop_raws(connection, still - _enclosed(connection, after=last))
                connection.commit()
        return len(found)


# --- what is over ------------------------------------------------------------------------------------------------


def _ignored(before: datetime) -> Select[Any]:
    return select(messages.c.id).where(
        messages.c.ticket.is_(None), messages.c.at < before, messages.c.because != ERASED
    )


def _dropped(before: datetime) -> Select[Any]:
    filled = select(raws.c.id).where(raws.c.size > 0)
    return select(quarantine.c.id).where(
        quarantine.c.state != "held", quarantine.c.at < before, quarantine.c.raw.in_(filled)
    )


def _sent(before: datetime) -> Select[Any]:
    return select(outbox.c.id).where(
        outbox.c.created_at < before,
        outbox.c.state.not_in(UNSETTLED),
        outbox.c.text != "",
        # The file of a case is kept as long as its ticket is (SEC-4).
        outbox.c.notice != CASE_FILE,
    )


def _closed(before: datetime) -> Select[Any]:
    said = select(messages.c.id).where(messages.c.ticket == tickets.c.number, messages.c.because != ERASED)
    told = select(outbox.c.id).where(outbox.c.ticket == tickets.c.number, outbox.c.text != "")
    named = select(ticket_words.c.ticket).where(
        ticket_words.c.ticket == tickets.c.number, ticket_words.c.subject.is_not(None)
    )
    return select(tickets.c.number).where(
        tickets.c.status == "closed",
        tickets.c.closed_at < before,
        or_(said.exists(), told.exists(), named.exists()),
    )


def _unreferenced(raw: ColumnElement[int]) -> Select[Any]:
    used = select(messages.c.id).where(messages.c.raw == raw)
    held = select(quarantine.c.id).where(quarantine.c.raw == raw)
    return select(raw).where(~used.exists(), ~held.exists())


def _enclosed(connection: Connection, after: int) -> set[int]:
    """Return the raw mails of which files go along with letters behind this one."""
    carrying = select(outbox.c.attachments).where(outbox.c.id > after, type_coerce(outbox.c.attachments, Text) != "[]")
    return {raw for attachments in connection.execute(carrying).scalars() for raw, _part in attachments}


# --- what becomes of it ------------------------------------------------------------------------------------------


def _blank_mails(connection: Connection, numbers: Sequence[int], _: datetime) -> None:
    blanking.blank_messages(connection, numbers)
    each(connection, update(messages).values(sender="", sender_name=""), messages.c.id, numbers)


def _empty_quarantine(connection: Connection, numbers: Sequence[int], _: datetime) -> None:
    blanking.empty_quarantine(connection, numbers)


def _blank_letters(connection: Connection, numbers: Sequence[int], _: datetime) -> None:
    blanking.blank_letters(connection, numbers)


def _blank_tickets(connection: Connection, numbers: Sequence[int], before: datetime) -> None:
    """Blank tickets as erasing a person does, and their people who have no other ticket that is kept."""
    said = set(chosen(connection, select(messages.c.id), messages.c.ticket, numbers))
    letters = set(chosen(connection, select(outbox.c.id), outbox.c.ticket, numbers))
    people = {
        *chosen(connection, select(tickets.c.requester), tickets.c.number, numbers),
        *chosen(connection, select(participants.c.contact), participants.c.ticket, numbers),
    }
    blanking.blank_tickets(connection, numbers)
    blanking.blank_messages(connection, said)
    each(connection, update(messages).values(NAMELESS), messages.c.id, said)
    blanking.blank_letters(connection, letters)
    each(connection, update(outbox).values(ADDRESSEE), outbox.c.id, letters)
    blanking.blank_contacts(connection, people - _still_known(connection, people, before))


def _still_known(connection: Connection, people: set[int], before: datetime) -> set[int]:
    """Return those of these contacts who have a ticket that is kept."""
    kept = or_(tickets.c.status != "closed", tickets.c.closed_at >= before)
    let_in = select(participants.c.contact).join(tickets, tickets.c.number == participants.c.ticket)
    return {
        *chosen(connection, select(tickets.c.requester).where(kept), tickets.c.requester, people),
        *chosen(connection, let_in.where(kept), participants.c.contact, people),
    }


KEPT = (
    Over("ignored_mail", messages.c.id, _ignored, _blank_mails),
    Over("ignored_mail", quarantine.c.id, _dropped, _empty_quarantine),
    Over("sent_letters", outbox.c.id, _sent, _blank_letters),
    Over("closed_tickets", tickets.c.number, _closed, _blank_tickets),
)
"""What is kept for a time."""
