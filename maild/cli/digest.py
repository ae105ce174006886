"""`maild digest`: the managers' report, on the screen, in a file, or sent."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from maild.cli.frame import config_of
from maild.cli.options import Json
from maild.cli.output import Output


def digest(
    context: typer.Context,
    *,
    day: Annotated[str, typer.Option("--date", metavar="DATE", help="The morning of this day instead of today.")] = "",
    form: Annotated[
        Literal["daily", "weekly", "monthly"] | None, typer.Option(help="This form instead of the day's own.")
    ] = None,
    language: Annotated[str, typer.Option(help="In this language: id or en.")] = "",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write it into a file, as mail programs show it.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Send it to the managers now.")] = False,
    json: Json = False,
) -> None:
    """Show what the managers are told: what needs a decision, and the numbers.

    A day of the past is told as it was on its morning.
    """
    from maild.bootstrap import clock, office_of
    from maild.bootstrap.reports import digest_as_mail, digests_for

    config, now = config_of(context), clock()
    digests, office = digests_for(config, now), office_of(config)
    wanted = _day(day) or office.local(now).date()
    made = digests.made(digests.planned(wanted, form), digests.moment(wanted, now))
    spoken = language or office.language
    output = Output(json=json)
    if send:
        output.say(f"Letters put into the outbox: {digests.send(made, now)}")
    elif html is not None:
        html.write_text(digest_as_mail(config, made, spoken).html, "utf-8")
        output.say(f"{html} is written.")
    elif json:
        output.line(asdict(made.view(spoken)))
    else:
        shown = digest_as_mail(config, made, spoken)
        output.say(f"{shown.subject}\n\n{shown.text}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no date; write 2026-11-20") from error
