"""The head of a mail or of one of its parts, cut into header fields as written (RFC 5322, section 2.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A field is a name, a colon and a value that goes on over lines beginning with a blank; anything else is an odd line.
_FIELD = re.compile(r"([!-9;-~]++)[ \t]*+:[ \t]*+([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?|([^\n]++)\n?|\n")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_MAILBOX_LINE = re.compile(r">?From ")
# An odd line amid these belongs to a damaged head; without them behind it, it is where the text begins.
_KNOWN_FIELD = re.compile(
    r"^(?:From|To|Cc|Subject|Date|Message-ID|MIME-Version|Content-[A-Za-z-]+|Received|Return-Path|Reply-To)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """Header fields in order, values raw (octets beyond ASCII as surrogates, still folded), and where the body begins.

    `odd_at` is the number of fields before the first line that is no field, or -1: behind it readers disagree.
    """

    fields: list[tuple[str, str]]
    body_at: int
    odd_at: int = -1
    cut_off: bool = False

    def first(self, name: str) -> str:
        """Return the raw value of the first field of a (lower-case) name, or an empty string."""
        for key, value in self.fields:
            if key.lower() == name:
                return value
        return ""


def read_head(raw: bytes, start: int, end: int, most: int) -> Head:
    """Cut the head of `raw[start:end]` into at most `most` fields."""
    if start >= end or raw[start] in b"\r\n":
        return Head([], _skip_blank_line(raw, start, end))
    blank = _BLANK_LINE.search(raw, start, end)
    head_end, body_at = (blank.start() + 1, blank.end()) if blank else (end, end)
    text = raw[start:head_end].decode("ascii", "surrogateescape")
    fields: list[tuple[str, str]] = []
    odd_at = -1
    for match in _FIELD.finditer(text):
        name, value, odd = match.groups()
        if name is not None:
            if len(fields) == most:
                return Head(fields, body_at, odd_at, cut_off=True)
            fields.append((name, value))
        elif odd is not None and odd != "\r" and not (match.start() == 0 and _MAILBOX_LINE.match(odd)):
            if not _KNOWN_FIELD.search(text, match.start()):
                return Head(fields, start + match.start(), len(fields) if odd_at < 0 else odd_at)
            odd_at = len(fields) if odd_at < 0 else odd_at
    return Head(fields, body_at, odd_at)


def unfold(value: str) -> str:
    """Return a field value on one line, without the blanks around it (RFC 5322, section 2.2.3)."""
    return _FOLD.sub("", value).strip(" \t\r\n") if "\n" in value else value.strip(" \t\r")


def _skip_blank_line(raw: bytes, start: int, end: int) -> int:
    if raw.startswith(b"\r\n", start, end):
        return start + 2
    return min(start + 1, end)
