"""What was said on a ticket, as a notice for the staff shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.mail.commands import holds_only_commands
from maild.notices.values import MessageView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.records import StoredMessage


def conversation(messages: Iterable[StoredMessage]) -> tuple[MessageView, ...]:
    """Return what people said to each other, in order; a mail that only commands the desk says nothing to anybody."""
    return tuple(
        MessageView(one.sender_name or one.sender, one.at, one.text, internal=one.visibility == "internal")
        for one in messages
        if not holds_only_commands(one.text, bare=one.visibility == "internal")
    )
