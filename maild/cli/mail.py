"""`maild mail`: what became of every mail."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from maild.cli.frame import config_of
from maild.cli.options import Json, Limit, Since, chosen, moment, ticket_number
from maild.cli.output import Output
from maild.errors import PermanentError

mail = typer.Typer(help="See what became of every mail.", no_args_is_help=True)

COLUMNS = ("id", "received_at", "mailbox", "from", "subject", "disposition", "ticket", "because")


@mail.command("list")
def list_mails(
    context: typer.Context,
    *,
    disposition: Annotated[str, typer.Option(help="opened, noted, bounced, ignored, duplicate or quarantined.")] = "",
    mailbox: Annotated[str, typer.Option(help="Only of this mailbox.")] = "",
    ticket: Annotated[str, typer.Option(metavar="N", help="Only of this ticket.")] = "",
    since: Since = "",
    limit: Limit = None,
    json: Json = False,
) -> None:
    """List the mails that were taken in, the last one first."""
    from maild.bootstrap import lists_of
    from maild.desk.records import Disposition
    from maild.desk.views import MailFilter

    chosen([disposition] if disposition else (), "--disposition", get_args(Disposition))
    number = ticket_number(ticket) if ticket else None
    wanted = MailFilter(disposition, mailbox, number, moment(since), limit)
    found = lists_of(config_of(context)).mails(wanted)
    Output(json=json).rows((one.as_json() for one in found), COLUMNS)


@mail.command("show")
def show_mail(
    context: typer.Context,
    which: Annotated[str, typer.Argument(metavar="ID", help="Its number in the list, or its Message-ID.")],
    *,
    json: Json = False,
) -> None:
    """Show a mail as it was read, and why it was handled as it was."""
    from maild.bootstrap import details_of

    found = details_of(config_of(context)).mail(int(which) if which.isdigit() else which)
    if found is None:
        raise PermanentError(f"There is no mail {which}.", "See `maild mail list`.")
    Output(json=json).show(found.as_json(), f"Mail {which}")
