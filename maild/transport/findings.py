"""What a look at a server found: the lines of `maild check`."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.errors import MaildError
    from maild.transport.settings import ServerSettings

Level = Literal["fine", "warning", "problem"]
REACH = "Look at host, port and security, and whether the server runs."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `mend` says what to do unless the level is "fine"."""

    level: Level
    what: str
    mend: str = ""


def problem(error: MaildError) -> Finding:
    """Return an error as a finding."""
    return Finding("problem", error.what, error.mend)


def clear_text(settings: ServerSettings) -> Iterator[Finding]:
    """Yield a warning when secrets and mail would cross a network unprotected."""
    if settings.security == "none" and not _is_this_machine(settings.host):
        yield Finding(
            "warning",
            f"Password and mail cross the network to {settings.where} in clear text.",
            'Set security = "tls" or "starttls".',
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
