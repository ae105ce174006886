"""Under which Message-ID a letter of ours travels, where a provider has given it another one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from maild.desk.records import OutboxStep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from maild.desk.incoming.finding import Found
    from maild.desk.ledger import Ledger
    from maild.desk.ports import Outcome
    from maild.desk.prepared import Prepared
    from maild.desk.records import OutboxRow

_MESSAGE_ID: Final = re.compile(r"<[^<>@\s]{1,200}@[^<>@\s]{1,200}>")


def said_to_be(row: OutboxRow, outcome: Outcome) -> str:
    """Return the Message-ID that the server's answer names for a letter it took, "" when it names no other one."""
    named = (match[0] for match in _MESSAGE_ID.finditer(outcome.answer) if outcome.result == "sent")
    known = {row.message_id.lower(), f"<{row.address}>".lower(), f"<{row.sender}>".lower()}
    return next((name for name in named if name.lower() not in known), "")


def learned(found: Found, mail: Prepared, ledger: Ledger, now: datetime) -> Iterator[OutboxStep]:
    """Yield what a proven reply tells: it answers a letter of ours by an id that nobody has heard of."""
    row, answered = found.row, mail.message.in_reply_to
    if row is None or found.how != "key" or not found.addressed or row.state != "sent" or len(answered) != 1:
        return
    if ledger.thread(answered[0]) is None:
        yield OutboxStep(
            row.id, "sent", row.attempts, row.next_attempt_at, now, row.last_error, row.holder, answered[0]
        )
