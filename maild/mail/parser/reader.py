"""Bytes in, a `Message` out: the named steps by which a mail is read."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailparser.utils import parse_mail_date

from maild.mail.message import Attachment, Message, Part
from maild.mail.parser import addresses, attachments, charset, transfer, tree, words
from maild.mail.parser.body import BodyPart, readable
from maild.mail.parser.fields import Head, read_head, unfold
from maild.mail.parser.flowed import unflow
from maild.mail.parser.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from datetime import datetime

_IDENTIFIER = re.compile(r"<([^<>]{1,998})>")
_TEXTS = frozenset({"text/plain", "text/html", "text/enriched"})


@dataclass(frozen=True, slots=True)
class _Content:
    """What the body of a mail holds."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]
    parts: tuple[Part, ...]


def parse(raw: bytes, limits: Limits = DEFAULT_LIMITS) -> Message:
    """Read a mail; whatever its octets are, something is returned and nothing raised."""
    walk = tree.Walk(limits)
    octets = _with_line_feeds(raw, walk)
    head = _top_head(octets, limits)
    content = _content(octets, head, len(octets), walk, 0)
    return _message(head, content, walk, len(raw))


def cut(raw: bytes, part: str) -> bytes:
    """Return the decoded octets of the part at a place in the tree, as `Attachment.part` names it.

    Raises KeyError when the mail has no such part.
    """
    walk = tree.Walk(DEFAULT_LIMITS)
    octets = _with_line_feeds(raw, walk)
    for leaf in tree.leaves(octets, _top_head(octets, DEFAULT_LIMITS), len(octets), walk):
        if leaf.part == part:
            return _octets(octets, leaf)
    raise KeyError(part)


def _with_line_feeds(raw: bytes, walk: tree.Walk) -> bytes:
    if b"\r" in raw[:4096] and b"\n" not in raw:
        walk.note("lines end in bare CR")
        return raw.replace(b"\r", b"\n")
    return raw


def _top_head(raw: bytes, limits: Limits) -> Head:
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    while raw.startswith((b"\r\n", b"\n"), start) and start < 64:
        start += 2 if raw.startswith(b"\r", start) else 1
    return read_head(raw, start, len(raw), limits.fields)


def _message(head: Head, content: _Content, walk: tree.Walk, size: int) -> Message:
    limits = walk.limits
    raw_values: dict[str, list[str]] = {}
    decoded: list[tuple[str, str]] = []
    for name, value in head.fields:
        if len(value) > limits.field_bytes:
            walk.note(f"{name[:40]} is too long: the rest is not read")
            value = value[: limits.field_bytes]
        raw_values.setdefault(name.lower(), []).append(value)
        decoded.append((name, words.decode(value)))
    first = {name: values[0] for name, values in raw_values.items()}
    from_address, from_doubt = addresses.sender(head)
    in_reply_to = _identifiers(raw_values.get("in-reply-to", ()))
    references = _identifiers(raw_values.get("references", ()))
    kind, found = tree.content_type_of(head)
    return Message(
        message_id=next(iter(_identifiers(raw_values.get("message-id", ())[:1])), None),
        date=_date(first.get("date", "")),
        subject=words.decode(first.get("subject", "")[: limits.field_bytes]),
        from_address=from_address,
        from_doubt=from_doubt,
        reply_to=addresses.mailboxes(",".join(raw_values.get("reply-to", ()))),
        to=addresses.mailboxes(",".join(raw_values.get("to", ()))),
        cc=addresses.mailboxes(",".join(raw_values.get("cc", ()))),
        references=tuple(dict.fromkeys((*references, *in_reply_to))),
        in_reply_to=in_reply_to,
        headers=tuple(decoded),
        text=content.text,
        html=content.html,
        attachments=content.attachments,
        parts=content.parts,
        content_type=kind,
        parameters=MappingProxyType(dict(found)),
        defects=tuple(walk.defects),
        size=size,
    )


def _identifiers(values: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return the identifiers of a field in order (RFC 5322, section 3.6.4), folding blanks within them removed."""
    found: list[str] = []
    for value in values:
        text = unfold(value)
        inside = _IDENTIFIER.findall(text)
        if not inside:
            inside = [word.strip("<>,;") for word in text.split() if "@" in word]
        found += [f"<{''.join(identifier.split())}>" for identifier in inside if identifier.strip()]
    return tuple(dict.fromkeys(found))


def _date(value: str) -> datetime | None:
    try:
        return parse_mail_date(unfold(value[:200])).value if value else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _octets(raw: bytes, leaf: tree.Leaf) -> bytes:
    return transfer.decoded(leaf.encoding, memoryview(raw)[leaf.start : leaf.end])


def _content(raw: bytes, head: Head, end: int, walk: tree.Walk, depth: int) -> _Content:
    body: list[BodyPart] = []
    parts: list[Part] = []
    files: list[tuple[tree.Leaf, str, bytes, str]] = []
    for leaf in tree.leaves(raw, head, end, walk):
        octets = _octets(raw, leaf)
        name = attachments.name_given(leaf)
        attached = attachments.is_attachment(leaf, name)
        text = ""
        if leaf.content_type.startswith(("text/", "message/")):
            text = _text(leaf, octets, walk)
            parts.append(Part(leaf.part, leaf.content_type, leaf.parameters, octets, text))
            if not attached and leaf.content_type in _TEXTS:
                body.append(BodyPart(leaf.content_type, text, leaf.group or leaf.part))
        if leaf.content_type == "message/rfc822":
            text = _attached_text(octets, walk, depth)
            name = name or _attached_name(octets, walk)
        if attached:
            files.append((leaf, name, octets, text))
    text, html = readable(body)
    return _Content(text, html, tuple(_attachment(*file, html) for file in files), tuple(parts))


def _attachment(leaf: tree.Leaf, name: str, octets: bytes, text: str, html: str) -> Attachment:
    return Attachment(
        attachments.safe_name(name, leaf),
        leaf.content_type,
        len(octets),
        attachments.shown_inline(leaf, html),
        leaf.content_id,
        leaf.part,
        hashlib.sha256(octets).hexdigest(),
        text,
    )


def _text(leaf: tree.Leaf, octets: bytes, walk: tree.Walk) -> str:
    if len(octets) > walk.limits.text_bytes:
        walk.note("a text is too long: the rest is not read")
        octets = octets[: walk.limits.text_bytes]
    text, guessed = charset.decode(octets, leaf.parameters.get("charset", ""))
    if guessed:
        walk.note(guessed)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if leaf.content_type == "text/plain" and leaf.parameters.get("format", "").lower() == "flowed":
        return unflow(text, leaf.parameters.get("delsp", "").lower() == "yes")
    return text


def _attached_text(octets: bytes, walk: tree.Walk, depth: int) -> str:
    if depth >= 3:
        return ""
    return _content(
        octets, read_head(octets, 0, len(octets), walk.limits.fields), len(octets), tree.Walk(walk.limits), depth + 1
    ).text


def _attached_name(octets: bytes, walk: tree.Walk) -> str:
    subject = words.decode(read_head(octets, 0, len(octets), walk.limits.fields).first("subject")[:1000])
    return f"{subject}.eml" if subject else ""
