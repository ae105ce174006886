"""`maild sla`: what was promised, and where the time went."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from maild.cli.frame import config_of
from maild.cli.options import Json, ticket_number
from maild.cli.output import Output
from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.desk.promises.explain import Explanation

sla = typer.Typer(no_args_is_help=True)

COLUMNS = ("from", "until", "for", "what", "counted")
MOVES = ("number", "target", "calendar", "due before", "due after")
KINDS = {
    "open": "open",
    "outside": "outside hours",
    "holiday": "day off",
    "paused": "paused",
    "met": "met",
    "recounted": "counted anew",
}


@sla.callback()
def promised() -> None:
    """Explain promised times."""


@sla.command("explain")
def explain(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="N", help="The ticket's number, with or without the prefix.")],
    *,
    json: Json = False,
) -> None:
    """Account for every minute of a ticket's promised times, and say which rule gave them."""
    from maild.bootstrap import clock, rulebook_of, store_of
    from maild.desk.promises.explain import explained
    from maild.desk.showing.stage_values import turn_in
    from maild.tickets.ticket import folded

    config, asked = config_of(context), ticket_number(number)
    history = store_of(config).events(asked)
    if not history:
        raise PermanentError(f"There is no ticket {asked}.", "See `maild tickets list`.")
    now = clock()
    rulebook = rulebook_of(config.desk.rules, now)
    explanations = explained(history, rulebook, now)
    turn = turn_in(folded(history), rulebook.policy)
    output = Output(json=json)
    if json:
        output.line({"number": asked, **turn, "targets": [each.as_json() for each in explanations]})
        return
    if turn:
        output.page(f"Ticket {asked}", turn)
    for each in explanations:
        _tell(each, ZoneInfo(each.timezone or config.desk.timezone), output)


@sla.command("preview")
def preview(
    context: typer.Context,
    *,
    folder: Annotated[
        Path | None, typer.Option("--rules", metavar="DIR", help="The folder of rules to try; else the configured one.")
    ] = None,
    json: Json = False,
) -> None:
    """Show which open promises the calendars of these rules would move; change nothing."""
    from maild.bootstrap import clock, rulebook_of, store_of
    from maild.desk.promises.recalendaring import preview as previewed

    config, now, output = config_of(context), clock(), Output(json=json)
    rulebook, zone = rulebook_of(folder or config.desk.rules, now), ZoneInfo(config.desk.timezone)
    moves = previewed(store_of(config), rulebook, now)
    if json:
        output.rows(move.as_json() for move in moves)
        return
    rows = [
        {
            "number": str(move.before.ticket),
            "target": move.before.name,
            "calendar": move.calendar,
            "due before": _at(move.before.due_at, zone),
            "due after": _at(move.after.due_at, zone),
        }
        for move in moves
    ]
    output.rows(rows, MOVES)
    output.say(f"This would move: {len(rows)}." if rows else "This would move nothing.")


def _tell(promise: Explanation, zone: ZoneInfo, output: Output) -> None:
    run = f", run {promise.run}" if promise.run > 1 else ""
    calendar = f"in the calendar {promise.calendar}" if promise.calendar else "(by a rule that is gone)"
    output.page(
        f"{promise.name}{run}: {promise.state}",
        {
            "promised": f"{clocked(promise.within)} {calendar}",
            "rule": promise.rule,
            "used": clocked(promise.spent_for),
            "due": _at(promise.due_at, zone),
            "met": _at(promise.met_at, zone),
            **{KINDS[kind]: clocked(length) for kind, length in promise.totals.items()},
        },
    )
    output.rows(_rows(promise, zone), COLUMNS)
    output.say("")


def _rows(promise: Explanation, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    for stretch in promise.stretches:
        why = f" ({stretch.because})" if stretch.because else ""
        yield {
            "from": _at(stretch.start, zone),
            "until": _at(stretch.end, zone),
            "for": clocked(stretch.end - stretch.start),
            "what": f"{KINDS[stretch.kind]}{why}",
            "counted": clocked(stretch.counted) if stretch.counted else "",
        }


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z") if moment else ""


def clocked(length: timedelta) -> str:
    """Return a duration as hours, minutes and seconds: 26:30:05."""
    sign, seconds = ("-", -length) if length < timedelta() else ("", length)
    minutes, rest = divmod(int(seconds.total_seconds()), 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{rest:02}"
