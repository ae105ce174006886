"""Parts that hold further parts in a form of their own are opened: signed mail, winmail.dat, uuencoded files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maild.mail.parser import pkcs7, tnef, transfer, tree
from maild.mail.parser.fields import Head, read_head
from maild.mail.parser.parameters import NOTHING
from maild.mail.parser.tree import Leaf, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n((?:[!-`][^\r\n]*+\r?\n)*?)[`]?[ ]?\r?\n?end[ ]*\r?$", re.MULTILINE
)
_DEEPEST = 5


def leaves(raw: bytes, head: Head, end: int, walk: Walk) -> Iterator[Leaf]:
    """Yield the leaves of a mail, those within opened parts in the place of the part that held them."""
    return _opened(tree.leaves(raw, head, end, walk), walk, 0)


def _opened(found: Iterator[Leaf], walk: Walk, depth: int) -> Iterator[Leaf]:
    for leaf in found:
        inner = _open(leaf, walk) if depth < _DEEPEST else None
        if inner is None:
            yield leaf
        else:
            yield from _opened(inner, walk, depth + 1)


def _open(leaf: Leaf, walk: Walk) -> Iterator[Leaf] | None:
    name = leaf.name.lower()
    if leaf.content_type in _SIGNED or name == "smime.p7m":
        return _signed_mail(leaf, walk)
    if leaf.content_type in _TNEF or name == "winmail.dat":
        return _winmail(leaf, walk)
    if leaf.content_type == "text/plain" and leaf.source.find(b"begin ", leaf.start, leaf.end) >= 0:
        return _uuencoded(leaf)
    return None


def _signed_mail(leaf: Leaf, walk: Walk) -> Iterator[Leaf] | None:
    content = pkcs7.signed_content(transfer.of_leaf(leaf))
    if not content:
        walk.note("a part is encrypted or cannot be opened")
        return None
    head = read_head(content, 0, len(content), walk.limits.fields)
    return tree.leaves(content, head, len(content), walk, within=leaf)


def _winmail(leaf: Leaf, walk: Walk) -> Iterator[Leaf] | None:
    packed = tnef.unpack(transfer.of_leaf(leaf), walk.limits.parts)
    if packed is None:
        return None
    texts = (("text/plain", packed.plain.encode()), ("text/html", packed.html))
    inner = [_made(leaf, kind, octets, "", group=f"{leaf.part}.0") for kind, octets in texts if octets.strip()]
    files = [_made(leaf, file.media_type, file.octets, file.name or "file", file.content_id) for file in packed.files]
    return _numbered(leaf, [*inner, *files])


def _uuencoded(leaf: Leaf) -> Iterator[Leaf] | None:
    octets = transfer.of_leaf(leaf)
    found = list(_UUENCODED.finditer(octets))
    if not found:
        return None
    text = _made(leaf, "text/plain", _UUENCODED.sub(b"", octets), "", group=leaf.group)
    text.parameters = leaf.parameters
    files = [
        _made(leaf, "application/octet-stream", transfer.uudecoded(file[0]), file[1].decode("latin-1").strip())
        for file in found
    ]
    return _numbered(leaf, [text, *files])


def _made(leaf: Leaf, kind: str, octets: bytes, name: str, content_id: str = "", group: str = "") -> Leaf:
    return Leaf(
        part=leaf.part,
        content_type=kind if kind.count("/") == 1 else "application/octet-stream",
        parameters={"charset": "utf-8"} if kind.startswith("text/") and not name else NOTHING[1],
        disposition="attachment" if name else "inline",
        disposition_parameters={"filename": name} if name else NOTHING[1],
        encoding="",
        content_id=content_id,
        source=octets,
        start=0,
        end=len(octets),
        group=group,
        parent=leaf.content_type,
    )


def _numbered(leaf: Leaf, inner: list[Leaf]) -> Iterator[Leaf]:
    for number, made in enumerate(inner, 1):
        made.part = f"{leaf.part}.{number}"
        yield made
