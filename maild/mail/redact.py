"""A mail with its people and words masked, so that a misread one can be shown to others.

Structure, lengths and classes of octets stay: letters become `x`, digits `0`, the same address the same
pseudonym. What programs write stays too: structural header fields, status codes, the words of quote headers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.mail.parser import DEFAULT_LIMITS, tree
from maild.mail.parser.reader import top_of

if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT_FIELDS = frozenset(
    {
        *(b"mime-version", b"content-transfer-encoding", b"date", b"auto-submitted", b"precedence", b"importance"),
        *(b"x-auto-response-suppress", b"x-autoreply", b"x-autorespond", b"x-mailer", b"user-agent", b"priority"),
        *(b"x-priority", b"x-msmail-priority", b"content-language", b"action", b"status", b"arrival-date"),
    }
)
# Words that clients and servers write: they tell nothing about people, and reading depends on them.
_KEPT_WORDS = frozenset(
    b"re fw fwd aw wg bls tr sv on wrote pada menulis from sent to subject date cc dari dikirim kepada perihal subjek "
    b"tanggal original forwarded message begin end pesan asli diteruskan auto reply automatic otomatis "
    b"undelivered mail delivery status notification failure returned sender mailer daemon postmaster noreply no-reply "
    b"out of office "
    b"smtp dns rfc822 by with for id esmtp esmtps html text plain utf-8 iso-8859-1 am pm mon tue wed thu fri sat sun "
    b"jan feb mar apr may jun jul aug sep oct nov dec sen sel rab kam jum sab min mei agu okt des".split()
)
_FIELD = re.compile(rb"([!-9;-~]+)([ \t]*:)([^\n]*(?:\n[ \t][^\n]*)*\n?)")
_ENCODED_WORD = re.compile(rb"(=\?[^?\s]+\?)([bBqQ])(\?)([^?]*)(\?=)")
_ADDRESS = re.compile(rb"([\w.+=%!#$&'*/^`{|}~-]{1,64}+)@([\w.-]{1,253})")
_STATUS = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}|[245]\d\d")
_WORD = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?![\d.])|[A-Za-z][A-Za-z0-9-]*|[0-9]+")
_FILENAME = re.compile(rb"(name\*?[0-9]*\*?\s*=\s*)(\"[^\"]*\"|[^;\s]+)", re.IGNORECASE)
_TAG = re.compile(rb"<[/!a-zA-Z][^<>]*>")
_VALUE = re.compile(
    rb"((?:href|src|alt|title|value|content|cite|name)\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE
)
_TWO_BYTE_SET = re.compile(rb"(\x1b\$[^\x1b]{1,2}?)([^\x1b]*)")
_QUOTED = re.compile(rb"=[0-9A-Fa-f]{2}|=\r?\n|.", re.DOTALL)
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UTF_8_MASKS = {2: "é".encode(), 3: "中".encode(), 4: "😀".encode()}
_OCTETS = bytes(
    ord("X") if 65 <= octet <= 90 else ord("x") if 97 <= octet <= 122 else ord("0") if 48 <= octet <= 57 else octet
    for octet in range(256)
)
_BEYOND_ASCII = bytes(0xE1 if octet >= 0xA0 else octet for octet in range(256))


def redact(raw: bytes) -> bytes:
    """Return a mail with the same structure in which people and words are masked; never raises."""
    return _Mask(hashlib.sha256(raw).digest()).mail(raw)


@dataclass(frozen=True, slots=True)
class _Mask:
    """Masks for one mail: pseudonyms are the same within it, and can be matched with no other."""

    salt: bytes

    def mail(self, raw: bytes, depth: int = 0) -> bytes:
        walk = tree.Walk(DEFAULT_LIMITS)
        raw, head = top_of(raw, walk)
        masked: list[bytes] = []
        at = 0
        for leaf in tree.leaves(raw, head, len(raw), walk):
            masked += [self._between(raw[at : leaf.start]), self._leaf(leaf, raw[leaf.start : leaf.end], depth)]
            at = leaf.end
        return b"".join([*masked, self._between(raw[at:])])

    def _between(self, octets: bytes) -> bytes:
        """Mask what stands between two texts: boundary lines stay, the rest is heads."""
        lines = re.split(rb"(^--[^\n]*\n?)", octets, flags=re.MULTILINE)
        return b"".join(line if number % 2 else self._head(line) for number, line in enumerate(lines))

    def _head(self, octets: bytes) -> bytes:
        masked: list[bytes] = []
        at = 0
        for field in _FIELD.finditer(octets):
            masked += [
                self._words(octets[at : field.start()]),
                field[1],
                field[2],
                self._value(field[1].lower(), field[3]),
            ]
            at = field.end()
        return b"".join([*masked, self._words(octets[at:])])

    def _value(self, name: bytes, value: bytes) -> bytes:
        if name in _KEPT_FIELDS:
            return value
        if name in (b"content-type", b"content-disposition"):
            return _FILENAME.sub(lambda found: found[1] + self._filename(found[2]), value)
        return self._words(value)

    def _filename(self, value: bytes) -> bytes:
        """Mask a filename but for its extension, by which it is opened."""
        stem, dot, extension = value.rpartition(b".")
        return self._words(stem) + dot + extension if dot and len(extension) <= 6 else self._words(value)

    def _leaf(self, leaf: tree.Leaf, octets: bytes, depth: int) -> bytes:
        plain = leaf.encoding in ("", "7bit", "8bit", "binary")
        if leaf.content_type == "message/rfc822" and plain and depth < 5:
            return self.mail(octets, depth + 1)
        if leaf.content_type.startswith("message/") or leaf.content_type == "text/rfc822-headers":
            return self._head(octets)
        mask = self._html if leaf.content_type == "text/html" else self._words
        if not leaf.content_type.startswith("text/"):
            mask = _zeros if leaf.encoding == "base64" else _shape
        encoded = _ENCODINGS.get(leaf.encoding)
        return encoded(octets, mask) if encoded else mask(octets)

    def _html(self, octets: bytes) -> bytes:
        masked: list[bytes] = []
        at = 0
        for tag in _TAG.finditer(octets):
            values = _VALUE.sub(lambda found: found[1] + self._words(found[2]), tag[0])
            masked += [self._words(octets[at : tag.start()]), values]
            at = tag.end()
        return b"".join([*masked, self._words(octets[at:])])

    def _words(self, octets: bytes) -> bytes:
        if b"\x1b$" in octets:
            return _TWO_BYTE_SET.sub(lambda found: found[1] + (b"0!" * len(found[2]))[: len(found[2])], octets)
        pieces = _ENCODED_WORD.split(octets)
        for number in range(0, len(pieces), 6):
            pieces[number] = self._text(pieces[number])
        for number in range(4, len(pieces), 6):
            encoded = _within_base64 if pieces[number - 2] in b"bB" else _within_quoted
            pieces[number] = encoded(pieces[number], self._text)
        return b"".join(pieces)

    def _text(self, octets: bytes) -> bytes:
        masked: list[bytes] = []
        at = 0
        for address in _ADDRESS.finditer(octets):
            masked += [
                _plain(octets[at : address.start()]),
                self._pseudonym(address[1]),
                b"@",
                self._pseudonym(address[2]),
            ]
            at = address.end()
        return b"".join([*masked, _plain(octets[at:])])

    def _pseudonym(self, octets: bytes) -> bytes:
        """Return other letters for the same letters, the same ones wherever they stand in this mail."""
        if octets.lower() in _KEPT_WORDS:
            return octets
        stream = hashlib.shake_128(self.salt + octets.lower()).digest(len(octets))
        return bytes(_like(octet, chance) for octet, chance in zip(octets, stream, strict=True))


def _like(octet: int, chance: int) -> int:
    if chr(octet).isascii() and chr(octet).isalpha():
        return (65 if octet < 91 else 97) + chance % 26
    return 48 + chance % 10 if 48 <= octet <= 57 else octet


def _plain(octets: bytes) -> bytes:
    """Mask words and numbers but those that programs write; octets beyond ASCII keep their class."""

    def word(match: re.Match[bytes]) -> bytes:
        kept = match[0].lower() in _KEPT_WORDS or _STATUS.fullmatch(match[0])
        return match[0] if kept else match[0].translate(_OCTETS)

    masked = _WORD.sub(word, octets)
    if masked.isascii():
        return masked
    pieces = re.split(rb"(" + _UTF_8.pattern + rb")", masked)
    return b"".join(
        _UTF_8_MASKS[len(piece)] if number % 2 else piece.translate(_BEYOND_ASCII)
        for number, piece in enumerate(pieces)
    )


def _zeros(octets: bytes) -> bytes:
    return bytes(len(octets))


def _shape(octets: bytes) -> bytes:
    return octets.translate(_OCTETS).translate(_BEYOND_ASCII)


def _within_base64(octets: bytes, mask: Callable[[bytes], bytes]) -> bytes:
    """Mask what base64 text says, and write it with the same lines; broken base64 keeps only its shape."""
    try:
        symbols = iter(base64.b64encode(mask(binascii.a2b_base64(octets))))
    except binascii.Error:
        symbols = iter(b"")
    return bytes(next(symbols, 0x41) if octet in _BASE64 else octet for octet in octets)


def _within_quoted(octets: bytes, mask: Callable[[bytes], bytes]) -> bytes:
    """Mask what quoted-printable text says: what was escaped stays escaped, line breaks stay where they are."""
    tokens = _QUOTED.findall(octets)
    written = [token for token in tokens if not token.startswith((b"=\n", b"=\r"))]
    said = b"".join(bytes([int(token[1:], 16)]) if len(token) == 3 else token for token in written)
    masked = iter(mask(said))
    return b"".join(
        token
        if token.startswith((b"=\n", b"=\r"))
        else b"=%02X" % next(masked)
        if len(token) == 3
        else bytes([next(masked)])
        for token in tokens
    )


_ENCODINGS = {"base64": _within_base64, "quoted-printable": _within_quoted}
