"""Mail that cannot be handled: kept with its octets and the reason, told once, released by mail or command."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from maild.desk.ports import Fetched
from maild.desk.records import Changes, JournalEntry, QuarantineRow, RawMail
from maild.mail.content import digest_of

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.letters.notify import Notifier
    from maild.desk.ports import Store
    from maild.mail.message import Message

HELD = "quarantine_held"
WANTED: Literal["wanted"] = "wanted"
"""The state of a mail that somebody has let go, until it is read and decided once more."""


def held(
    fetched: Fetched, said: Message | None, reason: str, ledger: Ledger, notifier: Notifier, now: datetime
) -> Changes:
    """Return all that is written when a mail is set aside; the administrator is told once a mail.

    `said` is None for a mail that nobody may read again, because reading it is what went wrong.
    """
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
    return Changes(raws=(raw,), quarantine=(row,), journal=(entry,)) + told_of(row, said, ledger, notifier, now)


def told_of(row: QuarantineRow, said: Message | None, ledger: Ledger, notifier: Notifier, now: datetime) -> Changes:
    """Return the letter that tells the administrator of a mail in quarantine."""
    values = {
        "held": row.id,
        "sender": said.from_address.address if said and said.from_address else "",
        "subject": said.subject if said else "",
        "received_at": row.received_at,
        "reason": row.reason,
    }
    return notifier.to_admin(HELD, values, ledger, now)


def as_fetched(row: QuarantineRow, store: Store) -> Fetched:
    """Return a mail from quarantine as it once came from its mailbox; KeyError when it was erased."""
    octets = store.raw(row.raw)
    return Fetched(row.place, row.received_at, octets, len(octets))


def released(changes: Changes, row: QuarantineRow) -> Changes:
    """Return a decision on a mail from quarantine: what is said of its place is replaced, and it is held no more."""
    if changes.quarantine:
        # It was set aside again: the row that holds it already stays.
        reason = changes.quarantine[0].reason
        return Changes(quarantine=(replace(row, state="held", retried=row.retried + 1, reason=reason),))
    return replace(changes, journal=(), rejudged=changes.journal, quarantine=(replace(row, state="released"),))
