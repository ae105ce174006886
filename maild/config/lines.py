"""On which line of a TOML text a setting stands: the parser of the standard library does not say."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.config.shape import Path

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*\[[ \t]*({_DOTTED})[ \t]*\]")
_SETTING = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_COMMENTED = re.compile(rf"[ \t]*#[ \t]*({_DOTTED})[ \t]*=")
# What can hide an end of line or a bracket: strings of four kinds and comments.
_PIECE = re.compile(
    r"""\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|[\[\]{}\n]""", re.DOTALL
)


def lines_of(text: str) -> dict[Path, int]:
    """Return the line of every section and setting, counted from 1; settings in an inline table have that table's.

    A setting that stands there commented out has its line too, unless it is also set.
    """
    found: dict[Path, int] = {}
    commented: dict[Path, int] = {}
    section: Path = ()
    for number, statement in _statements(text):
        if header := _HEADER.match(statement):
            section = _parts(header[1])
            found.setdefault(section, number)
        elif setting := _SETTING.match(statement):
            found.setdefault(section + _parts(setting[1]), number)
        elif comment := _COMMENTED.match(statement):
            commented.setdefault(section + _parts(comment[1]), number)
    return commented | found


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """Return the line of a setting, else that of the section it belongs to, else None."""
    whole = (path[:length] for length in range(len(path), 0, -1))
    return next((lines[part] for part in whole if part in lines), None)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with its line: a line ends none while a bracket or a string is open."""
    depth, start, number = 0, 0, 1
    for piece in _PIECE.finditer(text):
        if piece[0] in "[{":
            depth += 1
        elif piece[0] in "]}":
            depth -= 1
        elif piece[0] == "\n" and depth <= 0:
            yield number, text[start : piece.start()]
            number += text.count("\n", start, piece.end())
            start = piece.end()
    yield number, text[start:]


def _parts(dotted: str) -> Path:
    """Split a dotted key as TOML does."""
    table: Any = tomllib.loads(f"{dotted} = 0")
    parts: Path = ()
    while isinstance(table, dict):
        ((key, table),) = table.items()
        parts += (key,)
    return parts
