"""Lines with a label in front, as records and forms are filled in by mail (`Gejala: mati total`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from maild.mail.command_words import FORM_LABELS, RECORD_LABELS
from maild.mail.commands import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_LABEL: Final = re.compile(
    r"^\s*(?:[-•]\s+)?[*_]{0,2}(?P<label>[^\W\d_][\w ./]{1,18}?)[*_]{0,2}\s?[:：][*_]{0,2}(?:\s+(?P<value>.*))?$"
)
# Marks are looked at from their first one only: a cell that is full of them is read once.
_AROUND_LABEL: Final = re.compile(r"^\s*(?:\d{1,2}\s?[.)]\s*)?|(?<![\s*:：])[\s*:：]+$")
_NO_WORD: Final = re.compile(r"[^\w ]+")
_LINE_LIMIT: Final = 2000
_LINES_READ: Final = 500

_OF_RECORD: Final = {label: name for name, labels in RECORD_LABELS.items() for label in labels}
_OF_FORM: Final = {label: name for name, labels in FORM_LABELS.items() for label in labels}
# What is told in sentences may hold lines that look like labels ("Error: 0x97"); the rest is said on its line.
_TOLD_AT_LENGTH: Final = frozenset({*RECORD_LABELS, "explanation"})


class Entry(NamedTuple):
    """A label as it was written, the field it stands for, and the lines of its value."""

    label: str
    name: str
    lines: list[str]

    @property
    def value(self) -> str:
        """What stands behind the label."""
        return "\n".join(filter(None, self.lines))


def labelled_lines(text: str) -> dict[str, str]:
    """Return what stands behind `Gejala:`, `Penyebab:`, `Analisis:` and `Solusi:`, in either language.

    The keys are `symptom`, `cause`, `analysis` and `solution`; a value runs on until the next label or an empty
    line. A label written twice adds to its value.
    """
    return _joined(entries(text.split("\n"), _OF_RECORD))


def form_lines(text: str) -> dict[str, str]:
    """Return what stands behind the labels of the reporting form (UNM-1), by field, in either language."""
    return _joined(entries(text.split("\n")))


def without_labelled_lines(text: str) -> str:
    """Return a text without the lines that `labelled_lines` reads."""
    kept: list[str] = []
    within, empty = False, True
    for line in text.split("\n"):
        match = _LABEL.match(line[:_LINE_LIMIT])
        if match is not None and _key(match["label"]) in _OF_RECORD:
            within, empty = True, not (match["value"] or "").strip()
        elif not line.strip():
            within = within and empty
            kept.append(line)
        elif within:
            empty = False
        else:
            kept.append(line)
    return "\n".join(kept).strip("\n")


def is_label(words: str) -> bool:
    """Tell whether words are a label of the record or of the form, with or without a number, a star or a colon."""
    key = _key(_AROUND_LABEL.sub("", words))
    return key in _OF_FORM or key in _OF_RECORD


def bare_label(words: str) -> str:
    """Return a label without what stands around it in forms: a number before it, a star or a colon behind it."""
    return " ".join(_AROUND_LABEL.sub("", words).split())


def entries(
    lines: Iterable[str],
    by_label: Mapping[str, str] = _OF_FORM,
    *,
    bare: Callable[[str], str] = str,
    ends: Callable[[str], bool] | None = None,
) -> list[Entry]:
    """Return what stands behind the labels of these lines, in their order, what is empty included.

    `bare` takes the marks off a line before it is read, `ends` tells of a line that it ends the value above it; an
    empty line always does, unless there is no value yet.
    """
    found: list[Entry] = []
    reading = False
    for line in list(lines)[:_LINES_READ]:
        said = bare(line[:_LINE_LIMIT])
        match = _LABEL.match(said)
        name = by_label.get(_key(match["label"])) if match is not None else None
        if match is not None and name is not None:
            found.append(Entry(match["label"].strip(), name, [(match["value"] or "").strip()]))
            reading = True
        elif not reading:
            continue
        elif ends is not None and ends(line):
            reading = False
        elif not said.strip():
            reading = not any(found[-1].lines)
        elif match is not None and found[-1].name not in _TOLD_AT_LENGTH:
            reading = False
        else:
            found[-1].lines.append(said.strip())
    return found


def _joined(found: Iterable[Entry]) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for entry in found:
        values.setdefault(entry.name, []).append(entry.value)
    joined = {name: "\n".join(filter(None, said)) for name, said in values.items()}
    return {name: value for name, value in joined.items() if value}


def _key(label: str) -> str:
    return " ".join(_NO_WORD.sub(" ", plain(label)).split())
