"""`maild rules`: try the rule files before they bite."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli.frame import config_of, house
from maild.cli.options import Json
from maild.cli.output import Output
from maild.shipped import shipped

if TYPE_CHECKING:
    from maild.policy.model import Policy
    from maild.policy.triage import Hit, Triaged

rules = typer.Typer(help="Check, try and improve the rule files.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="The folder; else the configured or shipped one.")
]
FIELDS = (
    "type",
    "category",
    "detail",
    "service",
    "urgency",
    "impact",
    "priority",
    "group",
    "disposition",
)


def folder_of(context: typer.Context, given: Path | None) -> Path:
    """Return the folder a person means: the one named, else that of the configuration, else the shipped one."""
    if given is not None:
        return given
    return config_of(context).desk.rules if house(context).config.exists() else shipped("rules")


@rules.command("check")
def check(context: typer.Context, *, folder: Folder = None, json: Json = False) -> None:
    """Find all that is wrong with the rule files, with their place and a mend; run the tests written in them."""
    from maild.policy.checking import check as findings_of

    findings = findings_of(folder_of(context, folder))
    output = Output(json=json)
    if json:
        output.rows(asdict(finding) for finding in findings)
    else:
        for finding in findings:
            output.say(f"{finding.severity}: {finding}")
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
    output.say("The rules are sound.")


@rules.command("test")
def test(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Mails as files.")],
    *,
    folder: Folder = None,
    proven: Annotated[bool, typer.Option("--proven", help="Take the sender for proven.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Show what the rules make of a mail, with every rule that spoke and every one that nearly decided."""
    from maild.policy.loader import load

    policy = load(folder_of(context, folder))
    output = Output(json=json)
    failed = False
    for file in files:
        seen = tried(file, policy, proven=proven)
        failed = failed or "error" in seen
        output.show(seen, str(file))
    if failed:
        raise typer.Exit(1)


def tried(file: Path, policy: Policy, *, proven: bool) -> dict[str, Any]:
    """Return what the rules make of one mail, or why its file cannot be read."""
    from maild.bootstrap import clock
    from maild.mail.reading import read
    from maild.policy.triage import facts_of, triage

    try:
        raw = file.read_bytes()
    except OSError as error:
        return {"file": str(file), "error": error.strerror or str(error)}
    reading = read(raw)
    sender = reading.message.from_address
    unit = policy.people.unit_of(sender.address) if sender else ""
    at = reading.message.date or clock()
    return {"file": str(file), **as_json(triage(policy, facts_of(reading, proven=proven, at=at, unit=unit)))}


def as_json(triaged: Triaged) -> dict[str, Any]:
    """Return what triage decided as the values of one JSON object."""
    decided = {name: getattr(triaged, name) or None for name in FIELDS}
    return {
        **decided,
        "tags": list(triaged.tags),
        "hits": [_hit(hit) for hit in triaged.hits],
        "misses": [_hit(hit) for hit in triaged.misses],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {"rule": hit.rule, "file": hit.file, "line": hit.line, "because": hit.because, "points": hit.points}
