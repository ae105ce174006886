"""What a line of a text looks like: blank, quoted, drawn, and the one form in which wording is compared."""

from __future__ import annotations

import re
import unicodedata

LINE_LIMIT = 600  # Characters of a line that count; clients and persons write shorter ones.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_QUOTE = re.compile(r"^\s{0,3}(?:>|&gt;|[A-Z]{1,2}>(?:\s|$))")
_QUOTE_MARKS = re.compile(r"^(?:\s?(?:>|&gt;))+ ?")
_RULE = re.compile(r"^[\s>]*[_\-=*~—–]{6,}\s*$")


def folded(line: str) -> str:
    """Return the first 600 characters of a line in the one form that wording is compared in."""
    line = line[:LINE_LIMIT]
    if not line.isascii():
        line = unicodedata.normalize("NFC", INVISIBLE.sub("", line).casefold().replace("i̇", "i"))
        line = line.replace("’", "'").replace("：", ":")
    else:
        line = line.lower()
    return " ".join(line.split())


def is_blank(line: str) -> bool:
    """Tell whether a line shows nothing, invisible characters included."""
    if not line or line.isspace():
        return True
    return not line.isascii() and not INVISIBLE.sub("", line).strip()


def is_quoted(line: str) -> bool:
    """Tell whether a line bears a quotation mark of RFC 3676, section 4.5, or the older form with initials."""
    return _QUOTE.match(line) is not None


def unquoted(line: str) -> str:
    """Return a line without its quotation marks."""
    return _QUOTE_MARKS.sub("", line, count=1)


def is_rule(line: str) -> bool:
    """Tell whether a line is drawn with one of the characters that clients draw rules with."""
    return _RULE.match(line) is not None
