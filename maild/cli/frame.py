"""What all commands share: where the configuration is, and how a command is found without importing the others."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maild.config import Config

# The options of every command: they may stand before the command's name or after it.
_WITH_VALUE = ("-c", "--config")
_WITHOUT_VALUE = ("--debug",)


@dataclass(frozen=True, slots=True)
class House:
    """What was said for all commands: which configuration, and whether errors show where they arose."""

    config: Path
    debug: bool = False


def house(context: typer.Context) -> House:
    """Return what was said for all commands."""
    found = context.find_object(House)
    assert found is not None
    return found


def config_of(context: typer.Context) -> Config:
    """Read the configuration the person named; ConfigError names all its mistakes."""
    from maild.config import load

    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    return load(house(context).config, os.environ, Path(credentials) if credentials else None)


def options_first(arguments: Sequence[str]) -> list[str]:
    """Put the options of all commands before the command's name, wherever they stand; what follows `--` stays."""
    first: list[str] = []
    rest: list[str] = []
    pending = iter(arguments)
    for argument in pending:
        if argument == "--":
            rest += [argument, *pending]
        elif argument in _WITH_VALUE:
            first += [argument, *(value for value in [next(pending, None)] if value is not None)]
        elif argument in _WITHOUT_VALUE or argument.startswith("--config="):
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest


class Commands(TyperGroup):
    """Commands that are imported when they are asked for; `table` maps a name to "module:attribute"."""

    table: ClassVar[dict[str, str]] = {}

    def list_commands(self, _: Any) -> list[str]:
        """Return the names in the order in which people meet them."""
        return list(self.table)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """Import one command; None for a name that nobody knows."""
        place = self.table.get(cmd_name)
        if place is None:
            return None
        module, attribute = place.split(":")
        return _built(getattr(import_module(module), attribute), cmd_name)


def _built(target: Any, name: str) -> Any:
    """Make a command of a function, or a group of commands of an application."""
    application = target
    if not isinstance(target, typer.Typer):
        application = typer.Typer()
        application.command(name)(target)
    application._add_completion = False  # noqa: SLF001  typer adds its own options to each application otherwise
    command = typer.main.get_command(application)
    command.name = name
    for part in (command, *getattr(command, "commands", {}).values()):
        part.rich_markup_mode = None  # Plain help: quick to show, and the same in a file.
    return command
