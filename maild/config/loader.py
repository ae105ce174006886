"""Reads `maild.toml`, the environment and systemd credentials into one checked and immutable Config."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from maild.config.consistency import disagreements
from maild.config.layers import Layers
from maild.config.lines import line_of, lines_of
from maild.config.mistakes import ConfigError, Mistake, from_validation
from maild.config.settings import Config
from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_PLACE = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)")


def load(path: Path, environ: Mapping[str, str], credentials: Path | None = None) -> Config:
    """Read the configuration; ConfigError names all its mistakes at once.

    Variables win over `credentials`, the folder of a service's systemd credentials, and both over the file.
    """
    text = _read(path)
    layers = Layers(_parsed(text, path))
    folder = path.absolute().parent
    if credentials is not None:
        layers.add_credentials(credentials)
    layers.add_environment(environ)
    _fill(layers.values)
    mistakes = [*layers.mistakes, *disagreements(layers.values, folder)]
    config = None
    try:
        config = Config.model_validate(layers.values, context={"folder": folder})
    except ValidationError as error:
        mistakes += from_validation(error.errors(include_url=False))
    if config is None or mistakes:
        raise ConfigError(path.name, _placed(mistakes, path.name, text, layers.origins))
    return config


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except IsADirectoryError:
        what = f"{path} is a folder, and no configuration."
        raise PermanentError(what, f"Name the file in it: -c {path / 'maild.toml'}") from None
    except FileNotFoundError:
        mend = "Write one with `maild init`, or name it with -c FILE or MAILD_CONFIG."
        raise PermanentError(f"There is no configuration {path}.", mend) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PermanentError(f"{path}:{line}: this is not text in UTF-8.", "Save the file as UTF-8.") from None
    except OSError as error:
        raise PermanentError(
            f"{path} cannot be read: {error.strerror}.", "Run maild as the owner of the file."
        ) from None


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, line, column = str(error), str(text.count("\n") + 1), "1"
        if match := _PLACE.fullmatch(what):
            what, line, column = match[1], match[2] or line, match[3] or column
        mend = 'A setting is written key = value, with texts in "quotes".'
        raise PermanentError(f"{path.name}:{line}:{column}: {what}.", mend) from None


def _fill(values: dict[str, Any]) -> None:
    """Make empty sections of absent ones, so that each missing setting is named; mailboxes bear the desk's name."""
    for section in Config.model_fields:
        values.setdefault(section, {})
    desk, mailboxes = values["desk"], values["mailbox"]
    if isinstance(desk, dict) and isinstance(mailboxes, dict):
        for mailbox in mailboxes.values():
            if isinstance(mailbox, dict) and not mailbox.get("username"):
                mailbox["username"] = desk.get("address", "")


def _placed(
    mistakes: Iterable[Mistake], file: str, text: str, origins: Mapping[tuple[str, ...], str]
) -> list[tuple[str, Mistake]]:
    """Say of each mistake where it stands, in the order of the file; one is enough for a setting."""
    lines = lines_of(text)
    found: dict[tuple[str, ...], tuple[int, str, Mistake]] = {}
    for mistake in mistakes:
        line = line_of(mistake.path, lines)
        where = origins.get(mistake.path) or (f"{file}:{line}" if line else file)
        found.setdefault(mistake.path, (line or 0, where, mistake))
    return [(where, mistake) for _, where, mistake in sorted(found.values(), key=lambda entry: entry[0])]
