"""`maild run`: the daemon, or one round of its work."""

from __future__ import annotations

from typing import Annotated

import typer

from maild.cli.frame import config_of


def run(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="Do all that waits, then end.")] = False,
    log: Annotated[str, typer.Option("--log", metavar="human|json", help="How the log is written.")] = "human",
    level: Annotated[str, typer.Option("--log-level", metavar="LEVEL", help="debug, info, warning or error.")] = "info",
) -> None:
    """Read the mailboxes, keep the tickets, send the mail: until told to stop."""
    from maild.bootstrap import running
    from maild.cli.logs import set_up
    from maild.daemon.once import run_once

    set_up(log, level)
    with running(config_of(context)) as desk:
        if once:
            troubles = run_once(desk.inbounds, desk.worker, desk.timetable, desk.outbound)
            for trouble in troubles:
                typer.echo(trouble, err=True)
            ended_well = not troubles
        else:
            supervisor = desk.supervisor()
            supervisor.heed_signals()
            ended_well = supervisor.run()
    if not ended_well:
        raise typer.Exit(1)
