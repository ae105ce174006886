"""Forms that were filled in as tables: their rows become lines of a label and its value, as people type them.

Clients build tables each in its own way: words in paragraphs (Outlook, Word) or in tables of their own, a colon in
the label, in a column of its own or nowhere, several labels in a row, or all of them in a row above the values.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from selectolax.lexbor import LexborHTMLParser

from maild.mail.command_words import FORM_LABELS, RECORD_LABELS
from maild.mail.html import bounded, to_text
from maild.mail.labels import bare_label, is_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

_LEAST_LABELS: Final = 3
_MOST_ROWS: Final = 60
_MOST_CELLS: Final = 12
_MOST_TABLES: Final = 200
_CELL_LENGTH: Final = 20_000
_CHARACTERS_READ: Final = 1_000_000
_LABEL_LENGTH: Final = 20
_NUMBER: Final = re.compile(r"\d{1,2}[.)]?")
_WORDS: Final = "|".join(
    re.escape(label).replace(r"\ ", r"\s+")
    for labels in (*FORM_LABELS.values(), *RECORD_LABELS.values())
    for label in labels
)
# Most tables in mail hold something else; nothing is read twice that does not name the labels of a form.
_LIKELY: Final = re.compile(rf">\s*(?:\d{{1,2}}[.)]\s*)?({_WORDS})(?:\s|&nbsp;|[.:*：])*<", re.IGNORECASE)


def holds_form(markup: str) -> bool:
    """Tell whether an HTML text holds a form as a table."""
    return with_lines(markup) != markup


@lru_cache(2)  # The text, the reply and the forward of one mail are read in the same HTML.
def with_lines(markup: str) -> str:
    """Return an HTML text in which forms that are tables are lines `label: value`, the same text without any."""
    if len({found.casefold() for found in _LIKELY.findall(markup, 0, _CHARACTERS_READ)}) < _LEAST_LABELS:
        return markup
    tree = LexborHTMLParser(bounded(markup))
    found = False
    # What is within another is read before it: a table that is replaced takes with it what it holds.
    for table in reversed(tree.css("table")[:_MOST_TABLES]):
        lines = _lines_of(table)
        if lines:
            _replace(table, lines)
            found = True
    return (tree.html or "") if found else markup


def _replace(table: LexborNode, lines: Sequence[str]) -> None:
    shown = html.escape("\n".join(lines)).replace("\n", "<br>")
    body = LexborHTMLParser(f"<p>{shown}</p>").body
    assert body is not None
    assert body.child is not None
    table.replace_with(body.child)


def _lines_of(table: LexborNode) -> list[str]:
    """Return a form as lines, none when a table is something else."""
    rows = [cells for row in _rows(table) if any(cells := _cells(row))]
    labelled = list(_below_a_head(rows)) or [pair for cells in rows for pair in _pairs(cells)]
    labels = {label.casefold() for label, _ in labelled if is_label(label)}
    return list(map(_line, labelled)) if len(labels) >= _LEAST_LABELS else []


def _rows(table: LexborNode) -> list[LexborNode]:
    """Return the rows of this very table, none of one that is too long or too wide to be a form."""
    bodies = [part for part in table.iter() if part.tag in ("tbody", "thead", "tfoot")]
    rows = [row for part in (table, *bodies) for row in part.iter() if row.tag == "tr"]
    return rows if len(rows) <= _MOST_ROWS and all(map(_may_be_of_a_form, rows)) else []


def _may_be_of_a_form(row: LexborNode) -> bool:
    # What holds whole tables would be read once for each table that it is in.
    cells = list(row.iter())
    return len(cells) <= _MOST_CELLS and all(len(cell.html or "") <= _CELL_LENGTH for cell in cells)


def _cells(row: LexborNode) -> list[str]:
    """Return the words of the cells of a row, without columns for numbers and colons."""
    texts = [_text(cell) for cell in row.iter() if cell.tag in ("td", "th")]
    said = [text for text in texts if text not in (":", "：")]
    return said[1:] if len(said) > 1 and _NUMBER.fullmatch(said[0]) and is_label(said[1]) else said


def _text(cell: LexborNode) -> str:
    lines = (line.strip() for line in to_text(cell.html or "").split("\n"))
    return "\n".join(filter(None, lines))


def _below_a_head(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield label and value of a form whose labels stand in a row of their own, its one row of values below."""
    if len(rows) == 2 and len(rows[0]) == len(rows[1]) and all(map(is_label, rows[0])):
        yield from zip(rows[0], rows[1], strict=True)


def _pairs(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield label and value of a row; with an even number of cells there may be several of both."""
    if len(cells) > 2 and all(map(is_label, cells)):
        yield "\t".join(cells), ""
        return
    several = len(cells) % 2 == 0 and all(map(is_label, cells[::2]))
    width = 2 if several else len(cells)
    for at in range(0, len(cells), width):
        label, *values = cells[at : at + width]
        yield label, "\n".join(filter(None, values)).removeprefix(":").strip()


def _line(pair: tuple[str, str]) -> str:
    label, value = pair
    if not is_label(label) and not (value and len(label) <= _LABEL_LENGTH):
        return "\t".join(filter(None, pair))
    return f"{bare_label(label)}: {value}".strip()
