"""`maild demo`: the whole desk with mail servers of its own, played in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from maild.cli.output import safe
from maild.errors import PermanentError

EXTRA = frozenset({"aiosmtpd", "pymap", "proxyprotocol", "pysasl"})


def demo(
    stay: Annotated[bool, typer.Option("--stay", help="Keep the desk open afterwards, to look around in it.")] = False,
) -> None:
    """Play the whole desk in this terminal, with mail servers of its own.

    People write, maild works, and the terminal shows what it does and why. Needs no account and no network: the
    servers live in memory, everything else in a temporary folder, and nothing stays.
    """
    try:
        from maild.demo.story import play
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in EXTRA:
            raise
        raise PermanentError(
            "The mail servers of the demo are not installed.", "Install them with: pip install 'maild[demo]'"
        ) from error
    if not play(safe, stay=stay):
        raise typer.Exit(1)
