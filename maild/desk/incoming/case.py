"""One mail before its judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.incoming.finding import Found
    from maild.desk.ledger import Ledger
    from maild.desk.prepared import Prepared
    from maild.desk.records import OutboxRow
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Person


@dataclass(frozen=True, slots=True)
class Case:
    """One mail before its judges: with the ticket it found, who sent it, and the moment of the decision.

    `bounced` is the letter of ours that it returns, `answered` one about no ticket that its own reader answers.
    """

    mail: Prepared
    found: Found | None
    bounced: OutboxRow | None
    answered: OutboxRow | None
    person: Person | None
    ledger: Ledger
    rulebook: Rulebook
    now: datetime
