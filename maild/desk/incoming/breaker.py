"""The circuit breaker: a sender who writes without end wakes nobody; it closes by itself when he stops."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.records import Told

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.office import Limits
    from maild.desk.records import Contact

WINDOW = timedelta(hours=1)
ALERTS_A_DAY = 5


def is_over(contact: Contact, ledger: Ledger, limits: Limits, received_at: datetime) -> bool:
    """Tell whether this sender had opened as many tickets as one may, within the hour before this mail came.

    The hour is that of the mailbox, so that a backlog shows a loop as well as a stream does.
    """
    most = limits.tickets_per_sender_hour
    return bool(most) and ledger.tickets_since(received_at - WINDOW, contact.id) >= most


def breaker_key(contact: Contact) -> str:
    """Return under which name the administrator was told of this sender."""
    return f"circuit:{contact.id}"


def alert_of(number: int, sender: str, ledger: Ledger, now: datetime) -> tuple[Told, ...]:
    """Return what has to be remembered when the desk is told of a mail that nothing proves, empty when it is not.

    The first few of a day in one name on one ticket are told; those after them are kept on the ticket only.
    """
    keys = (f"unproven:{number}:{sender}:{at}" for at in range(ALERTS_A_DAY))
    key = next((key for key in keys if ledger.is_news(key, now)), None)
    return (Told(key, now),) if key is not None else ()
