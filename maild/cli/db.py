"""`maild db`: the database's shape, soundness and copies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maild.cli.frame import config_of
from maild.cli.options import Json
from maild.cli.output import Output

db = typer.Typer(help="Upgrade, check and copy the database.", no_args_is_help=True)


@db.command("upgrade")
def upgrade(context: typer.Context) -> None:
    """Bring a database of an older maild to the shape of this one, and make search anew; stop the daemon first."""
    from maild.bootstrap import rebuild_search, upgrade_database

    config = config_of(context)
    before, after = upgrade_database(config)
    output = Output()
    output.say("The database is up to date." if before == after else f"Upgraded from {before or 'nothing'} to {after}.")
    output.say(f"Search knows {rebuild_search(config)} solved tickets, by the words that the rules have today.")


@db.command("check")
def check(context: typer.Context, *, json: Json = False) -> None:
    """Fold every ticket's history again and compare it with what is stored; exit 1 when anything differs."""
    from maild.bootstrap import check_database

    findings = [{"what": finding.what, "mend": finding.mend} for finding in check_database(config_of(context))]
    output = Output(json=json)
    if findings or json:
        output.rows(findings, ("what", "mend"))
    if findings:
        raise typer.Exit(1)
    output.say("The database is sound.")


@db.command("backup")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
) -> None:
    """Write a whole copy of the database while maild goes on working."""
    from maild.bootstrap import backup_database

    size = backup_database(config_of(context), file)
    Output().say(f"{file} is written ({size} octets). Keep the keys file with it.")
