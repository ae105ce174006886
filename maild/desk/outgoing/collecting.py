"""Receipts that had to wait for their budget: what waits for one address leaves as one letter with all the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from maild.desk.letters.budgets import unproven_receipt_at
from maild.desk.records import Changes, OutboxStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Limits
    from maild.desk.records import OutboxRow

LATER = "later"
NUMBERS_A_LETTER = 200


def collect(due: Sequence[OutboxRow], ledger: Ledger, notifier: Notifier, limits: Limits, now: datetime) -> None:
    """Decide on receipts whose wait is over: the budget may have room for their addresses now, or not yet."""
    for address in dict.fromkeys(row.address.lower() for row in due):
        at = unproven_receipt_at(address, ledger, limits, now)
        if at > now:
            again = (row for row in due if row.address.lower() == address)
            ledger.accept(_moved(again, "waiting", at, now, ""))
            continue
        waiting = ledger.work.postponed_receipts(address, NUMBERS_A_LETTER)
        letter = notifier.collected(waiting, ledger, now)
        because = f"letter {letter.outbox[0].id} names this number with the others"
        ledger.accept(letter + _moved(waiting, "dropped", now, now, because))


def _moved(
    rows: Iterable[OutboxRow], state: Literal["waiting", "dropped"], at: datetime, now: datetime, because: str
) -> Changes:
    return Changes(outbox_steps=tuple(OutboxStep(row.id, state, row.attempts, at, now, because) for row in rows))
