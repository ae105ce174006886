"""What a header field says to people: encoded words (RFC 2047), also broken ones, and raw octets beyond ASCII."""

from __future__ import annotations

import binascii
import re
from itertools import groupby
from operator import itemgetter

from maild.mail.parser import charset
from maild.mail.parser.fields import unfold

# Senders put blanks and question marks where RFC 2047 forbids them and forget the end; all of these are read.
_WORD = re.compile(r"=\?([^?\s=]{1,40})\?\s*([bBqQ])\s*\?((?:[^?]|\?(?![=\s]|\Z))*+)(?:\?=|\?(?=\s|\Z)|\Z)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def decode(value: str, declared: str = "") -> str:
    """Return a raw field value as text on one line, without control characters.

    `declared` is the charset that the mail names for its text: senders of raw octets mean the same in its head.
    """
    value = unfold(value)
    if "=?" not in value and value.isascii() and value.isprintable():
        return value
    return _CONTROL.sub(" ", _decoded(value, declared)).strip()


def hides_control(value: str) -> bool:
    """Whether the encoded words of a value hold control characters."""
    return "=?" in value and _CONTROL.search(_decoded(unfold(value), "")) is not None


def octets_of(value: str) -> bytes:
    """Return the octets that a raw value was made of."""
    return value.encode("utf-8", "surrogateescape")


def raw_text(value: str, declared: str = "") -> str:
    """Return a raw value with its octets beyond ASCII read by evidence."""
    return value if value.isascii() else charset.decode(octets_of(value), declared)[0]


def _decoded(value: str, declared: str) -> str:
    if "=?" not in value:
        return raw_text(value, declared)
    texts: list[str] = []
    pieces: list[tuple[str, bytes]] = []
    at = 0
    for match in _WORD.finditer(value):
        between = value[at : match.start()]
        # Blanks between two encoded words are no text (RFC 2047, section 6.2).
        if between.strip() or not pieces:
            if pieces:
                texts.append(_joined(pieces))
            texts.append(raw_text(between, declared))
            pieces = []
        pieces.append((match[1].lower().partition("*")[0], _octets(match[2], match[3])))
        at = match.end()
    if pieces:
        texts.append(_joined(pieces))
    return "".join(texts) + raw_text(value[at:], declared)


def _joined(pieces: list[tuple[str, bytes]]) -> str:
    """Decode neighbouring words of one charset together, since senders cut them within a character."""
    if len(pieces) == 1:
        return charset.decode(pieces[0][1], pieces[0][0])[0]
    groups = groupby(pieces, key=itemgetter(0))
    return "".join(charset.decode(b"".join(octets for _, octets in group), name)[0] for name, group in groups)


def _octets(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        return binascii.a2b_qp(octets_of(text.replace(" ", "_")), header=True)
    # Each padded piece is a run of its own: some senders join runs within one word.
    return b"".join(_run(run) for run in re.split(r"=+", text))


def _run(text: str) -> bytes:
    symbols = _NOT_BASE64.sub("", text)
    if len(symbols) % 4 == 1:
        symbols = symbols[:-1]
    return binascii.a2b_base64(symbols + "=" * (-len(symbols) % 4))
