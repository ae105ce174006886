"""The head of a mail or of one of its parts, cut into header fields as written (RFC 5322, section 2.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A field is a name, a colon and a value that goes on over lines beginning with a blank; anything else is an odd line.
_FIELD = re.compile(r"([!-9;-~]++)[ \t]*+:[ \t]*+([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?|([^\n]++)\n?|\n")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_MAILBOX_LINE = re.compile(r">?From ")
# An odd line amid these belongs to a damaged head; without them behind it, it is where the text begins.
_KNOWN_FIELD = re.compile(
    r"^(?:From|To|Cc|Subject|Date|Message-ID|MIME-Version|Content-[A-Za-z-]+|Received|Return-Path|Reply-To)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_HIDDEN_FROM = re.compile(r"[\r\0\v\f][ \t]*from[ \t]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """Header fields in order, values raw: still folded, octets beyond ASCII as surrogates.

    `first` holds the topmost value of each lower-case name; `body_at` is where the body begins; `odd` says what
    makes readers of this head disagree, and is empty in good order.
    """

    fields: list[tuple[str, str]]
    first: dict[str, str]
    body_at: int
    odd: str = ""


def read_head(raw: bytes, start: int, end: int, most: int) -> Head:
    """Cut the head of `raw[start:end]` into at most `most` fields."""
    if start >= end or raw[start] in b"\r\n":
        return Head([], {}, _behind_blank_line(raw, start, end))
    blank = _BLANK_LINE.search(raw, start, end)
    head_end, body_at = (blank.start() + 1, blank.end()) if blank else (end, end)
    text = raw[start:head_end].decode("ascii", "surrogateescape")
    fields: list[tuple[str, str]] = []
    first: dict[str, str] = {}
    strange = text.count("\r") != text.count("\r\n") or "\0" in text or "\v" in text or "\f" in text
    odd = "a second From field is hidden in another field" if strange and _HIDDEN_FROM.search(text) else ""
    odd_lines, last_known = False, -1
    for match in _FIELD.finditer(text):
        name, value, odd_line = match.groups()
        if name is not None:
            if len(fields) == most:
                return Head(fields, first, body_at, "too many header fields")
            fields.append((name, value))
            first.setdefault(name.lower(), value)
        elif odd_line is not None and odd_line != "\r" and not _MAILBOX_LINE.match(odd_line):
            if not odd_lines:
                odd_lines, odd = True, "a line of the head is no header field"
                last_known = max((known.start() for known in _KNOWN_FIELD.finditer(text)), default=-1)
            if match.start() > last_known:
                return Head(fields, first, start + match.start(), odd)
    return Head(fields, first, body_at, odd)


def unfold(value: str) -> str:
    """Return a field value on one line, without the blanks around it (RFC 5322, section 2.2.3)."""
    if "\n" in value:
        value = value.replace("\r\n", "").replace("\n", "")
    if "\t" in value:
        value = value.replace("\t", " ")
    return value.strip(" \r")


def _behind_blank_line(raw: bytes, start: int, end: int) -> int:
    if raw.startswith(b"\r\n", start, end):
        return start + 2
    return min(start + 1, end)
