"""`maild outbox`: the letters of the desk, those that wait and those that left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

import typer

from maild.cli.frame import config_of
from maild.cli.options import Json, Limit, chosen, ticket_number
from maild.cli.output import Output
from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Sequence

outbox = typer.Typer(help="See and steer the letters that the desk sends.", no_args_is_help=True)

COLUMNS = ("id", "ticket", "notice", "to", "state", "attempts", "next_attempt_at", "last_error")
Numbers = Annotated[list[int], typer.Argument(metavar="ID...", help="Numbers of the list.")]


@outbox.command("list")
def list_letters(
    context: typer.Context,
    *,
    state: Annotated[
        list[str] | None, typer.Option(help="waiting, claimed, unsure, sent, failed or dropped; may be repeated.")
    ] = None,
    ticket: Annotated[str, typer.Option(metavar="N", help="Only of this ticket.")] = "",
    limit: Limit = None,
    json: Json = False,
) -> None:
    """List letters, the newest first."""
    from maild.bootstrap import lists_of
    from maild.desk.records import OutboxState
    from maild.desk.views import OutboxFilter

    states = chosen(state, "--state", get_args(OutboxState))
    wanted = OutboxFilter(states, ticket_number(ticket) if ticket else None, limit)
    found = lists_of(config_of(context)).letters(wanted)
    Output(json=json).rows((letter.as_json() for letter in found), COLUMNS)


@outbox.command("retry")
def retry(context: typer.Context, letters: Numbers) -> None:
    """Send letters again at the next round, whatever became of them before."""
    from maild.bootstrap import clock, store_of
    from maild.desk.postbox import sent_again

    moved = sent_again(store_of(config_of(context)), letters, clock())
    Output().say(f"{len(moved)} of {len(letters)} go out at the next round.")
    _account_for(letters, moved, "not there, or being sent now")


@outbox.command("drop")
def drop(context: typer.Context, letters: Numbers) -> None:
    """Keep letters that wait from being sent; they stay in the list."""
    from maild.bootstrap import clock, store_of
    from maild.desk.postbox import dropped

    moved = dropped(store_of(config_of(context)), letters, clock())
    Output().say(f"{len(moved)} of {len(letters)} are dropped.")
    _account_for(letters, moved, "not there, or did not wait any more")


def _account_for(letters: Sequence[int], moved: Sequence[int], why: str) -> None:
    """Name the letters with which nothing was done; PermanentError when there are any."""
    if left := [str(number) for number in letters if number not in moved]:
        raise PermanentError(f"Left alone: {', '.join(left)} ({why}).", "See `maild outbox list`.")
