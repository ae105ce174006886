"""Writes the pages that follow from the code: `make docs`. A test says when they are out of step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from maild.cli.main import application
from maild.config.page import markdown
from maild.policy.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
WIDTH = 100

CLI = """\
# The `maild` command

The options `-c`/`--config FILE` and `--debug` may stand before or after any command. Exit status: 0 fine, 1 a problem,
2 a command line that makes no sense. Errors are told in one or two lines that say what to do.
"""


def pages() -> dict[Path, str]:
    """Return the generated pages with what they should say."""
    return {FOLDER / "configuration.md": markdown(), FOLDER / "cli.md": command_line(), **schemas()}


def schemas() -> dict[Path, str]:
    """Return the JSON Schema of each kind of rule file, for editors."""
    folder = FOLDER.parent / "rules" / "schema"
    return {
        folder / f"{name}.json": json.dumps(shape, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        for name, shape in schema().items()
    }


def command_line() -> str:
    """Return the help of every command, in the order in which people meet them."""
    return "\n".join([CLI, *_helps(typer.main.get_command(application), "maild", None)])


def _helps(command: Any, name: str, parent: Any) -> Iterator[str]:
    context = command.make_context(name, [], parent=parent, resilient_parsing=True, terminal_width=WIDTH)
    path = context.command_path
    yield f"## `{path}`\n\n```\n{command.get_help(context).rstrip()}\n```\n"
    if hasattr(command, "list_commands"):
        for below in command.list_commands(context):
            yield from _helps(command.get_command(context, below), below, context)


if __name__ == "__main__":
    for page, text in pages().items():
        page.write_text(text, "utf-8")
