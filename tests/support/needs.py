"""Which real servers are there: what the marker `needs` asks."""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING

from tests.support import dovecot, exim

if TYPE_CHECKING:
    from collections.abc import Callable


@cache
def _postgres_available() -> bool:
    # This brings the database library along, which most tests can do without.
    from tests.support import postgres

    return postgres.available()


AVAILABLE: dict[str, Callable[[], bool]] = {
    "dovecot": dovecot.available,
    "exim": exim.available,
    "postgres": _postgres_available,
    "chromium": lambda: shutil.which("chromium") is not None,
    "systemd": lambda: shutil.which("systemd-analyze") is not None,
}


def missing(servers: tuple[str, ...]) -> list[str]:
    """Return those of the servers that are not installed here; KeyError for a server nobody knows."""
    return [server for server in servers if not AVAILABLE[server]()]
