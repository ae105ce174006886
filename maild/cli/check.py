"""`maild check`: everything that can be wrong before the first run, each with its mend."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.frame import config_of, house
from maild.cli.output import Output, safe
from maild.errors import MaildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from maild.config import Config
    from maild.transport.findings import Finding

    Look = Callable[[Config], Iterable[Finding]]

COLOURS = {"fine": "green", "warning": "yellow", "problem": "bold red"}
WIDTH_OF_LEVEL, WIDTH_OF_PART = 8, 10


def check(
    context: typer.Context,
    *,
    probe: Annotated[
        bool, typer.Option("--probe", help="Also send the desk a forged mail, to see whether it would be believed.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find all that is wrong before the first run, and say how to mend it.

    Looks at the configuration, keys, rules, templates and the database, logs in to every server, and looks at what
    recent mail carries. Changes nothing and sends nothing, unless asked for --probe: this mail is ignored by the desk
    and removed again. Exits with 1 on any problem.
    """
    output, counts = Output(json=json), dict.fromkeys(COLOURS, 0)
    lines = _lines(context, counts, probe=probe)
    if json:
        output.rows({"part": part, **_row(finding)} for part, finding in lines)
    else:
        _print(lines)
    output.say(_summary(counts))
    if counts["problem"]:
        raise typer.Exit(1)


def _lines(context: typer.Context, counts: dict[str, int], *, probe: bool) -> Iterator[tuple[str, Finding]]:
    """Yield what was looked at and what was found, one after the other, and count the levels."""
    for part, findings in _looks(context, probe=probe):
        for finding in findings:
            counts[finding.level] += 1
            yield part, finding


def _looks(context: typer.Context, *, probe: bool) -> Iterator[tuple[str, Iterable[Finding]]]:
    """Yield every part in order; with a configuration that cannot be read, what can be looked at all the same."""
    from maild.bootstrap import checks, senders

    try:
        config = config_of(context)
    except MaildError as error:
        yield "config", checks.mistakes_of(error)
        yield from _beside(house(context).config.absolute().parent)
        return
    looks: tuple[tuple[str, Look], ...] = (
        ("config", checks.look_at_config),
        ("trust", senders.look_at_trust),
        ("keys", checks.look_at_keys),
        ("rules", lambda config: checks.look_at_rules(config.desk.rules)),
        ("templates", lambda config: checks.look_at_templates(config.desk.templates)),
        ("clock", checks.look_at_clock),
        ("database", checks.look_at_database),
        ("web", checks.look_at_web),
        ("mailbox", checks.look_at_mailboxes),
        ("smtp", checks.look_at_smtp),
        ("senders", senders.look_at_recent_mail),
        *((("probe", senders.look_at_forged_mail),) if probe else ()),
    )
    for part, look in looks:
        yield part, look(config)


def _beside(folder: Path) -> Iterator[tuple[str, Iterable[Finding]]]:
    """Yield what lies beside a configuration, where its files usually are."""
    from maild.bootstrap import checks

    if (folder / "rules").is_dir():
        yield "rules", checks.look_at_rules(folder / "rules")
    if (folder / "templates").is_dir():
        yield "templates", checks.look_at_templates(folder / "templates")


def _row(finding: Finding) -> dict[str, str]:
    return {"level": finding.level, "what": finding.what, "mend": finding.mend}


def _print(lines: Iterable[tuple[str, Finding]]) -> None:
    """Print each line when it is known, in columns; a file or a pipe gets one line a finding."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    margin = WIDTH_OF_LEVEL + WIDTH_OF_PART
    for part, finding in lines:
        head = Text.assemble((f"{finding.level:<{WIDTH_OF_LEVEL}}", COLOURS[finding.level]), f"{part:<{WIDTH_OF_PART}}")
        texts = [Text(safe(finding.what))] + ([Text(safe(finding.mend), style="italic")] if finding.mend else [])
        for text in texts:
            wrapped = text.wrap(console, console.width - margin) if console.is_terminal else [text]
            for line in wrapped:
                line.rstrip()
                console.print(Text.assemble(head, line))
                head = Text(" " * margin)


def _summary(counts: dict[str, int]) -> str:
    problems, warnings = (
        f"{counts[level]} {level}{'' if counts[level] == 1 else 's'}" for level in ("problem", "warning")
    )
    return f"{problems}, {warnings}." if counts["problem"] else f"Nothing is in the way ({warnings}). Next: maild run"
