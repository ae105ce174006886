"""HTML of mails: read as text, and made harmless to be shown again."""

from __future__ import annotations

import re

import nh3
from selectolax.lexbor import LexborHTMLParser

_BLANKS = re.compile(r"[ \t\r\f\v\xa0]*\n[ \t\r\f\v\xa0]*")


def to_text(html: str) -> str:
    """Return what a person reads of an HTML text."""
    body = LexborHTMLParser(html).body
    return _BLANKS.sub("\n", body.text(separator="\n")).strip() if body else ""


def sanitise(html: str) -> str:
    """Return HTML without scripts, styles and anything fetched from elsewhere."""
    return nh3.clean(html)
