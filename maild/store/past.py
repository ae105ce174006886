"""Past tickets with the mails that opened them, one by one, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from maild.store import rawmail, rows
from maild.store.tables import events, messages, tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from maild.desk.records import StoredMessage
    from maild.store.database import Database
    from maild.tickets.events import Event

AT_ONCE = 200
"""How many tickets are read in one transaction."""

_numbers = (
    select(tickets.c.number)
    .where(
        tickets.c.number < bindparam("below"), tickets.c.opened_at >= bindparam("since", type_=tickets.c.opened_at.type)
    )
    .order_by(tickets.c.number.desc())
    .limit(bindparam("limit"))
)
_histories = select(events).where(events.c.ticket == bindparam("number")).order_by(events.c.sequence)
_message = select(messages).where(messages.c.id == bindparam("number"))
_highest = select(func.coalesce(func.max(tickets.c.number), 0))


class Past:
    """The tickets there were, the newest first; nobody who writes has to wait for who reads them."""

    def __init__(self, database: Database, since: datetime, limit: int | None = None) -> None:
        self._database = database
        self._since = since
        self._limit = limit

    def __len__(self) -> int:
        """Return how many tickets there are."""
        query = select(func.count()).select_from(tickets).where(tickets.c.opened_at >= self._since)
        with self._database.reading() as connection:
            found: int = connection.execute(query).scalar_one()
        return found if self._limit is None else min(found, self._limit)

    def openings(self) -> Iterator[tuple[list[Event], StoredMessage, bytes]]:
        """Yield the history of each ticket with the mail that opened it; those whose mail was erased are left out."""
        for connection, number in self._each():
            history = [rows.event_of(row) for row in connection.execute(_histories, {"number": number})]
            row = connection.execute(_message, {"number": history[0].message}).one_or_none()
            if row is not None and row.raw is not None:
                yield history, rows.message_of(row), rawmail.get(connection, row.raw)

    def _each(self) -> Iterator[tuple[Connection, int]]:
        with self._database.reading() as connection:
            below = connection.execute(_highest).scalar_one() + 1
        left = len(self)
        while left > 0:
            asked = {"below": below, "since": self._since, "limit": min(left, AT_ONCE)}
            with self._database.reading() as connection:
                numbers = connection.execute(_numbers, asked).scalars().all()
                for number in numbers:
                    yield connection, number
            if not numbers:
                return
            left -= len(numbers)
            below = numbers[-1]
