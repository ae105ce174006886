"""In which form a receipt goes out, if any: words come back to proven senders only, and nothing to machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.letters.budgets import HOUR, unproven_receipt_at

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.happening import Happening
    from maild.desk.office import Limits

RECEIPT, FIXED, TOO_BIG, ON_BEHALF = "receipt", "receipt_fixed", "too_big", "receipt_on_behalf"
UNREACHED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Form:
    """A receipt as a template, when it may leave, and the budget it belongs to ("" is none)."""

    template: str
    at: datetime
    budget: str = ""


def form_of(happening: Happening, address: str, limits: Limits) -> Form | None:
    """Return the form of the receipt for a new ticket, None when nobody may be answered (guarantee 4)."""
    mail, now = happening.mail, happening.now
    if mail is None:
        return Form(RECEIPT, now)
    if not mail.reading.origin.may_answer or mail.proof.kind == "failed":
        return None
    if happening.held_back:
        return Form(FIXED, now + HOUR, "later")
    if happening.proven and happening.on_behalf:
        return Form(ON_BEHALF, now)
    if happening.proven:
        return Form(TOO_BIG if mail.fetched.truncated else RECEIPT, now)
    if happening.ledger.work.failures_since(now - UNREACHED_FOR, address):
        return None
    at = unproven_receipt_at(address, happening.ledger, limits, now)
    fixed = ON_BEHALF if happening.on_behalf else FIXED
    return Form(fixed, at, "later" if at > now else "unproven")
