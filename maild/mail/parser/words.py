"""What a header field says to people: encoded words (RFC 2047), also broken ones, and raw octets beyond ASCII."""

from __future__ import annotations

import binascii
import re
from itertools import groupby

from maild.mail.parser import charset
from maild.mail.parser.fields import unfold

# Senders put blanks and question marks where RFC 2047 forbids them and forget the end; all of these are read.
_WORD = re.compile(r"=\?([^?\s=]{1,40})\?([bBqQ])\?((?:[^?\r\n]|\?(?!=|\s*=\?))*+)(?:\?=|\?(?=\s|\Z)|\Z)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def decode(value: str) -> str:
    """Return a raw field value as text on one line, without control characters."""
    value = unfold(value)
    if value.isascii() and "=?" not in value and value.isprintable():
        return value
    return _CONTROL.sub(" ", _decoded(value)).strip()


def has_words(value: str) -> bool:
    """Whether a value holds encoded words."""
    return "=?" in value and _WORD.search(value) is not None


def octets_of(value: str) -> bytes:
    """Return the octets that a raw value was made of."""
    return value.encode("utf-8", "surrogateescape")


def raw_text(value: str) -> str:
    """Return a raw value with its octets beyond ASCII read by evidence."""
    return value if value.isascii() else charset.decode(octets_of(value))[0]


def _decoded(value: str) -> str:
    if "=?" not in value:
        return raw_text(value)
    pieces: list[tuple[str, bytes]] = []
    texts: list[str] = []
    at = 0
    for match in _WORD.finditer(value):
        between = value[at : match.start()]
        # Blanks between two encoded words are no text (RFC 2047, section 6.2).
        if between.strip() or (between and not pieces):
            texts += [*_joined(pieces), raw_text(between)]
            pieces = []
        pieces.append((match[1].lower().partition("*")[0], _octets(match[2], match[3])))
        at = match.end()
    return "".join([*texts, *_joined(pieces), raw_text(value[at:])])


def _joined(pieces: list[tuple[str, bytes]]) -> list[str]:
    """Decode neighbouring words of one charset together, since senders cut them within a character."""
    return [
        charset.decode(b"".join(octets for _, octets in group), name)[0]
        for name, group in groupby(pieces, key=lambda piece: piece[0])
    ]


def _octets(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        return binascii.a2b_qp(octets_of(text.replace(" ", "_")), header=True)
    symbols = _NOT_BASE64.sub("", text)
    if len(symbols) % 4 == 1:
        symbols = symbols[:-1]
    return binascii.a2b_base64(symbols + "=" * (-len(symbols) % 4))
