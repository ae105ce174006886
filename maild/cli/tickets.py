"""`maild tickets`: the tickets as they stand."""

from __future__ import annotations

from typing import Annotated

import typer

from maild.cli.frame import config_of
from maild.cli.options import Json, Limit, Since, moment, ticket_number
from maild.cli.output import Output
from maild.errors import PermanentError

tickets = typer.Typer(help="List and show tickets.", no_args_is_help=True)

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

    wanted = TicketFilter(
        status=tuple(status or ()),
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


@tickets.command("show")
def show_ticket(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="N", help="The ticket's number, with or without the prefix.")],
    *,
    json: Json = False,
) -> None:
    """Show a ticket: its messages, its history, its targets and why it was sorted so."""
    from maild.bootstrap import clock, details_of

    asked = ticket_number(number)
    found = details_of(config_of(context)).ticket(asked, clock())
    if found is None:
        raise PermanentError(f"There is no ticket {asked}.", "See `maild tickets list`.")
    Output(json=json).show(found.as_json(), f"Ticket {asked}")
