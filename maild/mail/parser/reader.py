"""Octets in, a `Message` out."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailparser.utils import parse_mail_date

from maild.mail.message import Message
from maild.mail.parser import addresses, opened, transfer, tree, words
from maild.mail.parser.content import read_content
from maild.mail.parser.fields import Head, read_head, unfold
from maild.mail.parser.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_IDENTIFIER = re.compile(r"<([^<>]{1,998})>")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse(raw: bytes, limits: Limits = DEFAULT_LIMITS) -> Message:
    """Read a mail; whatever its octets are, something is returned and nothing raised."""
    walk = tree.Walk(limits)
    octets, head = top_of(raw, walk)
    content = read_content(octets, head, walk)
    kind, found = tree.content_type_of(head)
    declared = found.get("charset", "")
    values: dict[str, list[str]] = {}
    headers: list[tuple[str, str]] = []
    subject = ""
    for name, written in head.fields:
        value = _within_limits(name, written, walk)
        text = words.decode(value, declared)
        same = values.setdefault(name.lower(), [])
        if not same and name.lower() == "subject":
            subject = text
        same.append(value)
        headers.append((name, text))
    from_address, from_doubt = addresses.sender(head)
    in_reply_to = _identifiers(values.get("in-reply-to", ()))
    return Message(
        message_id=next(iter(_identifiers(values.get("message-id", ()))), None),
        date=_date(values.get("date", ("",))[0]),
        subject=subject,
        from_address=from_address,
        from_doubt=from_doubt,
        reply_to=addresses.mailboxes(",".join(values.get("reply-to", ()))),
        to=addresses.mailboxes(",".join(values.get("to", ()))),
        cc=addresses.mailboxes(",".join(values.get("cc", ()))),
        references=tuple(dict.fromkeys((*_identifiers(values.get("references", ())), *in_reply_to))),
        in_reply_to=in_reply_to,
        headers=tuple(headers),
        text=content.text,
        html=content.html,
        attachments=content.attachments,
        parts=content.parts,
        content_type=kind,
        parameters=MappingProxyType(dict(found)),
        defects=tuple(walk.defects),
        size=len(raw),
    )


def cut(raw: bytes, part: str) -> bytes:
    """Return the decoded octets of the part at a place in the tree, as `Attachment.part` names it.

    Raises KeyError when the mail has no such part.
    """
    walk = tree.Walk(DEFAULT_LIMITS)
    octets, head = top_of(raw, walk)
    for leaf in opened.leaves(octets, head, len(octets), walk):
        if leaf.part == part:
            return transfer.of_leaf(leaf)
    raise KeyError(part)


def top_of(raw: bytes, walk: tree.Walk) -> tuple[bytes, Head]:
    """Return the octets with lines that end in LF or CR LF, and the head of the mail."""
    if b"\r" in raw[:4096] and b"\n" not in raw:
        walk.note("lines end in bare CR")
        raw = raw.replace(b"\r", b"\n")
    start = len(_BYTE_ORDER_MARK) if raw.startswith(_BYTE_ORDER_MARK) else 0
    blank_lines = len(raw[start : start + 64]) - len(raw[start : start + 64].lstrip(b"\r\n"))
    head = read_head(raw, start + blank_lines, len(raw), walk.limits.fields)
    odd = head.odd or ("lines end in bare CR" if walk.defects else "blank lines before the head" if blank_lines else "")
    if odd:
        walk.note(odd)
        head = Head(head.fields, head.first, head.body_at, odd)
    return raw, head


def _within_limits(name: str, value: str, walk: tree.Walk) -> str:
    most = walk.limits.field_bytes
    if len(value) <= most:
        return value
    walk.note(f"{name[:40]} is too long: the rest is not read")
    return value[:most]


def _identifiers(values: Iterable[str]) -> tuple[str, ...]:
    """Return the identifiers of a field in order (RFC 5322, section 3.6.4), folding blanks within them removed."""
    found: list[str] = []
    for value in values:
        text = unfold(value)
        inside = _IDENTIFIER.findall(text) or [word.strip("<>,;") for word in text.split() if "@" in word]
        found += [f"<{''.join(identifier.split())}>" for identifier in inside if identifier.strip()]
    return tuple(dict.fromkeys(found))


def _date(value: str) -> datetime | None:
    value = unfold(value[:200])
    if not value:
        return None
    found: datetime | None = parse_mail_date(value).value
    if found is not None:
        return found
    try:
        lenient = parsedate_to_datetime(value)
        return lenient.replace(tzinfo=UTC) if lenient.tzinfo is None else lenient.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
