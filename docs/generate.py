"""Writes the pages that follow from the code: `make docs`. A test says when they are out of step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from maild.cli.main import application
from maild.config.page import markdown
from maild.desk.actions.table import ACTIONS, QUESTIONS, Action, Question
from maild.mail.command_words import COMMANDS
from maild.policy.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.mail.command_words import CommandWord

FOLDER = Path(__file__).parent
WIDTH = 100

CLI = """\
# The `maild` command

The options `-c`/`--config FILE` and `--debug` may stand before or after any command. Exit status: 0 fine, 1 a problem,
2 a command line that makes no sense. Errors are told in one or two lines that say what to do.
"""


MAIL = """\
# Working by mail

Commands stand at the top of a mail, one a line, in Indonesian or English; case and accents do not count, and the staff
may leave out the `#` of a word that stands alone on the first line. Several are all done, or none is, and their giver
hears in one letter what was done and who saw it, or what was wrong and what would be right. What else the mail says is
kept.

Lines such as `Gejala:`, `Penyebab:`, `Analisis:` (or `Diagnosis:`) and `Solusi:` fill the record of the ticket. Whoever
solves a ticket, or names the solution in such a line, has ended the diagnosis; who escalates it has ended the initial
diagnosis without a solution.

`#setuju` and `#tolak` are about what waits: the stage of a procedure, else an article that the knowledge manager is
shown, else the evaluation of a survey. `#evaluasi mayor TW IV 2026` says by when it is to be mended, and has its note
below.

*Key*: the mail answers a letter of the desk to this very person. *Sender*: the office's server vouches for the address
in From. Where one of both is missing, the person on file is asked once whether it was them; the answer holds for that
ticket for 12 hours. With `commands = "key"` in `maild.toml` the key alone is enough. A command mail works once, within
3 days. For what participants may do, answering a letter of the desk is proof enough.

A command may name its ticket first, by its whole number: `#tugaskan TIKET-12 tariq`. That is how digests, work lists
and alerts of several tickets are answered, and what their buttons write. The key of such a letter proves its reader on
the ticket that is named, for 30 days.

| command | what follows | who | proof | what it does |
|---|---|---|---|---|
"""
PROOFS = {"either": "key or sender", "both": "key and sender"}
WHO = {"staff": "staff", "requester": "requesters", "everyone": "both"}


def pages() -> dict[Path, str]:
    """Return the generated pages with what they should say."""
    return {
        FOLDER / "configuration.md": markdown(),
        FOLDER / "cli.md": command_line(),
        FOLDER / "working-by-mail.md": commands_by_mail(),
        **schemas(),
    }


def commands_by_mail() -> str:
    """Return the table of all commands that work, in the order in which help lists them."""
    known: dict[str, Action | Question] = {**ACTIONS, **QUESTIONS}
    rows = (_command_row(word, known[word.name]) for word in COMMANDS if word.name in known)
    return MAIL + "".join(rows)


def _command_row(word: CommandWord, known: Action | Question) -> str:
    written = f"`#{word.indonesian[0]}` `#{word.english[0]}`" if word.indonesian != word.english else f"`#{word.name}`"
    proof = PROOFS[known.need] if isinstance(known, Action) else PROOFS["either"]
    argument = word.argument[1].replace("|", "\\|")
    return f"| {written} | {argument} | {WHO[known.who]} | {proof} | {word.help[1]} |\n"


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
