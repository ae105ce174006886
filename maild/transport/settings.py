"""What the transport is told about its servers; secrets are functions, asked at each log-in and shown by no repr."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Security = Literal["tls", "starttls", "none"]


class AccessToken(Protocol):
    """Where a fresh OAuth2 access token comes from (RFC 6749)."""

    def __call__(self) -> str:
        """Return a token that is good now; MaildError when there is none."""

    def forget(self) -> None:
        """Forget the token at hand, because a server has refused it."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """A server and how to log in there: by `token` where there is one, else by `password`, else not at all.

    `security` is kept exactly: nothing falls back to clear text. `ca_file` replaces the system's authorities. Times in
    seconds: `connect_timeout` for the connection, `timeout` for each answer.
    """

    host: str
    port: int
    security: Security = "tls"
    username: str = ""
    password: Callable[[], str] | None = field(default=None, repr=False)
    token: AccessToken | None = field(default=None, repr=False)
    ca_file: Path | None = None
    connect_timeout: float = 20.0
    timeout: float = 60.0

    @property
    def where(self) -> str:
        """The server as people name it."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ImapSettings(ServerSettings):
    """One folder of one mailbox.

    An empty destination means that mail stays and is marked seen, `read_only` that it stays as it is. `sent_folder` is
    read beside it, where there is one. Mail over `message_bytes` octets is read only up to `beginning_bytes`; 0 is
    unlimited.
    """

    timeout: float = 30.0
    folder: str = "INBOX"
    processed_folder: str = "maild-processed"
    quarantine_folder: str = "maild-quarantine"
    sent_folder: str = ""
    idle: bool = True
    poll_every: float = 60.0
    message_bytes: int = 0
    beginning_bytes: int = 262_144
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class SmtpSettings(ServerSettings):
    """The submission server: at most `connections` at once, each closed after resting for `keep_for` seconds.

    `hello` is the name we give ourselves. `answer_timeout` is how long the answer to a whole letter may take
    (RFC 5321, section 4.5.3.2.6).
    """

    connections: int = 2
    keep_for: float = 60.0
    answer_timeout: float = 300.0
    hello: str = "localhost.localdomain"


@dataclass(frozen=True, slots=True)
class OAuthSettings:
    """An OAuth2 client: with a refresh token it acts for a user, without one for itself (client credentials)."""

    token_url: str
    client_id: str
    client_secret: Callable[[], str] | None = field(default=None, repr=False)
    refresh_token: Callable[[], str] | None = field(default=None, repr=False)
    scope: str = ""
    timeout: float = 20.0
