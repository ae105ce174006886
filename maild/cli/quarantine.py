"""`maild quarantine`: the mails that could not be handled."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated

import typer

from maild.cli.frame import config_of
from maild.cli.options import Json, chosen
from maild.cli.output import Output
from maild.errors import PermanentError

quarantine = typer.Typer(help="See, release and drop mails that could not be handled.", no_args_is_help=True)

COLUMNS = ("id", "received_at", "mailbox", "uid", "size", "retried", "reason")
Number = Annotated[int, typer.Argument(metavar="ID", help="The number of the list.")]


@quarantine.command("list")
def list_held(
    context: typer.Context,
    *,
    state: Annotated[str, typer.Option(help="held, wanted (let go, taken in next), released or dropped.")] = "held",
    json: Json = False,
) -> None:
    """List the mails in quarantine."""
    from maild.bootstrap import lists_of

    chosen([state], "--state", ("held", "wanted", "released", "dropped"))
    found = lists_of(config_of(context)).quarantined(state)
    Output(json=json).rows((one.as_json() for one in found), COLUMNS)


@quarantine.command("show")
def show_held(
    context: typer.Context,
    number: Number,
    *,
    raw: Annotated[bool, typer.Option("--raw", help="Write the mail itself to standard output.")] = False,
    json: Json = False,
) -> None:
    """Show why a mail is in quarantine, or the mail itself."""
    from maild.bootstrap import details_of, store_of

    config = config_of(context)
    found = details_of(config).quarantined(number)
    if found is None:
        raise PermanentError(f"There is no mail {number} in quarantine.", "See `maild quarantine list`.")
    if raw:
        sys.stdout.buffer.write(store_of(config).raw(found.raw))
        return
    Output(json=json).show(found.as_json(), f"Quarantine {number}")


@quarantine.command("retry")
def retry(context: typer.Context, number: Number) -> None:
    """Take a mail in once more, as it is read and sorted today."""
    from maild.bootstrap import desk_of

    desk = desk_of(config_of(context))
    held = next((row for row in desk.store.quarantined() if row.id == number), None)
    if held is None:
        raise PermanentError(f"No mail {number} is held.", "See `maild quarantine list`.")
    Output().say(f"Mail {number}: {desk.intake.retry(held)}")


@quarantine.command("drop")
def drop(context: typer.Context, number: Number) -> None:
    """Leave a mail out for good; its octets stay until they are erased."""
    from maild.bootstrap import store_of
    from maild.desk.records import Changes

    store = store_of(config_of(context))
    held = next((row for row in store.quarantined() if row.id == number), None)
    if held is None:
        raise PermanentError(f"No mail {number} is held.", "See `maild quarantine list`.")
    with store.begin() as work:
        work.write(Changes(quarantine=(replace(held, state="dropped"),)))
        work.commit()
    Output().say(f"Mail {number} is dropped.")
