"""A look at a mailbox before the desk lives in it: what can go wrong, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.errors import MaildError
from maild.transport.findings import Finding, clear_text, problem
from maild.transport.imap.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.transport.settings import ImapSettings

# What works better with which extension of the server, in the words of `maild check`.
WISHES = (
    ("IDLE", "New mail is looked for every {poll_every:g} s instead of at once."),
    ("MOVE", "Mail is copied and then removed instead of being moved at once."),
    ("UIDPLUS", "Mail that was taken in may stay in the folder, marked deleted, until somebody clears it."),
)


def check(settings: ImapSettings) -> list[Finding]:
    """Return what a look at the mailbox finds; nothing is changed there."""
    findings = list(clear_text(settings))
    try:
        client = Client(settings)
    except MaildError as error:
        return [*findings, problem(error)]
    try:
        findings += _folders(client, settings)
        findings += _extensions(client, settings)
    except MaildError as error:
        findings.append(problem(error))
    except Exception as error:  # noqa: BLE001  # a server that talks nonsense is a finding, too
        findings.append(
            Finding(
                "problem", f"{settings.where} cannot be understood: {error}", "Try again, then ask its administrator."
            )
        )
    finally:
        client.log_out()
    return findings


def _folders(client: Client, settings: ImapSettings) -> Iterator[Finding]:
    selected = client.select(settings.folder)
    yield Finding("fine", f"{settings.username} reads {settings.folder} at {settings.where}: {selected.exists} mails.")
    for folder in (settings.processed_folder, settings.quarantine_folder):
        if folder and not client.has_folder(folder):
            yield Finding("fine", f"The folder {folder} will be made at the first run.")
    if settings.sent_folder:
        sent = client.select(settings.sent_folder, read_only=True)
        yield Finding("fine", f"What people send is read in {settings.sent_folder}: {sent.exists} mails.")


def _extensions(client: Client, settings: ImapSettings) -> Iterator[Finding]:
    # Whoever can move needs neither to copy nor to remove.
    needless = {"UIDPLUS"} if client.can("MOVE") else set()
    for extension, without in WISHES:
        if extension not in needless and not client.can(extension):
            consequence = without.format(poll_every=settings.poll_every)
            yield Finding("warning", f"{settings.where} offers no {extension}. {consequence}")
