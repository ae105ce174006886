"""The body of a mail, read part by part: what is text of it, what is attached, what later steps look into."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.mail import html
from maild.mail.message import Attachment, Part
from maild.mail.parser import attachments, opened, pdf, transfer, tree, words
from maild.mail.parser.body import BodyText, readable, text_of
from maild.mail.parser.fields import Head, read_head

if TYPE_CHECKING:
    from maild.mail.parser.tree import Leaf, Walk

_MAIL = frozenset({"message/rfc822", "message/global"})
_DEEPEST_MAIL = 3


@dataclass(frozen=True, slots=True)
class Content:
    """What the body of a mail holds."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]
    parts: tuple[Part, ...]


def read_content(raw: bytes, head: Head, walk: Walk) -> Content:
    """Read the body of a mail."""
    texts: list[BodyText] = []
    attached_texts: list[BodyText] = []
    parts: list[Part] = []
    found: list[Attachment] = []
    for leaf in opened.leaves(raw, head, len(raw), walk):
        octets = transfer.of_leaf(leaf)
        attached = attachments.is_attachment(leaf)
        part = _part(leaf, octets, walk)
        if part:
            parts.append(part)
        if part and leaf.content_type in attachments.TEXTS:
            kept = attached_texts if attached else texts
            if not attached or leaf.disposition == "inline":
                kept.append(BodyText(leaf.content_type, part.text, leaf.group or leaf.part))
        if attached:
            found.append(_attachment(leaf, octets, part.text if part else "", walk))
    # Some clients name even the text of the mail, and show it inline: it is the text where there is no other.
    text, markup = readable(texts if any(part.text.strip() for part in texts) else attached_texts)
    shown = tuple(replace(one, inline=True) if attachments.is_shown(one, markup) else one for one in found)
    return Content(text, markup, shown, tuple(parts))


def _part(leaf: Leaf, octets: bytes, walk: Walk) -> Part | None:
    kind = leaf.content_type
    if _is_mail(leaf):
        return Part(leaf.part, kind if kind in _MAIL else "message/rfc822", leaf.parameters, octets)
    if not kind.startswith(("text/", "message/")):
        return None
    if len(octets) > walk.limits.text_bytes:
        walk.note("a text is too long: the rest is not read")
        octets = octets[: walk.limits.text_bytes]
    return Part(leaf.part, kind, leaf.parameters, octets, text_of(leaf, octets, walk))


def _is_mail(leaf: Leaf) -> bool:
    """Whether a part is a mail: called one, or a file that a client attached without knowing what it is."""
    nameless = leaf.content_type == "application/octet-stream"
    return leaf.content_type in _MAIL or (nameless and leaf.name.lower().endswith(".eml"))


def _attachment(leaf: Leaf, octets: bytes, text: str, walk: Walk) -> Attachment:
    name = ""
    if _is_mail(leaf):
        head = read_head(octets, 0, len(octets), walk.limits.fields)
        subject = words.decode(head.first.get("subject", "")[:1000])
        name = f"{subject}.eml" if subject else ""
        text = _attached_text(octets, head, walk, 1)
    elif leaf.content_type == "text/html":
        text = html.to_text(text)
    elif leaf.content_type == "application/pdf" or leaf.name.lower().endswith(".pdf"):
        started = time.thread_time()
        text = pdf.text_layer(octets, walk.limits, walk.limits.pdf_seconds - walk.pdf_seconds)
        walk.pdf_seconds += time.thread_time() - started
    return attachments.describe(leaf, octets, text, name)


def _attached_text(raw: bytes, head: Head, walk: Walk, depth: int) -> str:
    """Return the text of an attached mail, which is no part of the text of the mail around it."""
    walk.attached_mails += 1
    if depth > _DEEPEST_MAIL or walk.attached_mails > walk.limits.attached_mails:
        return ""
    inner = tree.Walk(walk.limits, attached_mails=walk.attached_mails)
    texts = [
        BodyText(leaf.content_type, text_of(leaf, transfer.of_leaf(leaf)[: walk.limits.text_bytes], inner), leaf.group)
        for leaf in opened.leaves(raw, head, len(raw), inner)
        if leaf.content_type in attachments.TEXTS and not attachments.is_attachment(leaf)
    ]
    return readable(texts)[0]
