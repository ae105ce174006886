"""A raw mail for the eyes of others: our keys are taken out of it, also where a client has encoded its words."""

from __future__ import annotations

import base64
import binascii
import quopri
from typing import TYPE_CHECKING, Final

from maild.mail.correlation import without_keys
from maild.mail.parser import DEFAULT_LIMITS, tree
from maild.mail.parser.reader import top_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from maild.mail.correlation import DeskAddresses

_MOST_NESTED: Final = 5


def mail_without_keys(raw: bytes, desk: DeskAddresses) -> bytes:
    """Return a mail in which nothing is left that proves or finds a ticket; the same octets where nothing did."""
    return _plain(_decoded(raw, desk, 0), desk)


def _decoded(raw: bytes, desk: DeskAddresses, depth: int) -> bytes:
    """Return a mail whose encoded texts hold no key: those that did are encoded anew, all else stays as it came."""
    walk = tree.Walk(DEFAULT_LIMITS)
    whole, head = top_of(raw, walk)
    parts, at = [], 0
    for leaf in tree.leaves(whole, head, len(whole), walk):
        parts += [whole[at : leaf.start], _leaf(leaf, whole[leaf.start : leaf.end], desk, depth)]
        at = leaf.end
    cleaned = b"".join([*parts, whole[at:]])
    return cleaned if cleaned != whole else raw


def _leaf(leaf: tree.Leaf, octets: bytes, desk: DeskAddresses, depth: int) -> bytes:
    coding = _CODINGS.get(leaf.encoding)
    if coding is None:
        nested = leaf.content_type == "message/rfc822" and depth < _MOST_NESTED
        return _decoded(octets, desk, depth + 1) if nested else octets
    if not leaf.content_type.startswith(("text/", "message/")):
        return octets
    decode, encode = coding
    try:
        said = decode(octets)
    except binascii.Error:
        return octets
    fit = _plain(said, desk)
    return encode(fit) if fit != said else octets


def _plain(octets: bytes, desk: DeskAddresses) -> bytes:
    return without_keys(octets.decode("latin-1"), desk).encode("latin-1")


_CODINGS: Final[Mapping[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]]] = {
    "base64": (binascii.a2b_base64, base64.encodebytes),
    "quoted-printable": (quopri.decodestring, quopri.encodestring),
}
