"""A mail in quarantine is let go by the administrator's answer to the letter that told of it.

The answer only says so: the mail is read and decided afterwards, as any other, by a job of the timetable.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from maild.desk.actions.proof import is_stale, suffices
from maild.desk.incoming.received import received
from maild.desk.quarantine import HELD, WANTED
from maild.desk.records import Changes

if TYPE_CHECKING:
    from maild.desk.actions.proof import Evidence
    from maild.desk.incoming.case import Case
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.records import OutboxRow, QuarantineRow

Outcome = Literal["released", "unproven", "too_old", "gone"]

COMMAND, ANSWER = "release", "quarantine_answered"
_NUMBER = re.compile(r"\d{1,18}")


def let_go(case: Case, office: Office, notifier: Notifier) -> Changes | None:
    """Return what lets a mail out of quarantine, with the answer to who wanted it; None for any other mail."""
    letter = case.answered
    command = next((one for one in case.mail.commands(bare=True) if one.name == COMMAND), None)
    if letter is None or letter.notice != HELD or command is None:
        return None
    number = _number(command.arguments, letter)
    row = case.ledger.work.quarantined(number)
    outcome = _outcome(case, row, office)
    stored = received(case.mail, case.ledger, None, "internal", f"it answers the letter about quarantine {number}")
    changes = stored.changes("noted", case.now, ())
    if outcome == "released" and row is not None:
        changes += Changes(quarantine=(replace(row, state=WANTED),), withdrawals=(letter.id,))
    return changes + notifier.to_admin(ANSWER, {"held": number, "outcome": outcome}, case.ledger, case.now)


def _number(said: str, letter: OutboxRow) -> int:
    """Return which mail is meant: the one that is named, else the one of the letter, whose subject bears its number."""
    found = _NUMBER.search(said) or _NUMBER.search(letter.subject)
    return int(found[0]) if found else 0


def _outcome(case: Case, row: QuarantineRow | None, office: Office) -> Outcome:
    """Return whether the mail goes: what leaves quarantine needs both proofs (guarantee 5)."""
    kind = case.mail.proof.kind
    evidence: Evidence = frozenset() if kind == "failed" else frozenset(("key", kind) if kind == "sender" else ("key",))
    if not suffices(evidence, "both", office):
        return "unproven"
    if is_stale(case):
        return "too_old"
    return "released" if row is not None and row.state == "held" else "gone"
