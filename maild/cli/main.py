"""The `maild` command: finds the command that was asked for and tells errors in words."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from maild import __version__
from maild.cli.frame import Commands, House, options_first
from maild.cli.output import safe
from maild.errors import MaildError


class MaildCommands(Commands):
    """All commands, in the order of a day's work."""

    table: ClassVar[dict[str, str]] = {
        "init": "maild.cli.init:init",
        "check": "maild.cli.check:check",
        "run": "maild.cli.run:run",
        "demo": "maild.cli.demo:demo",
        "inspect": "maild.cli.inspect:inspect",
        "rules": "maild.cli.rules:rules",
        "tickets": "maild.cli.tickets:tickets",
        "mail": "maild.cli.mail:mail",
        "outbox": "maild.cli.outbox:outbox",
        "sla": "maild.cli.sla:sla",
        "digest": "maild.cli.digest:digest",
        "kpi": "maild.cli.kpi:kpi",
        "quarantine": "maild.cli.quarantine:quarantine",
        "person": "maild.cli.person:person",
        "keys": "maild.cli.keys:keys",
        "db": "maild.cli.db:db",
        "redact": "maild.cli.redact:redact",
    }


application = typer.Typer(
    cls=MaildCommands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"maild {__version__}")
        raise typer.Exit


@application.callback()
def common(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option("-c", "--config", metavar="FILE", envvar="MAILD_CONFIG", help="The configuration.")
    ] = Path("maild.toml"),
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error arose.")] = False,
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version and exit.")
    ] = False,
) -> None:
    """The service desk that lives in a mailbox.

    The options below may stand before or after the command.
    """
    context.obj = House(config, debug)


def main() -> None:
    """Run the command line and exit: 0 fine, 1 a problem, 2 a command line that makes no sense."""
    _write_anything()
    arguments = options_first(sys.argv[1:])
    debug = "--debug" in arguments
    try:
        typer.main.get_command(application).main(arguments, prog_name="maild")
    except MaildError as error:
        if debug:
            raise
        _fail(str(error))
    except OSError as error:
        if debug:
            raise
        file = error.filename or "The answer"
        _fail(f"{file} cannot be read or written: {error.strerror or error}.\nLook at its folder, and who may use it.")
    except Exception as error:  # The last place where a person can be told in words.
        if debug:
            raise
        _fail(
            f"maild met an error of its own: {type(error).__name__}: {error}\nRun it again with --debug and report it."
        )


def _write_anything() -> None:
    """Let a character that the terminal's encoding lacks be written as its code, instead of ending the answer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _fail(text: str) -> None:
    print(safe(text, lines=True), file=sys.stderr)
    sys.exit(1)
