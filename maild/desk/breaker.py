"""The circuit breaker: a sender who opens tickets without end wakes nobody; it closes by itself when he stops."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.office import Limits
    from maild.desk.records import Contact

WINDOW = timedelta(hours=1)


def is_over(contact: Contact, ledger: Ledger, limits: Limits, received_at: datetime) -> bool:
    """Tell whether this sender had opened as many tickets as one may, within the hour before this mail came.

    The hour is that of the mailbox, so that a backlog shows a loop as well as a stream does.
    """
    most = limits.tickets_per_sender_hour
    return bool(most) and ledger.tickets_since(received_at - WINDOW, contact.id) >= most


def breaker_key(contact: Contact) -> str:
    """Return under which name the administrator was told of this sender."""
    return f"circuit:{contact.id}"
