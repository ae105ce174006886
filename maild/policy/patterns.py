"""What a pattern costs: whether RE2 takes it, how big its program is, and whether it has text to look for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import re2  # type: ignore[import-untyped]  # it comes without types

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_PROGRAM = 2_000
SHORTEST_LITERAL = 3

_PIECE = re.compile(
    r"(?P<open>\((?:\?(?:P?<\w+>|[imsU-]*:))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<repeat>[*?]\??|\{0?,?\d*\}\??|\{\d+,?\d*\}\??|\+\??)"
    r"|(?P<set>\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\])|(?P<escape>\\[pP]\{\w+\}|\\.)|(?P<any>[.^$])|(?P<letter>.)",
    re.DOTALL,
)
_PLAIN_ESCAPES = re.compile(r"\\[^\w\s]")


def mistake(pattern: str) -> tuple[str, str] | None:
    """Return why a pattern is refused and what to do, None when it is fine."""
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern.encode(), options)
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        return f"this is no pattern of RE2: {reason}", "RE2 knows no look-ahead and no back-references"
    if longest_literal(pattern) < SHORTEST_LITERAL:
        return (
            "this pattern has no fixed text and would be tried on every mail",
            f"let it contain {SHORTEST_LITERAL} letters that must be there",
        )
    if compiled.programsize > LARGEST_PROGRAM:
        return f"this pattern is too big ({compiled.programsize} steps)", "use smaller repetitions, or several rules"
    return None


def longest_literal(pattern: str) -> int:
    """Return the length of the longest text that every match must contain."""
    return _alternatives(_PIECE.finditer(pattern))


def _alternatives(pieces: Iterator[re.Match[str]]) -> int:
    """Read up to the closing bracket: the shortest of the alternatives' longest texts."""
    answers: list[int] = []
    best = before = run = 0
    for piece in pieces:
        kind, text = piece.lastgroup, piece.group()
        if kind == "letter" or (kind == "escape" and _PLAIN_ESCAPES.match(text)):
            before, run = best, run + 1
            best = max(best, run)
            continue
        run = 0
        if kind == "repeat" and text.startswith(("*", "?", "{0", "{,")):
            best = before
        elif kind == "open":
            before, inner = best, _alternatives(pieces)
            best = max(best, inner)
        elif kind in {"bar", "close"}:
            answers.append(best)
            best = before = 0
            if kind == "close":
                return min(answers)
    return min([*answers, best])
