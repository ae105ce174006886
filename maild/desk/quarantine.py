"""Mail that cannot be handled: kept with its octets and the reason, told once, released by mail or command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.records import Changes, JournalEntry, QuarantineRow, RawMail
from maild.mail.content import digest_of

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.notify import Notifier
    from maild.desk.ports import Fetched


def held(fetched: Fetched, reason: str, ledger: Ledger, notifier: Notifier, now: datetime) -> Changes:
    """Return all that is written when a mail is set aside; the administrator is told once a mail."""
    raw = RawMail(ledger.work.next("raw"), digest_of(fetched.raw), fetched.raw)
    row = QuarantineRow(
        id=ledger.work.next("quarantine"),
        raw=raw.id,
        place=fetched.place,
        received_at=fetched.received_at,
        at=now,
        reason=reason,
    )
    entry = JournalEntry(fetched.place, fetched.received_at, now, "quarantined", reason, quarantine=row.id)
    told = notifier.to_admin("quarantine_held", {"quarantine": row.id, "reason": reason}, ledger, now)
    return Changes(raws=(raw,), quarantine=(row,), journal=(entry,)) + told
