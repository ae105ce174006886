"""Histories of tickets that are told by what happened, minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from maild.desk.numbers import History
from maild.desk.recording import Cause, recorded
from maild.tickets import events
from tests.support.season import rulebook

BEGIN = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)  # a Thursday, nine in the morning
MINUTE = timedelta(minutes=1)


def history(
    number: int, *told: tuple[float, events.Fact], priority: int = 3, channel: str = "email", **more: Any
) -> History:
    """Return the history of a ticket: minutes after its beginning, and what happened then."""
    opened = events.TicketOpened(
        "incident", "Jaringan", "", "Internet lambat", "tinggi", "tinggi", priority, "meja-layanan", 1, channel, **more
    )
    ticket, targets, happened = None, (), []
    for minutes, fact in ((0.0, opened), *told):
        cause = Cause(BEGIN + minutes * MINUTE, "person:omar", "mail")
        done = recorded(rulebook(), number, ticket, targets, fact, cause, happened)
        ticket, targets = done.ticket, done.targets
        happened.append(done.event)
    assert ticket is not None
    return History(ticket, targets, tuple(happened), f"Gangguan {number}", "Rita")
