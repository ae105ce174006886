"""`maild person`: what is kept of one person, to hand it over or to erase it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.files import new_file
from maild.cli.frame import config_of
from maild.cli.options import Json
from maild.cli.output import Output, counted
from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from maild.config import Config
    from maild.desk.person import Kept

person = typer.Typer(help="Hand over or erase all that is kept of one person.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The person's mail address.")]


@person.command("export")
def export(
    context: typer.Context,
    address: Address,
    *,
    file: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; else ADDRESS.zip.")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Leave out the notes that only the staff read.")] = False,
) -> None:
    """Write all that is kept of a person into a new zip file: person.json, and the mails as they came."""
    from maild.bootstrap import people_of

    people = people_of(config_of(context))
    kept = people.kept(address)
    if kept.is_empty:
        raise PermanentError(f"Nothing is kept of {address}.", "Look at `maild tickets list --requester ADDRESS`.")
    destination = file or Path(f"{address.replace('/', '_')}.zip")
    with new_file(destination) as written:
        _write(written, kept, people.mail, internal=not public)
    mails = len(kept.mails(internal=not public))
    Output().say(
        f"{destination} is written: {counted(len(kept.tickets), 'ticket')}, "
        f"{counted(len(kept.letters), 'letter')}, {counted(mails, 'mail')}.\n"
        "It holds what other people wrote too: look through it before you hand it over."
    )


@person.command("erase")
def erase(
    context: typer.Context,
    address: Address,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    json: Json = False,
) -> None:
    """Blank the words, addresses and mails of a person for good; nothing brings them back but a backup.

    Tickets stay in the figures: their numbers, times and categories name nobody.
    """
    from dataclasses import asdict

    from maild.bootstrap import erase_person
    from maild.desk.person import ELSEWHERE, STAYS

    config = config_of(context)
    if not yes:
        _ask(config, address)
    erased = erase_person(config, address)
    output = Output(json=json)
    if json:
        output.line({"address": address, **asdict(erased)})
        return
    if erased.is_empty:
        output.say(f"Nothing is kept of {address}.")
        return
    output.say(
        f"Erased: {counted(erased.tickets, 'ticket')}, {counted(erased.messages, 'message')}, "
        f"{counted(erased.letters, 'letter')}, {counted(erased.mails, 'raw mail')}, "
        f"{counted(erased.mentions, 'mention')} elsewhere."
    )
    output.say("What stays: " + "; ".join(STAYS) + ".")
    output.say("What maild cannot erase: " + "; ".join(ELSEWHERE) + ".")


def _ask(config: Config, address: str) -> None:
    from maild.bootstrap import people_of

    kept = people_of(config).kept(address)
    print(
        f"{address}: {counted(len(kept.tickets), 'ticket')}, {counted(len(kept.took_part), 'ticket')} of others, "
        f"{counted(len(kept.letters), 'letter')}, {counted(len(kept.mails(internal=True)), 'mail')}."
    )
    if not typer.confirm("Erase them for good? This cannot be taken back."):
        raise typer.Exit(1)


def _write(written: BinaryIO, kept: Kept, mail: Callable[[int], bytes], *, internal: bool) -> None:
    from maild.desk.person import as_json

    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        told = as_json(kept, internal=internal)
        archive.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        for raw in kept.mails(internal=internal):
            archive.writestr(f"mails/{raw}.eml", mail(raw))
