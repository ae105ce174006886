"""The port `Store` on a database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from maild.desk.records import Baseline, Death, Dossier, OutboxRow, QuarantineRow, StoredMessage
from maild.store import dossier, lookups, rawmail, rows
from maild.store.tables import baselines, deaths, events, messages, quarantine, runs
from maild.store.work import SqlWork
from maild.store.writes import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from maild.store.database import Database
    from maild.tickets.events import Event

_events = select(events).where(events.c.ticket == bindparam("ticket")).order_by(events.c.sequence)
_message = select(messages).where(messages.c.id == bindparam("message"))
_quarantined = select(quarantine).where(quarantine.c.state == bindparam("of_state")).order_by(quarantine.c.id)
_baseline = select(baselines).where(
    baselines.c.mailbox == bindparam("of_mailbox"), baselines.c.folder == bindparam("of_folder")
)
_last_run = select(runs).where(runs.c.daemon == bindparam("of_daemon")).order_by(runs.c.id.desc()).limit(1)


class DeskStore:
    """What the desk keeps; `wake` is called after each commit that put letters into the outbox."""

    def __init__(self, database: Database, wake: Callable[[], None] = lambda: None) -> None:
        self.database = database
        self._wake = wake
        self._writer = Writer(database.dialect)

    @contextmanager
    def begin(self) -> Iterator[SqlWork]:
        with self.database.writing() as connection:
            work = SqlWork(connection, self._writer)
            yield work
            wakes = work.wakes_sender and not connection.in_transaction()
        if wakes:
            self._wake()

    def raw(self, raw_id: int) -> bytes:
        with self.database.reading() as connection:
            return rawmail.get(connection, raw_id)

    def events(self, number: int) -> list[Event]:
        with self.database.reading() as connection:
            return [rows.event_of(row) for row in connection.execute(_events, {"ticket": number})]

    def message(self, message: int) -> StoredMessage | None:
        with self.database.reading() as connection:
            row = connection.execute(_message, {"message": message}).one_or_none()
        return None if row is None else rows.message_of(row)

    def letter(self, row: int) -> OutboxRow | None:
        with self.database.reading() as connection:
            return lookups.letter(connection, row)

    def letters_of(self, number: int) -> list[OutboxRow]:
        with self.database.reading() as connection:
            return lookups.letters_of(connection, number)

    def dossier(self, number: int) -> Dossier | None:
        with self.database.reading() as connection:
            return dossier.dossier(connection, number)

    def quarantined(self, state: str = "held") -> Iterator[QuarantineRow]:
        with self.database.reading() as connection:
            held = [rows.quarantine_of(row) for row in connection.execute(_quarantined, {"of_state": state})]
        yield from held

    def deaths(self) -> list[Death]:
        with self.database.reading() as connection:
            found = connection.execute(select(deaths).order_by(deaths.c.at))
            return [Death(rows.place_of(row), row.attempts, row.at) for row in found]

    def baseline(self, mailbox: str, folder: str) -> Baseline | None:
        with self.database.reading() as connection:
            row = connection.execute(_baseline, {"of_mailbox": mailbox, "of_folder": folder}).one_or_none()
        return None if row is None else Baseline(*row)

    def started(self, daemon: str, at: datetime) -> bool:
        with self.database.writing() as connection:
            last = connection.execute(_last_run, {"of_daemon": daemon}).one_or_none()
            connection.execute(runs.insert(), {"daemon": daemon, "started_at": at})
            connection.commit()
        return last is not None and last.ended_at is None

    def ended(self, daemon: str, at: datetime) -> None:
        with self.database.writing() as connection:
            last = connection.execute(_last_run, {"of_daemon": daemon}).one_or_none()
            if last is not None:
                connection.execute(update(runs).where(runs.c.id == last.id), {"ended_at": at})
            connection.commit()
