"""How many receipts may leave for senders who prove nothing: what is over waits, the tickets do not (guarantee 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.office import Limits

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def unproven_receipt_at(address: str, ledger: Ledger, limits: Limits, now: datetime) -> datetime:
    """Return when a receipt to this address may leave: now, or when the fullest of the budgets is free again."""
    domain = address.rpartition("@")[2]
    budgets: tuple[tuple[int, timedelta, dict[str, str]], ...] = (
        (limits.receipts_unproven_per_address_day, DAY, {"address": address.lower()}),
        (limits.receipts_unproven_per_domain_hour, HOUR, {"domain": domain.lower()}),
        (limits.receipts_unproven_per_hour, HOUR, {}),
    )
    waits = (span for limit, span, whose in budgets if limit and ledger.receipts_since(now - span, **whose) >= limit)
    return now + max(waits, default=timedelta())
