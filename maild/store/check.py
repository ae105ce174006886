"""Whether the database holds together: its shape, its files, and every ticket against its own history."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, func, select, type_coerce

from maild.errors import PermanentError
from maild.store import rows, search
from maild.store.lookups import known_targets, known_tickets
from maild.store.schema import refuse, version_of
from maild.store.tables import (
    contacts,
    counters,
    events,
    journal,
    messages,
    outbox,
    quarantine,
    raw_chunks,
    raws,
    tickets,
)
from maild.tickets.ticket import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from maild.store.database import Database
    from maild.tickets.events import Event
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

AT_ONCE = 500
"""How many tickets are folded in one go."""

_UPGRADE = "Run `maild db upgrade`, which builds what search finds anew."
_RESTORE = "Restore the last backup, or report this with the output of `maild tickets show --json`."
_COUNTED = (
    ("contact", contacts.c.id),
    ("journal", journal.c.id),
    ("message", messages.c.id),
    ("outbox", outbox.c.id),
    ("quarantine", quarantine.c.id),
    ("raw", raws.c.id),
    ("ticket", tickets.c.number),
)
_numbers = (
    select(tickets.c.number).where(tickets.c.number > bindparam("after")).order_by(tickets.c.number).limit(AT_ONCE)
)
_histories = (
    select(events)
    .where(events.c.ticket.between(bindparam("first"), bindparam("last")))
    .order_by(events.c.ticket, events.c.sequence)
)
_enclosures = select(outbox.c.attachments).where(type_coerce(outbox.c.attachments, Text) != "[]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be, and what to do about it."""

    what: str
    mend: str


def check(database: Database) -> Iterator[Finding]:
    """Yield all that is wrong with the database; nothing when it is sound."""
    with database.reading() as connection:
        try:
            refuse(version_of(connection))
        except PermanentError as error:
            yield Finding(error.what, error.mend)
            return
        yield from _damages(connection)
        yield from _unfit_tickets(connection)
        yield from _orphans(connection)
        yield from _late_counters(connection)
        for number in search.exposed(connection):
            yield Finding(f"Ticket {number} is confidential and can be found by search", _UPGRADE)
    with database.writing() as connection:
        if not search.is_in_step(connection):
            yield Finding("The search index is not what its documents say", _UPGRADE)


def _damages(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield Finding(f"The database file is damaged: {line}", "Stop maild and restore the last backup.")
    for table, row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding(f"A row of {table} ({row}) refers to something in {parent} that is not there", _RESTORE)


def _unfit_tickets(connection: Connection) -> Iterator[Finding]:
    after = 0
    while numbers := connection.execute(_numbers, {"after": after}).scalars().all():
        yield from _unfit_among(connection, numbers)
        after = numbers[-1]


def _unfit_among(connection: Connection, numbers: Sequence[int]) -> Iterator[Finding]:
    found = connection.execute(_histories, {"first": numbers[0], "last": numbers[-1]}).all()
    histories = {number: list(history) for number, history in groupby(found, key=lambda row: row.ticket)}
    stored = known_tickets(connection, numbers)
    kept = known_targets(connection, numbers)
    for number in numbers:
        try:
            history = [rows.event_of(row) for row in histories.get(number, ())]
            ticket = folded(history)
        except ValueError as error:
            yield Finding(f"The history of ticket {number} cannot be folded: {error}", _RESTORE)
            continue
        yield from _differences(number, stored[number], ticket)
        if set(kept.get(number, ())) != _targets_after(history):
            yield Finding(f"The targets of ticket {number} are not those of its history", _RESTORE)


def _differences(number: int, stored: Ticket, ticket: Ticket) -> Iterator[Finding]:
    names = [field.name for field in fields(ticket)]
    unlike = [name for name in names if getattr(stored, name) != getattr(ticket, name)]
    if unlike:
        yield Finding(f"Ticket {number} is not what its history says: {', '.join(unlike)}", _RESTORE)


def _targets_after(history: Sequence[Event]) -> set[Target]:
    latest = {(target.name, target.run): target for event in history for target in event.targets}
    return set(latest.values())


def _orphans(connection: Connection) -> Iterator[Finding]:
    used = select(messages.c.raw).where(messages.c.raw == raws.c.id).exists()
    held = select(quarantine.c.raw).where(quarantine.c.raw == raws.c.id).exists()
    chunks = select(raw_chunks.c.raw).where(raw_chunks.c.raw == raws.c.id).exists()
    for raw in connection.execute(select(raws.c.id).where(~chunks)).scalars():
        yield Finding(f"The raw mail {raw} has lost its octets", "Restore the last backup.")
    enclosed = {raw for attachments in connection.execute(_enclosures).scalars() for raw, _part in attachments}
    for raw in connection.execute(select(raws.c.id).where(~used, ~held)).scalars():
        if raw not in enclosed:
            yield Finding(f"The raw mail {raw} belongs to no message and to no letter", _RESTORE)


def _late_counters(connection: Connection) -> Iterator[Finding]:
    standing = dict(connection.execute(select(counters.c.name, counters.c.value)).all())
    for name, column in _COUNTED:
        highest = connection.execute(select(func.max(column))).scalar_one() or 0
        if standing.get(name, 0) < highest:
            yield Finding(f"The counter {name} stands at {standing.get(name, 0)}, below {highest}", _RESTORE)
