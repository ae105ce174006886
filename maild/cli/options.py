"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most so many.")]
Since = Annotated[str, typer.Option("--since", metavar="DATE", help="From this day or moment on (ISO 8601).")]

_NUMBER = re.compile(r"(?:[A-Za-z][A-Za-z0-9]*-)?([0-9]{1,15})\Z")


def ticket_number(text: str) -> int:
    """Return the number of a ticket written with or without the desk's prefix; a usage error for anything else."""
    found = _NUMBER.match(text.strip().strip("[]"))
    if found is None:
        raise typer.BadParameter(f"{text} is no ticket number; write 1042 or TIKET-1042")
    return int(found[1])


def moment(text: str) -> datetime | None:
    """Return a day or moment as ISO 8601 has it, UTC where it names no zone; None for an empty text."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no date; write 2026-11-20 or 2026-11-20T08:00+07:00") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def chosen(given: Iterable[str] | None, option: str, possible: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values given for an option; a usage error for one that nothing can have, because it finds nothing."""
    values = tuple(given or ())
    for value in values:
        if value not in possible:
            raise typer.BadParameter(f"{value} is none of {', '.join(possible)}", param_hint=option)
    return values
