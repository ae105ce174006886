"""`maild inspect`: what the desk reads in a mail, without config or database."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli.output import Output

if TYPE_CHECKING:
    from maild.mail.message import Address, Reading

KEYS = (
    "file",
    "error",
    "message_id",
    "date",
    "subject",
    "from",
    "to",
    "cc",
    "references",
    "origin",
    "origin_because",
    "may_answer",
    "text",
    "reply_text",
    "forwarded",
    "bounce",
    "attachments",
    "commands",
    "language",
    "defects",
)
"""The keys of a line, in order; those of a mail that cannot be read are null."""


def inspect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Mails as files.", show_default=False)],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Show what maild reads in a mail: who wrote it, what is new in it, what it asks for."""
    output = Output(json=json)
    failed = False
    for file in files:
        seen = inspected(file)
        failed = failed or seen["error"] is not None
        output.show(seen, str(file))
    if failed:
        raise typer.Exit(1)


def inspected(file: Path) -> dict[str, Any]:
    """Return what there is to know of a mail, or why its file cannot be read."""
    from maild.mail.reading import read

    try:
        raw = file.read_bytes()
    except OSError as error:
        return dict.fromkeys(KEYS) | {"file": str(file), "error": error.strerror or str(error)}
    return {"file": str(file), "error": None, **as_json(read(raw))}


def as_json(reading: Reading) -> dict[str, Any]:
    """Return a reading as the values of one JSON object."""
    message, origin, forwarded, bounce = reading.message, reading.origin, reading.forwarded, reading.bounce
    return {
        "message_id": message.message_id,
        "date": message.date,
        "subject": message.subject,
        "from": _person(message.from_address),
        "to": [_person(address) for address in message.to],
        "cc": [_person(address) for address in message.cc],
        "references": list(message.references),
        "origin": origin.kind,
        "origin_because": origin.because,
        "may_answer": origin.may_answer,
        "text": message.text,
        "reply_text": reading.reply.text,
        "forwarded": forwarded
        and {
            "from": _person(forwarded.sender),
            "subject": forwarded.subject,
            "text": forwarded.text,
            "comment": forwarded.comment,
        },
        "bounce": bounce and asdict(bounce),
        "attachments": [
            {"filename": one.filename, "content_type": one.content_type, "size": one.size, "inline": one.inline}
            for one in message.attachments
        ],
        "commands": [{"name": one.name, "arguments": one.arguments} for one in reading.commands if one.name],
        "language": reading.language,
        "defects": list(message.defects),
    }


def _person(address: Address | None) -> dict[str, str] | None:
    return None if address is None else {"name": address.name, "address": address.address}
