"""What the desk tells whoever asks: how a ticket is doing (TRG-6), how a command is written, the empty form (UNM-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.inquiry import Answer
from maild.desk.actions.listing import list_tickets
from maild.mail.commands import command_named
from maild.notices.values import CommandView

if TYPE_CHECKING:
    from maild.desk.actions.inquiry import Inquiry
    from maild.mail.command_words import CommandWord

FORM = "report"


def status(inquiry: Inquiry) -> Answer:
    """Return how a ticket stands, or all open ones of the asker when none is named."""
    if not inquiry.said and inquiry.about is None:
        return list_tickets(inquiry)
    ticket = inquiry.ticket()
    person = inquiry.policy.people.person(ticket.assignee)
    return Answer("status", {"assignee": person.name if person else ""}, ticket)


def form(_: Inquiry) -> Answer:
    """Return the empty form for a report, to be filled in and sent back."""
    return Answer("form", {"form": FORM})


def command_view(word: CommandWord, language: str) -> CommandView:
    """Return a command as people write it in their language, with what stands behind it."""
    written = (word.indonesian if language == "id" else word.english)[0]
    column = 0 if language == "id" else 1
    return CommandView(f"#{written}", word.argument[column], word.help[column])


def view_of_command(name: str, language: str) -> CommandView | None:
    """Return a command by its name, None when there is no such command."""
    word = command_named(name) if name else None
    return command_view(word, language) if word else None
