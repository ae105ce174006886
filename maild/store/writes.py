"""How changes reach the tables: each kind of record by one statement for many rows, in the order that keys demand."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, update
from sqlalchemy.dialects import postgresql, sqlite

from maild.desk.records import Conflict
from maild.store import rawmail, rows, search
from maild.store.lookups import known_threads
from maild.store.prepared import Prepared
from maild.store.search_tables import articles
from maild.store.tables import (
    baselines,
    confirmations,
    contacts,
    deaths,
    events,
    jobs,
    journal,
    messages,
    outbox,
    participants,
    quarantine,
    survey_answers,
    targets,
    threads,
    ticket_words,
    tickets,
    told,
    triage_hits,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection, Table
    from sqlalchemy.sql.dml import UpdateBase

    from maild.desk.records import Changes, Thread
    from maild.store.rows import Row

    RowsOf = Callable[[Changes], Iterable[Row]]
    Insert = Callable[[Table], sqlite.Insert | postgresql.Insert]

_PLACE = ("mailbox", "folder", "uidvalidity", "uid")

# What is written over when it is there already: the table, its key, and the rows that changes bring.
_KEPT_UP: tuple[tuple[Table, tuple[str, ...], RowsOf], ...] = (
    (contacts, ("id",), lambda changes: map(rows.contact_row, changes.contacts)),
    (tickets, ("number",), lambda changes: map(rows.ticket_row, changes.tickets)),
    (targets, ("ticket", "name", "run"), lambda changes: map(rows.target_row, changes.targets)),
    (ticket_words, ("ticket",), lambda changes: map(rows.words_row, changes.words)),
    (survey_answers, ("ticket",), lambda changes: map(rows.survey_answer_row, changes.survey_answers)),
    (participants, ("ticket", "contact"), lambda changes: map(rows.participant_row, changes.participants)),
    (quarantine, ("id",), lambda changes: map(rows.quarantine_row, changes.quarantine)),
    (articles, ("ticket",), lambda changes: map(rows.article_row, changes.articles)),
    (told, ("key",), lambda changes: map(rows.told_row, changes.told)),
    (baselines, ("mailbox", "folder"), lambda changes: map(rows.baseline_row, changes.baselines)),
    (deaths, _PLACE, lambda changes: map(rows.death_row, changes.deaths)),
    (jobs, ("name",), lambda changes: map(rows.job_row, changes.jobs)),
)

_moved_on = ("state", "attempts", "next_attempt_at", "changed_at", "last_error", "holder")
_this_letter = outbox.c.id == bindparam("of")

# What is written once.
_APPENDED: tuple[tuple[UpdateBase, RowsOf], ...] = (
    (messages.insert(), lambda changes: map(rows.message_row, changes.messages)),
    (events.insert(), lambda changes: map(rows.event_row, changes.events)),
    (triage_hits.insert(), lambda changes: map(rows.hit_row, changes.hits)),
    (outbox.insert(), lambda changes: map(rows.outbox_row, changes.outbox)),
    (
        confirmations.insert(),
        lambda changes: (rows.confirmation_row(one) for one in changes.confirmations if one.confirmed_at is None),
    ),
)

# What changes rows that are there.
_CHANGED: tuple[tuple[UpdateBase, RowsOf], ...] = (
    (
        update(outbox).where(_this_letter).values({name: bindparam(name) for name in _moved_on}),
        lambda changes: map(rows.step_row, changes.outbox_steps),
    ),
    (
        update(outbox).where(_this_letter).values(learned_message_id=bindparam("learned")),
        lambda changes: (
            {"of": step.id, "learned": step.learned_message_id}
            for step in changes.outbox_steps
            if step.learned_message_id
        ),
    ),
    (
        update(outbox).where(_this_letter).values(withdrawn=True),
        lambda changes: ({"of": row} for row in changes.withdrawals),
    ),
    (
        update(confirmations)
        .where(confirmations.c.letter == bindparam("of"))
        .values(confirmed_at=bindparam("answered_at")),
        lambda changes: (
            {"of": one.letter, "answered_at": one.confirmed_at}
            for one in changes.confirmations
            if one.confirmed_at is not None
        ),
    ),
    (
        update(journal)
        .where(*(journal.c[name] == bindparam(f"of_{name}") for name in _PLACE))
        .values({name: bindparam(name) for name in rows.JUDGEMENT}),
        lambda changes: map(rows.rejudged_row, changes.rejudged),
    ),
    (
        delete(deaths).where(*(deaths.c[name] == bindparam(name) for name in _PLACE)),
        lambda changes: map(rows.place_row, changes.survived),
    ),
)

_thread_arrives = (
    update(threads)
    .where(threads.c.message_id == bindparam("of"))
    .values(sender=bindparam("arrived_from"), date=bindparam("arrived_date"))
)


_add_thread = threads.insert()
_add_entry = journal.insert()


class Writer:
    """Writes changes on one kind of database; it holds no state of a transaction."""

    def __init__(self, dialect: str) -> None:
        self._new: Insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
        self._kept_up = tuple((self._upsert(table, keys), rows_of) for table, keys, rows_of in _KEPT_UP)
        self._prepared: dict[UpdateBase, Prepared] = {}

    def write(self, connection: Connection, changes: Changes, entry: int) -> None:
        """Write all changes; `entry` is the number of the first journal entry. Conflict when a key is taken."""
        changes = _with_raws_kept(connection, changes)
        fresh, arrived = _threads(connection, changes.threads)
        for statement, rows_of in (*self._kept_up, *_APPENDED):
            self._insert(connection, statement, rows_of(changes))
        search.put(connection, changes.documents)
        self._insert(connection, _add_thread, fresh)
        self._insert(connection, _add_entry, map(rows.journal_row, changes.journal, count(entry)))
        _change(connection, _thread_arrives, arrived)
        for statement, rows_of in _CHANGED:
            _change(connection, statement, rows_of(changes))

    def _insert(self, connection: Connection, statement: UpdateBase, values: Iterable[Row]) -> None:
        if not (parameters := list(values)):
            return
        if statement not in self._prepared:
            self._prepared[statement] = Prepared(statement, connection.dialect, tuple(parameters[0]))
        self._prepared[statement].run(connection, parameters)

    def _upsert(self, table: Table, keys: tuple[str, ...]) -> UpdateBase:
        insert = self._new(table)
        columns = [column.name for column in table.columns if column.name not in keys]
        new: dict[str, Any] = {name: insert.excluded[name] for name in columns}
        if table is ticket_words:
            new = {name: func.coalesce(insert.excluded[name], table.c[name]) for name in columns}
        return insert.on_conflict_do_update(index_elements=list(keys), set_=new)


def _change(connection: Connection, statement: UpdateBase, values: Iterable[Row]) -> None:
    if parameters := list(values):
        connection.execute(statement, parameters)


def _with_raws_kept(connection: Connection, changes: Changes) -> Changes:
    """Keep raw mails; what refers to one that was there already then refers to that."""
    moved = rawmail.put(connection, changes.raws) if changes.raws else {}
    if not moved:
        return changes
    return replace(
        changes,
        messages=tuple(replace(row, raw=moved.get(row.raw or 0, row.raw)) for row in changes.messages),
        quarantine=tuple(replace(row, raw=moved.get(row.raw, row.raw)) for row in changes.quarantine),
        outbox=tuple(
            replace(row, attachments=tuple((moved.get(raw, raw), part) for raw, part in row.attachments))
            for row in changes.outbox
        ),
    )


def _threads(connection: Connection, wanted: Sequence[Thread]) -> tuple[list[Row], list[Row]]:
    """Return the threads to add, and those known already whose first bearer has now come; that stays so for good.

    Conflict when a Message-ID belongs to another ticket.
    """
    if not wanted:
        return [], []
    known = known_threads(connection, (thread.message_id for thread in wanted))
    written: dict[str, Thread] = {}
    for thread in wanted:
        before = written.get(thread.message_id) or known.get(thread.message_id)
        if before is not None and before.ticket != thread.ticket:
            raise Conflict(f"{thread.message_id} belongs to ticket {before.ticket}")
        if before is None or (before.sender is None and thread.sender is not None):
            written[thread.message_id] = thread
    fresh = [rows.thread_row(thread) for name, thread in written.items() if name not in known]
    arrived = [
        {"of": name, "arrived_from": thread.sender, "arrived_date": thread.date}
        for name, thread in written.items()
        if name in known
    ]
    return fresh, arrived
