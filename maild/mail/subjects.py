"""What clients put before a subject, and what it says was done: "Re: ", "Fwd: ", "TRS: ", "[DESK-12] WG: "."""

from __future__ import annotations

import re
from typing import Literal

from maild.mail import client_phrases as phrases
from maild.mail.lines import folded

_TAGS = re.compile(r"^(?:\s*\[[^\]]{0,60}\])*\s*")
_PREFIX = re.compile(
    r"^([^\W\d_][^\W\d_. ]{0,11}(?: [^\W\d_]{1,4})?)\s?(?:\[\d{1,3}\]|\(\d{1,3}\)|\^?\d{1,2})?\s?[:：]\s*"
)
_FORWARD = frozenset(map(folded, phrases.FORWARD_PREFIXES))
_REPLY = frozenset(map(folded, phrases.REPLY_PREFIXES))


def prefix_of(subject: str) -> Literal["forward", "reply"] | None:
    """Return what the first prefix of a subject says was done with the mail, or None without any."""
    match = _PREFIX.match(_TAGS.sub("", subject, count=1))
    if match is None:
        return None
    words = folded(match[1])
    return "forward" if words in _FORWARD else "reply" if words in _REPLY else None


def is_forward(subject: str) -> bool:
    """Tell whether a subject says that the mail was passed on."""
    return prefix_of(subject) == "forward"


def without_prefixes(subject: str) -> str:
    """Return a subject without the prefixes of replies and forwards at its beginning; tags in brackets stay."""
    while prefix_of(subject) is not None:
        tags = _TAGS.match(subject)
        bare = _TAGS.sub("", subject, count=1)
        subject = f"{tags[0].strip() if tags else ''} {_PREFIX.sub('', bare, count=1)}".strip()
    return subject.strip()
