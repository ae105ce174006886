"""How much there is, for who watches the desk from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from maild.desk.health import Figures
from maild.store.tables import journal, outbox, quarantine, tickets

if TYPE_CHECKING:
    from maild.store.database import Database

_mails = select(journal.c.disposition, func.count()).group_by(journal.c.disposition)
_letters = select(outbox.c.state, func.count()).group_by(outbox.c.state)
_tickets = select(tickets.c.status, func.count()).group_by(tickets.c.status)
_held = select(func.count()).select_from(quarantine).where(quarantine.c.state == "held")


def figures(database: Database) -> Figures:
    """Return how much there is, as one state of the database."""
    with database.reading() as connection:
        return Figures(
            mails=dict(connection.execute(_mails).all()),
            letters=dict(connection.execute(_letters).all()),
            tickets=dict(connection.execute(_tickets).all()),
            held=connection.execute(_held).scalar_one(),
        )
