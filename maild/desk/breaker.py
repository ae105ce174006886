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
TOLD_AGAIN_AFTER = timedelta(days=1)


def is_over(contact: Contact, ledger: Ledger, limits: Limits, now: datetime) -> bool:
    """Tell whether this sender has opened as many tickets within the hour as one may."""
    most = limits.tickets_per_sender_hour
    return bool(most) and ledger.tickets_since(now - WINDOW, contact.id) >= most


def breaker_key(contact: Contact) -> str:
    """Return under which name the administrator was told of this sender."""
    return f"circuit:{contact.id}"
