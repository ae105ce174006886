"""The mail servers as the transport is told of them: addresses, protection, and how to log in."""

from __future__ import annotations

import socket
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from maild.transport.oauth import TokenSource
from maild.transport.settings import ImapSettings, OAuthSettings, SmtpSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from maild.config import Config, Mailbox, OAuth, Secret
    from maild.transport.settings import AccessToken


def imap_settings(mailbox: Mailbox, config: Config) -> ImapSettings:
    """Return what the transport needs to know of a mailbox."""
    return ImapSettings(
        host=mailbox.host,
        port=mailbox.actual_port,
        security=mailbox.security,
        username=mailbox.username,
        password=_secret(mailbox.password),
        token=_token(mailbox.oauth),
        folder=mailbox.folder,
        processed_folder=mailbox.processed_folder,
        quarantine_folder=mailbox.quarantine_folder,
        sent_folder=mailbox.sent_folder,
        idle=mailbox.idle,
        poll_every=mailbox.poll_every.total_seconds(),
        message_bytes=config.limits.message_bytes,
    )


def sent_settings(mailbox: Mailbox, config: Config) -> ImapSettings:
    """Return what the transport needs to know of the sent mail of a mailbox: it is read, and nothing there changes."""
    return replace(imap_settings(mailbox, config), folder=mailbox.sent_folder, read_only=True)


def smtp_settings(config: Config) -> SmtpSettings:
    """Return what the transport needs to know of the submission server."""
    smtp = config.smtp
    return SmtpSettings(
        host=smtp.host,
        port=smtp.actual_port,
        security=smtp.security,
        username=smtp.username,
        password=_secret(smtp.password),
        token=_token(smtp.oauth),
        connections=smtp.connections,
        hello=socket.getfqdn(),
    )


def _secret(value: Secret | None) -> Callable[[], str] | None:
    return value.get_secret_value if value is not None else None


def _token(oauth: OAuth | None) -> AccessToken | None:
    if oauth is None:
        return None
    return TokenSource(
        OAuthSettings(
            token_url=oauth.token_url,
            client_id=oauth.client_id,
            client_secret=_secret(oauth.client_secret),
            refresh_token=_secret(oauth.refresh_token),
            scope=oauth.scope,
        ),
        store=partial(_keep_token, oauth.refresh_token_file),
    )


def _keep_token(file: Path | None, token: str) -> None:
    """Keep a refresh token that the provider has exchanged, so that the next start can log in."""
    if file is not None:
        file.write_text(token + "\n", "utf-8")
