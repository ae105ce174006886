"""What people call an attachment: which parts are one, under which safe name, and which are shown in the text."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import unicodedata
from typing import TYPE_CHECKING

from maild.mail.message import Attachment
from maild.mail.parser import words

if TYPE_CHECKING:
    from maild.mail.parser.tree import Leaf

TEXTS = frozenset({"text/plain", "text/html", "text/enriched"})
_REPORTS = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
        "message/global-headers",
    }
)
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_LONGEST = 150


def is_attachment(leaf: Leaf) -> bool:
    """Whether people would call a part an attachment rather than text of the mail (RFC 2183)."""
    if leaf.content_type in _REPORTS or leaf.content_type == "text/calendar":
        return leaf.disposition == "attachment" or "filename" in leaf.disposition_parameters
    if leaf.content_type in TEXTS:
        return leaf.disposition not in ("", "inline") or "filename" in leaf.disposition_parameters
    return True


def describe(leaf: Leaf, octets: bytes, text: str, name: str = "") -> Attachment:
    """Return an attachment by its decoded octets; `name` stands in where the part gives none."""
    return Attachment(
        filename=_safe_name(words.decode(leaf.name) or name or _name_of_content(leaf), leaf),
        content_type=leaf.content_type,
        size=len(octets),
        inline=leaf.disposition == "inline" and leaf.parent == "multipart/related" and _is_image(leaf),
        content_id=leaf.content_id,
        part=leaf.part,
        digest=hashlib.sha256(octets).hexdigest(),
        text=text,
    )


def is_shown(attachment: Attachment, html: str) -> bool:
    """Whether an attachment is an image that the HTML text shows (RFC 2392)."""
    return bool(attachment.content_id) and f"cid:{attachment.content_id}" in html


def _is_image(leaf: Leaf) -> bool:
    return leaf.content_type.startswith("image/")


def _name_of_content(leaf: Leaf) -> str:
    """Return a name from the Content-ID, where clients put that of a picture, or none."""
    name = leaf.content_id.partition("@")[0]
    if not name or "." in name[-5:]:
        return name
    return name + (mimetypes.guess_extension(leaf.content_type) or "")


def _safe_name(name: str, leaf: Leaf) -> str:
    """Return a name that is a name only: no path, no invisible characters, not too long, never empty."""
    name = unicodedata.normalize("NFC", _INVISIBLE.sub("", name[:4096])).replace("\\", "/")
    name = name.rpartition("/")[2].strip(" ") or name.strip("/ ").rpartition("/")[2]
    if not name.strip(". "):
        return f"part-{leaf.part}{mimetypes.guess_extension(leaf.content_type) or ''}"
    if len(name) <= _LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 10:
        return name[:_LONGEST]
    return stem[: _LONGEST - len(extension) - 1] + dot + extension
