"""Prints answers: for people without a character that could steer a terminal, for programs as JSON."""

from __future__ import annotations

import json as json_format
import re
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Control characters, the marks that turn the direction of text, invisible characters that join or hide, and halves of
# surrogate pairs.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NARROWEST = 80


def safe(text: str, *, lines: bool = False) -> str:
    """Return a text without characters that steer a terminal; line ends stay with `lines`, else they become spaces."""
    unified = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    if lines:
        return "\n".join(_STEERING.sub("", line) for line in unified.split("\n"))
    return _STEERING.sub("", unified.replace("\n", " "))


def counted(number: int, thing: str) -> str:
    """Return how many there are, in words: "1 ticket", "2 tickets"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def as_json(value: Any) -> str:
    """Return a value as JSON on one line: times in UTC with Z, durations in seconds, steering characters escaped."""
    text = json_format.dumps(value, default=_plain, ensure_ascii=False)
    return _STEERING.sub(lambda match: json_format.dumps(match[0])[1:-1], text)


class Output:
    """The answer of one command, to standard output: as JSON or for people."""

    def __init__(self, *, json: bool = False) -> None:
        self.json = json

    def line(self, value: Mapping[str, Any]) -> None:
        """Print one object on one line, as JSON."""
        print(as_json(value), flush=True)

    def show(self, value: Mapping[str, Any], title: str = "") -> None:
        """Print one thing: as one JSON object, or as a page."""
        if self.json:
            self.line(value)
        else:
            self.page(title, value)

    def rows(self, rows: Iterable[Mapping[str, Any]], columns: Sequence[str] | None = None) -> None:
        """Print a list: as one JSON array, written while the rows are read, or as a table of these columns."""
        if self.json:
            _print_array(rows)
        else:
            _print_table(list(rows), columns)

    def page(self, title: str, value: Mapping[str, Any]) -> None:
        """Print a thing for people: its title, and what is known of it line by line."""
        if title:
            print(safe(title))
        width = max((len(key) for key, content in value.items() if _told(content)), default=0)
        for key, content in value.items():
            if _told(content):
                first, *more = _readable(content).split("\n")
                print(f"  {safe(key):<{width}}  {first}".rstrip())
                for line in more:
                    print(f"  {'':<{width}}  {line}".rstrip())

    def say(self, text: str) -> None:
        """Print a sentence for people; nothing where programs read."""
        if not self.json:
            print(safe(text, lines=True))


def _print_array(rows: Iterable[Mapping[str, Any]]) -> None:
    between = "[\n"
    for row in rows:
        sys.stdout.write(between + as_json(row))
        between = ",\n"
    print("[]" if between == "[\n" else "\n]")


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names = list(columns if columns is not None else rows[0] if rows else ())
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(safe(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_readable(row.get(name), lines=False)) for name in names))
    console = Console(soft_wrap=False)
    # A table in a file or a pipe is as wide as it needs to be: nobody wants folded cells there.
    if not console.is_terminal:
        console.width = max(_NARROWEST, console.measure(table, options=console.options.update(width=10_000)).maximum)
    console.print(table)


def _told(content: Any) -> bool:
    return content is not None and content not in ("", [], ())


def _readable(content: Any, *, lines: bool = True) -> str:
    if content is None:
        return ""
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, list | tuple):
        return "\n".join(map(_row, content)) if lines else ", ".join(_readable(item, lines=False) for item in content)
    if isinstance(content, dict):
        return ", ".join(
            f"{safe(str(key))}: {_readable(item, lines=False)}" for key, item in content.items() if _told(item)
        )
    return safe(content if isinstance(content, str) else str(_plain(content)), lines=lines)


def _row(item: Any) -> str:
    """Return one thing of a list: what is short on one line, and texts of several lines as they are, below it."""
    texts = [key for key, text in item.items() if _has_lines(text)] if isinstance(item, dict) else []
    if not texts:
        return _readable(item, lines=False)
    short = {key: content for key, content in item.items() if key not in texts}
    below = (line for key in texts for line in safe(item[key], lines=True).strip().split("\n"))
    return "\n".join((_readable(short, lines=False), *(f"  {line}" for line in below)))


def _has_lines(content: Any) -> bool:
    return isinstance(content, str) and "\n" in content.strip()


def _plain(value: Any) -> Any:
    """Turn what JSON does not know into what it knows."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value if isinstance(value, int | float) else str(value)
