"""`maild tickets`: the tickets as they stand."""

from __future__ import annotations

import csv as csv_format
import sys
from contextlib import suppress
from dataclasses import fields
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from maild.cli.files import new_file
from maild.cli.frame import config_of
from maild.cli.options import Json, Limit, Since, chosen, moment, ticket_number
from maild.cli.output import Output
from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.config import Config

tickets = typer.Typer(help="List, show, export and archive tickets.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(metavar="N", help="The ticket's number, with or without the prefix.")]

COLUMNS = ("number", "status", "priority", "category", "service", "group", "requester", "opened_at", "subject")


@tickets.command("list")
def list_tickets(
    context: typer.Context,
    *,
    status: Annotated[list[str] | None, typer.Option(help="Only with this status; may be repeated.")] = None,
    type_: Annotated[str, typer.Option("--type", help="Only of this type.")] = "",
    category: Annotated[str, typer.Option(help="Only of this category.")] = "",
    group: Annotated[str, typer.Option(help="Only of this group.")] = "",
    assignee: Annotated[str, typer.Option(help="Only of this person (an id of people.yaml).")] = "",
    requester: Annotated[str, typer.Option(help="Only of this requester (an address).")] = "",
    priority: Annotated[int | None, typer.Option(help="Only of this priority.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Only those that are not closed.")] = False,
    since: Since = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Up to this day or moment (ISO 8601).")] = "",
    limit: Limit = None,
    json: Json = False,
) -> None:
    """List tickets, the newest first."""
    from maild.bootstrap import lists_of
    from maild.desk.views import TicketFilter
    from maild.tickets.transitions import Status

    wanted = TicketFilter(
        status=chosen(status, "--status", get_args(Status)),
        type=type_,
        category=category,
        group=group,
        assignee=assignee,
        requester=requester,
        priority=priority,
        open=open_,
        since=moment(since),
        until=moment(until),
        limit=limit,
    )
    found = lists_of(config_of(context)).tickets(wanted)
    Output(json=json).rows((ticket.as_json() for ticket in found), COLUMNS)


@tickets.command("export")
def export_tickets(
    context: typer.Context,
    *,
    status: Annotated[list[str] | None, typer.Option(help="Only with this status; may be repeated.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Only those that are not closed.")] = False,
    since: Since = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Up to this day or moment (ISO 8601).")] = "",
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV (RFC 4180); this is the usual.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with the mark by which Excel knows UTF-8.")] = False,
    json: Json = False,
) -> None:
    """Print tickets for other programs, the newest first: as CSV in which no cell is a formula, or as JSON."""
    from maild.bootstrap import lists_of
    from maild.desk.views import TicketFilter
    from maild.tickets.transitions import Status

    if json and (csv or bom):
        raise typer.BadParameter("--json goes neither with --csv nor with --bom")
    wanted = TicketFilter(
        status=chosen(status, "--status", get_args(Status)), open=open_, since=moment(since), until=moment(until)
    )
    found = (ticket.as_json() for ticket in lists_of(config_of(context)).tickets(wanted))
    if json:
        Output(json=True).rows(found)
    else:
        _print_csv(found, mark=bom)


def _print_csv(rows: Iterable[dict[str, Any]], *, mark: bool) -> None:
    """Write rows as they are read: a desk has more tickets than fit into memory comfortably."""
    from maild.desk.spreadsheet import cell
    from maild.desk.views import TicketView

    text = TextIOWrapper(sys.stdout.buffer, "utf-8-sig" if mark else "utf-8", newline="", write_through=False)
    writer = csv_format.writer(text)
    names = [field.name for field in fields(TicketView)]
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(row[name]) for name in names])
    text.flush()
    text.detach()


@tickets.command("show")
def show_ticket(
    context: typer.Context,
    number: Number,
    *,
    json: Json = False,
) -> None:
    """Show a ticket: its messages, its history, its targets and why it was sorted so."""
    from maild.bootstrap import clock, details_of

    config, asked = config_of(context), ticket_number(number)
    found = details_of(config).ticket(asked, clock())
    if found is None:
        raise _unknown(asked)
    turn = _turn(config, asked) if found.stage else {}
    Output(json=json).show(found.as_json() | turn, f"Ticket {asked}")


def _turn(config: Config, number: int) -> dict[str, str]:
    """Return what people call the stage of a ticket, and whose turn it is; nothing while the rules have a mistake."""
    from maild.bootstrap import clock, rulebook_of, store_of
    from maild.desk.showing.stage_values import turn_in
    from maild.tickets.ticket import folded

    with suppress(PermanentError):
        policy = rulebook_of(config.desk.rules, clock()).policy
        return turn_in(folded(store_of(config).events(number)), policy)
    return {}


@tickets.command("archive")
def archive_ticket(
    context: typer.Context,
    number: Number,
    *,
    file: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where to; else PREFIX-N.zip.")
    ] = None,
) -> None:
    """Write a whole case into a new zip file: its form and history, and every mail as it came and went (SEC-4)."""
    from maild.bootstrap.casefile import case_file

    asked = ticket_number(number)
    made = case_file(config_of(context), asked)
    if made is None:
        raise _unknown(asked)
    destination = file or Path(made.name)
    with new_file(destination) as written:
        written.write(made.octets)
    Output().say(
        f"{destination} is written.\n"
        "It holds internal notes, and the keys by which its mails could be answered: keep it safe."
    )


def _unknown(number: int) -> PermanentError:
    return PermanentError(f"There is no ticket {number}.", "See `maild tickets list`.")
