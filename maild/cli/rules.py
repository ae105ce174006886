"""`maild rules`: try the rule files before they bite."""

from __future__ import annotations

import json as json_format
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli.frame import config_of, house
from maild.cli.options import Json, Limit, Since, moment
from maild.cli.output import Output, counted
from maild.errors import PermanentError
from maild.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maild.policy.model import Policy
    from maild.policy.replay import Change, Past
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


SUGGESTED = ("type", "category", "service", "urgency", "impact")
"""The fields that people correct, for which words are looked for."""

TOLD = {
    "added": "added",
    "replaced": "replaced, nobody had touched it",
    "beside": "the office changed it: the new one lies beside it as .new",
    "removed_by_office": "stays away, the office removed it",
}
MOST_NAMED = 5
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


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


@rules.command("replay")
def replay(
    context: typer.Context, *, folder: Folder = None, since: Since = "", limit: Limit = None, json: Json = False
) -> None:
    """Show what the rules would make of past tickets today, and whether people's corrections agree."""
    from maild.policy.loader import load
    from maild.policy.replay import replayed, shifts

    policy = load(folder_of(context, folder))
    past = (one for _, one in _past(context, policy, since, limit))
    read = changed = 0
    changes: list[Change] = []
    for _, some in replayed(past, policy):
        read, changed = read + 1, changed + bool(some)
        changes += some
    output = Output(json=json)
    summed = [asdict(shift) for shift in shifts(changes)]
    if json:
        output.rows(summed)
        return
    if summed:
        output.rows([{**shift, "tickets": _few(shift["tickets"])} for shift in summed])
    output.say(f"{changed} of {counted(read, 'ticket')} would come out differently.")


@rules.command("suggest")
def suggest(
    context: typer.Context,
    *,
    field: Annotated[list[str] | None, typer.Option(help="For this field only; may be repeated.")] = None,
    folder: Folder = None,
    since: Since = "",
    limit: Limit = None,
    json: Json = False,
) -> None:
    """Suggest rules from people's corrections: words that would have decided, ready to paste into a triage file."""
    from maild.desk.knowledge.hindsight import outcomes
    from maild.policy.loader import load
    from maild.policy.suggest import common_words, suggestions

    if unknown := set(field or ()) - set(SUGGESTED):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))} is none of {', '.join(SUGGESTED)}")
    policy = load(folder_of(context, folder))
    spoken = outcomes(_past(context, policy, since, limit), policy, field or SUGGESTED)
    common = common_words(policy.triage.concepts)
    found = [one for name, tickets in spoken.items() for one in suggestions(name, tickets, common)]
    output = Output(json=json)
    if json:
        output.rows({**asdict(one), "rule_line": one.rule} for one in found)
        return
    for one in found:
        wrong = f", wrong in {_few(one.wrong)}" if one.wrong else ""
        output.say(f"  # right in {_few(one.right)}{wrong}\n{one.rule}")
    looked_at = len({ticket.number for tickets in spoken.values() for ticket in tickets})
    output.say(
        f"{counted(len(found), 'suggestion')} from {counted(looked_at, 'ticket')} that people corrected or confirmed."
    )


@rules.command("schema")
def schema(
    name: Annotated[str, typer.Argument(help="A kind of rule file, such as people or triage; else all of them.")] = "",
    *,
    folder: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Write one file a kind into this folder.")
    ] = None,
) -> None:
    """Print the shapes of the rule files as JSON Schema, for editors that complete and check while one types."""
    from maild.policy.schema import schema as schemas

    shapes = schemas()
    if name and name not in shapes:
        raise typer.BadParameter(f"{name} is none of {', '.join(shapes)}")
    wanted = {name: shapes[name]} if name else shapes
    if folder is None:
        Output(json=True).line(shapes[name] if name else wanted)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for kind, shape in wanted.items():
        text = json_format.dumps(shape, indent=1, ensure_ascii=False, sort_keys=True)
        (folder / f"{kind}.json").write_text(text + "\n", "utf-8")
    Output().say(f"{folder}: {', '.join(f'{kind}.json' for kind in wanted)}")


@rules.command("upgrade")
def upgrade(
    context: typer.Context,
    *,
    folder: Folder = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    json: Json = False,
) -> None:
    """Bring the rule files up to this release: untouched ones are replaced, new ones laid beside the office's own."""
    from maild.policy.upgrade import copied_whole, planned, upgraded

    source, target = shipped("rules"), copied_whole(folder_of(context, folder))
    if target.resolve() == source.resolve():
        raise PermanentError("These are the shipped rules themselves.", "Name the office's folder with --rules.")
    # A folder that the configuration names is made anew; one that is named here is more likely a slip.
    if folder is not None and not target.is_dir():
        raise PermanentError(f"{target} is no folder.", "Name the folder of the office's rules with --rules.")
    steps = planned(source, target) if dry_run else upgraded(source, target)
    output = Output(json=json)
    if json:
        output.rows(asdict(step) for step in steps)
        return
    for step in steps:
        output.say(f"{step.name}: {TOLD[step.action]}")
    done = f"{counted(len(steps), 'file')}.{' Nothing was done.' * dry_run}"
    output.say(done if steps else "The rules are up to date.")


def _past(context: typer.Context, policy: Policy, since: str, limit: int | None) -> Iterator[tuple[str, Past]]:
    """Yield past tickets with their requesters, showing on a terminal how far it is."""
    from rich.console import Console
    from rich.progress import track

    from maild.bootstrap import office_of, own_signs, past_of, reading_limits
    from maild.desk.knowledge.hindsight import past_of as as_past

    config = config_of(context)
    own, limits = own_signs(office_of(config)), reading_limits(config)
    past = past_of(config, moment(since) or BEGINNING, limit)
    console = Console(stderr=True)
    openings = track(
        past.openings(), "Reading past tickets", len(past), console=console, disable=not console.is_terminal
    )
    for history, message, raw in openings:
        yield message.sender.lower(), as_past(history, message, raw, policy, own, limits)


def _few(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - MOST_NAMED} more" if len(numbers) > MOST_NAMED else ""
    return ", ".join(map(str, numbers[:MOST_NAMED])) + more


def tried(file: Path, policy: Policy, *, proven: bool) -> dict[str, Any]:
    """Return what the rules make of one mail, or why its file cannot be read."""
    from maild.bootstrap import clock
    from maild.mail.origin import OwnSigns
    from maild.mail.reading import read
    from maild.policy.triage import facts_of, triage

    try:
        raw = file.read_bytes()
    except OSError as error:
        nothing: dict[str, Any] = {**dict.fromkeys(FIELDS), "tags": [], "hits": [], "misses": []}
        return {"file": str(file), "error": error.strerror or str(error), **nothing}
    reading = read(raw, OwnSigns(devices=policy.people.device_addresses))
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
