"""Reads Authentication-Results (RFC 8601, section 2.2), tolerantly: also as Microsoft writes it, without an id."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from maild.mail.parser.fields import read_head, unfold

_MOST_FIELDS: Final = 1_000
_MOST_CHARACTERS: Final = 20_000
_PIECE: Final = re.compile(r'\\.|[()";]|[^\\()";]+', re.DOTALL)
# What would mean something outside a quoted string.
_SYNTAX: Final = re.compile(r'[\\";=\s]')
_PAIR: Final = re.compile(r'([A-Za-z][A-Za-z0-9._-]*)(?:\s*/\s*\d+)?\s*=\s*("[^"]*"|[^\s";]+)')
# What a server says besides, in a comment, about the policy of the sender's domain and what became of the mail.
_POLICY: Final = re.compile(r"\b(?:p|policy|dis|disposition)\s*=\s*([a-z]+)", re.IGNORECASE)
_POLICY_PROPERTIES: Final = ("policy.dmarc", "policy.published-domain-policy", "action", "policy")


@dataclass(frozen=True, slots=True)
class Result:
    """One verdict: `dmarc=fail` with its properties; "policy" among them holds every word about what follows."""

    method: str
    value: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """What one field says, in lower case; `server` is empty where it names none, `damaged` when its form is broken."""

    server: str
    results: tuple[Result, ...]
    damaged: bool = False


def head_of(raw: bytes) -> list[tuple[str, str]]:
    """Return the header fields of a mail, topmost first, names in lower case and values unfolded but not decoded."""
    return [(name.lower(), unfold(value)) for name, value in read_head(raw, 0, len(raw), _MOST_FIELDS).fields]


def all_results(raw: bytes) -> list[tuple[str, Results]]:
    """Return every Authentication-Results field of a mail, topmost first, as written and as read."""
    return [(value, results_of(value)) for name, value in head_of(raw) if name == "authentication-results"]


def results_of(value: str) -> Results:
    """Read the raw value of a field, unfolded; never with encoded words decoded, which could hide a verdict."""
    pieces, comments, damaged = _cut(value[:_MOST_CHARACTERS])
    damaged = damaged or len(value) > _MOST_CHARACTERS
    first = pieces[0].split()
    server = "" if not first or _PAIR.match(pieces[0].strip()) else first[0].strip('"').lower()
    start = 1 if server else 0
    read = (_result(piece, said) for piece, said in zip(pieces[start:], comments[start:], strict=True))
    return Results(server, tuple(result for result in read if result is not None), damaged)


def _cut(value: str) -> tuple[list[str], list[str], bool]:
    """Return the pieces between semicolons without their comments, the comments of each, and whether the form broke."""
    pieces, comments = [""], [""]
    depth, quoted = 0, False
    for mark in _PIECE.findall(value):
        if mark == '"' and not depth:
            quoted = not quoted
            pieces[-1] += mark
        elif quoted:
            pieces[-1] += _SYNTAX.sub("_", mark)
        elif mark == "(":
            depth += 1
        elif mark == ")":
            if not depth:
                return pieces, comments, True
            depth -= 1
            pieces[-1] += " "
        elif depth:
            comments[-1] += mark
        elif mark == ";":
            pieces.append("")
            comments.append("")
        else:
            pieces[-1] += mark
    return pieces, comments, bool(depth) or quoted


def _result(piece: str, comment: str) -> Result | None:
    pairs = [(name.lower(), said.strip('"').lower()) for name, said in _PAIR.findall(piece)]
    if not pairs:
        return None
    method, value = pairs[0]
    properties: dict[str, str] = {}
    for name, said in pairs[1:]:
        # A property that is there twice with two values says nothing.
        properties[name] = said if properties.get(name, said) == said else ""
    told = [properties[name].removeprefix("o") for name in _POLICY_PROPERTIES if name in properties]
    properties["policy"] = " ".join([*told, *(word.lower() for word in _POLICY.findall(comment))])
    return Result(method, value, properties)
