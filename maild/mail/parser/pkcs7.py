"""Opaque S/MIME opened: the mail within signed data (RFC 8551, section 3.5.2; RFC 5652, section 5).

The signature is not verified: what is inside is only read.
"""

from __future__ import annotations

from typing import NamedTuple

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_OBJECT_IDENTIFIER, _OCTET_STRING = 0x06, 0x04
_DEEPEST = 12
_MOST_ELEMENTS = 50_000


class _Element(NamedTuple):
    tag: int
    start: int
    end: int
    behind: int


class _UnreadableError(ValueError):
    """These octets are no BER encoding that we can follow."""


def signed_content(octets: bytes) -> bytes | None:
    """Return the octets that were signed; None for encrypted mail and whatever else is no signed data."""
    reader = _Reader(octets)
    try:
        content_type, content = reader.children(reader.element(0, 0))[:2]
        if octets[content_type.start : content_type.end] != _SIGNED_DATA:
            return None
        (signed,) = reader.children(content)
        for part in reader.children(signed):
            inner = reader.children(part) if part.tag == 0x30 else []
            if len(inner) == 2 and inner[0].tag == _OBJECT_IDENTIFIER:
                return b"".join(reader.strings(inner[1]))
    except (_UnreadableError, ValueError, IndexError):
        return None
    return None


class _Reader:
    """Elements of a BER encoding (ITU-T X.690), of definite and indefinite length."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._left = _MOST_ELEMENTS

    def element(self, at: int, depth: int) -> _Element:
        """Return the element that begins at a place."""
        self._left -= 1
        if depth > _DEEPEST or self._left < 0 or at + 2 > len(self._octets):
            raise _UnreadableError
        tag, length, start = self._octets[at], self._octets[at + 1], at + 2
        if length == 0x80:
            end = start
            while self._octets[end : end + 2] != b"\0\0":
                end = self.element(end, depth + 1).behind
            return _Element(tag, start, end, end + 2)
        if length > 0x80:
            width = length & 0x7F
            length = int.from_bytes(self._octets[start : start + width], "big") if width <= 4 else len(self._octets)
            start += width
        if start + length > len(self._octets):
            raise _UnreadableError
        return _Element(tag, start, start + length, start + length)

    def children(self, parent: _Element) -> list[_Element]:
        """Return the elements within another."""
        found, at = [], parent.start
        while at < parent.end:
            found.append(self.element(at, 0))
            at = found[-1].behind
        return found

    def strings(self, parent: _Element, depth: int = 0) -> list[bytes]:
        """Return the octet strings within an element, which may be cut into pieces."""
        if depth > _DEEPEST:
            raise _UnreadableError
        found: list[bytes] = []
        for child in self.children(parent):
            if child.tag == _OCTET_STRING:
                found.append(self._octets[child.start : child.end])
            elif child.tag & 0x20:
                found += self.strings(child, depth + 1)
        return found
