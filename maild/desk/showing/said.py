"""What was said on a ticket, as people are shown it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.mail.commands import holds_only_commands
from maild.notices.values import MessageView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.records import StoredMessage


def reported(messages: Iterable[StoredMessage]) -> str:
    """Return the words with which a ticket began, of those that its requester may read."""
    return next((one.text for one in messages if one.visibility == "public"), "")


def message_view(message: StoredMessage) -> MessageView:
    """Return a message as the staff see it."""
    internal = message.visibility == "internal"
    return MessageView(message.sender_name or message.sender, message.at, message.text, internal=internal)


def conversation(messages: Iterable[StoredMessage]) -> tuple[MessageView, ...]:
    """Return what people said to each other, in order; a mail that only commands the desk says nothing to anybody."""
    return tuple(
        message_view(one) for one in messages if not holds_only_commands(one.text, bare=one.visibility == "internal")
    )
