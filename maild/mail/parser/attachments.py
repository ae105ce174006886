"""What people call an attachment: which parts are one, under which safe name, and which are shown in the text."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from typing import TYPE_CHECKING

from maild.mail.parser import words

if TYPE_CHECKING:
    from maild.mail.parser.tree import Leaf

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_LONGEST = 150
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
_TEXTS = frozenset({"text/plain", "text/html", "text/enriched"})


def name_given(leaf: Leaf) -> str:
    """Return the filename that a part claims, decoded, or an empty string."""
    name = leaf.disposition_parameters.get("filename") or leaf.parameters.get("name") or ""
    return words.decode(name) if name else ""


def is_attachment(leaf: Leaf, name: str) -> bool:
    """Whether people would call a part an attachment rather than text of the mail."""
    if leaf.content_type in _REPORTS:
        return leaf.disposition == "attachment" and bool(name)
    if leaf.content_type in _TEXTS:
        return leaf.disposition == "attachment" or bool(leaf.disposition_parameters.get("filename"))
    if leaf.content_type == "text/calendar":
        return leaf.disposition == "attachment" or bool(name)
    return True


def safe_name(name: str, leaf: Leaf) -> str:
    """Return a name that is a name only: no path, no invisible characters, not too long, never empty."""
    name = _UNSAFE.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").rpartition("/")[2].strip()
    name = name.lstrip(".") if not name.strip(".") else name
    if not name:
        return f"part-{leaf.part}{mimetypes.guess_extension(leaf.content_type) or ''}"
    if len(name) > _LONGEST:
        stem, dot, extension = name.rpartition(".")
        name = (
            stem[: _LONGEST - len(extension) - 1] + dot + extension
            if stem and len(extension) <= 10
            else name[:_LONGEST]
        )
    return name


def shown_inline(leaf: Leaf, html: str) -> bool:
    """Whether a part is an image that the HTML text shows (RFC 2392), or is meant to be shown in the text."""
    if (
        not leaf.content_type.startswith("image/")
        or leaf.disposition == "attachment"
        and f"cid:{leaf.content_id}" not in html
    ):
        return False
    if leaf.content_id and f"cid:{leaf.content_id}" in html:
        return True
    return leaf.disposition == "inline" and leaf.parent == "multipart/related"
