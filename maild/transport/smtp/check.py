"""A look at the submission server before the desk sends through it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from maild.errors import MaildError
from maild.transport.findings import Finding, clear_text, problem
from maild.transport.smtp.connection import connect

if TYPE_CHECKING:
    from maild.transport.settings import SmtpSettings


def check(settings: SmtpSettings, sender: str = "", recipient: str = "") -> list[Finding]:
    """Return what connecting and logging in finds, and whether mail from sender to recipient would be taken.

    Nothing is sent; without a recipient only the log-in is tried.
    """
    try:
        refused = asyncio.run(_ask(settings, sender, recipient))
    except MaildError as error:
        return [*clear_text(settings), problem(error)]
    if refused:
        what = f"{settings.where} would not take mail from {sender} to {recipient}: {refused}"
        return [*clear_text(settings), Finding("problem", what, "Allow this user to send from that address.")]
    who = settings.username or "Everybody here"
    return [*clear_text(settings), Finding("fine", f"{who} sends through {settings.where}.")]


async def _ask(settings: SmtpSettings, sender: str, recipient: str) -> str:
    connection = await connect(settings)
    refused = await connection.refusal(sender, recipient) if recipient else ""
    await connection.quit()
    return refused
