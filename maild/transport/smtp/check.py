"""A look at the submission server before the desk sends through it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from maild.errors import MaildError
from maild.transport.findings import Finding, clear_text, problem
from maild.transport.smtp.connection import connect

if TYPE_CHECKING:
    from maild.transport.settings import SmtpSettings


def check(settings: SmtpSettings) -> list[Finding]:
    """Return what connecting and logging in finds; nothing is sent."""
    try:
        asyncio.run(_connect_and_quit(settings))
    except MaildError as error:
        return [*clear_text(settings), problem(error)]
    who = settings.username or "Everybody here"
    return [*clear_text(settings), Finding("fine", f"{who} sends through {settings.where}.")]


async def _connect_and_quit(settings: SmtpSettings) -> None:
    connection = await connect(settings)
    await connection.quit()
