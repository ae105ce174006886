"""Content-Transfer-Encoding undone (RFC 2045, section 6), as forgivingly as mail clients do."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

from mailparser.utils import decode_base64_payload

if TYPE_CHECKING:
    from maild.mail.parser.tree import Leaf

_IDENTITY = frozenset({"", "7bit", "8bit", "binary"})
_UUENCODED = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})


def decoded(encoding: str, octets: bytes | memoryview) -> bytes:
    """Return octets without their transfer encoding; an unknown one leaves them as they are."""
    if encoding in _IDENTITY:
        return bytes(octets)
    if encoding == "base64":
        return _base64(octets)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(octets)
    if encoding in _UUENCODED:
        return uudecoded(bytes(octets))
    return bytes(octets)


def of_leaf(leaf: Leaf) -> bytes:
    """Return the octets of a part without their transfer encoding."""
    return decoded(leaf.encoding, memoryview(leaf.source)[leaf.start : leaf.end])


def uudecoded(octets: bytes) -> bytes:
    """Return the file within uuencoded lines, as far as they can be read."""
    lines = octets.splitlines()
    begin = next((number for number, line in enumerate(lines) if line.startswith(b"begin ")), -1)
    found: list[bytes] = []
    for line in lines[begin + 1 :]:
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            found.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders leave rubbish behind the counted octets of a line.
            try:
                found.append(binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3]))
            except binascii.Error:
                continue
    return b"".join(found)


def _base64(octets: bytes | memoryview) -> bytes:
    try:
        return binascii.a2b_base64(octets)
    except binascii.Error:
        return bytes(decode_base64_payload(bytes(octets).decode("latin-1")))
