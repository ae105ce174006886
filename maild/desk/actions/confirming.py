"""The answer to "was it you?": yes lets the held commands act, no is an alarm, anything else is just a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from maild.desk.actions.proof import COMMAND_LASTS
from maild.mail.commands import plain

if TYPE_CHECKING:
    from maild.desk.incoming.case import Case
    from maild.desk.records import Confirmation, OutboxRow

_YES = frozenset({"ya", "iya", "betul", "benar", "yes", "yep", "correct"})
_NO = frozenset({"bukan", "tidak", "no", "not"})
_COMMANDS: dict[str, Literal["yes", "no"]] = {"approve": "yes", "reject": "no"}


def asked_about(letter: OutboxRow, case: Case) -> Confirmation | None:
    """Return what waits for the answer to this letter, None when nothing does any more, or for nobody's words."""
    if case.mail.proof.kind == "failed":
        return None
    waiting = case.ledger.work.confirmation(letter.id)
    if waiting is None or case.now - waiting.asked_at > COMMAND_LASTS:
        return None
    return waiting


def said_in(case: Case) -> Literal["yes", "no"] | None:
    """Return what the mail answers, None when it is neither."""
    if not case.mail.reading.reply.own:
        return None
    commands = case.mail.commands()
    if commands:
        return _COMMANDS.get(commands[0].name)
    first = next(iter(plain(case.mail.text).split()), "").strip(".,!")
    return "yes" if first in _YES else "no" if first in _NO else None
