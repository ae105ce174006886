"""Mail as octets read into a `Message`: the door to mail-parser."""

from __future__ import annotations

from maild.mail.parser.limits import DEFAULT_LIMITS, Limits
from maild.mail.parser.reader import cut, parse

__all__ = ["DEFAULT_LIMITS", "Limits", "cut", "parse"]
