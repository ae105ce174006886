"""`maild kpi`: the indicators of the procedure, for any period and type."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from maild.cli.frame import config_of
from maild.cli.options import Json
from maild.cli.output import Output
from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maild.desk.kpi.report import Report


def kpi(
    context: typer.Context,
    *,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="From this day on; else this month.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="Up to and including this day; else today.")] = "",
    kind: Annotated[str, typer.Option("--type", metavar="TYPE", help="Tickets of this type only.")] = "",
    language: Annotated[str, typer.Option(help="In this language: id or en.")] = "",
    tickets: Annotated[
        int | None, typer.Option("--tickets", metavar="N", help="The tickets behind indicator N (1 to 12).")
    ] = None,
    step: Annotated[
        str, typer.Option("--step", metavar="ID", help="The tickets behind a step of the type's procedure, with times.")
    ] = "",
    csv: Annotated[bool, typer.Option("--csv", help="Print the procedure's table as CSV.")] = False,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="Write the procedure's table as PDF.")
    ] = None,
    json: Json = False,
) -> None:
    """Show the indicators of the procedure and the time norms of its steps."""
    from maild.bootstrap import clock, office_of
    from maild.bootstrap.reports import report_of

    config = config_of(context)
    office = office_of(config)
    today = office.local(clock()).date()
    first, last = _day(since) or today.replace(day=1), _day(until) or today
    if last < first:
        raise typer.BadParameter(f"the period ends before it begins: {first} to {last}")
    zone = ZoneInfo(office.timezone)
    found = report_of(config, _midnight(first, zone), _midnight(last + timedelta(days=1), zone), kind)
    if kind and found.policy.taxonomy.type(kind) is None:
        known = ", ".join(one.id for one in found.policy.taxonomy.types)
        raise PermanentError(f"There is no type {kind}.", f"The types are {known}.")
    spoken = language or office.language
    if tickets is not None:
        _print_tickets(found, tickets, json=json)
    elif step:
        _print_step(found, step, json=json)
    elif json:
        Output(json=True).line(found.as_json())
    elif csv:
        from maild.desk.spreadsheet import as_csv

        sys.stdout.buffer.write(as_csv([*found.table(spoken), *_apart(found.step_table(spoken))]))
    elif pdf is not None:
        _write_pdf(pdf, found, f"{first} – {last}", spoken)
    else:
        _print_table(found.table(spoken)[0][2:], [row[2:] for row in found.table(spoken)[1:]])
        if steps := found.step_table(spoken):
            print()
            _print_table(steps[0], steps[1:])


def _print_tickets(found: Report, number: int, *, json: bool) -> None:
    rows = [
        {"indicator": measure.id, "priority": measure.priority, "ticket": ticket, "counted": ticket in measure.counted}
        for measure in found.measures
        if measure.number == number
        for ticket in measure.of
    ]
    if not any(measure.number == number for measure in found.measures):
        raise PermanentError(f"There is no indicator {number}.", "They go from 1 to 12.")
    Output(json=json).rows(rows, ("ticket", "priority", "counted"))


def _print_step(found: Report, identifier: str, *, json: bool) -> None:
    known = {one.step.id: one for one in found.steps}
    if identifier not in known:
        mend = f"They are {', '.join(known)}." if known else "Name a type whose procedure has steps with --type."
        raise PermanentError(f"There is no step {identifier}.", mend)
    of = known[identifier]
    rows: list[dict[str, Any]] = [
        {"ticket": ticket, "minutes": round(lasted / timedelta(minutes=1), 2), "within": ticket in of.within}
        for ticket, lasted in of.times.items()
    ]
    rows += [{"ticket": ticket, "minutes": None, "within": None} for ticket in of.unmeasured]
    Output(json=json).rows(rows, ("ticket", "minutes", "within"))


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    Output().rows([dict(zip(headings, row, strict=True)) for row in rows], headings)


def _write_pdf(file: Path, found: Report, period: str, language: str) -> None:
    from maild.notices.forms.tables import tables_as_pdf

    names = found.procedure.names if found.procedure else {}
    title = names.get(language) or ("Indikator kinerja" if language == "id" else "Indicators")
    tables = [found.table(language), *([found.step_table(language)] if found.steps else [])]
    file.write_bytes(tables_as_pdf(title, period, tables))
    Output().say(f"{file} is written.")


def _apart(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    return [(), *rows] if rows else []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no date; write 2026-11-20") from error


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
