"""The text a person would read: which parts make it, in which form each, and put together in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from maild.mail import html as html_text

_STUB = re.compile(
    r"html|mime|not support|cannot display|unable to display|tidak mendukung|view (?:this|it) (?:e-?mail|message)",
    re.IGNORECASE,
)
_STUB_LENGTH = 300


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A text of the mail, decoded; `group` names the alternatives it belongs to."""

    content_type: str
    text: str
    group: str


def readable(parts: list[BodyPart]) -> tuple[str, str]:
    """Return the text to read and the HTML as sent, of texts in their order."""
    texts: list[str] = []
    html: list[str] = []
    groups: dict[str, list[BodyPart]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part)
    for group in groups.values():
        plain = "\n".join(part.text for part in group if part.content_type != "text/html").strip("\n")
        markup = "\n".join(part.text for part in group if part.content_type == "text/html")
        if markup:
            html.append(markup)
        if not plain.strip() or (markup and _is_stub(plain, markup)):
            plain = html_text.to_text(markup) or plain
        if plain.strip() and _squashed(plain) not in map(_squashed, texts):
            texts.append(plain)
    return "\n\n".join(texts), "\n".join(html)


def _is_stub(plain: str, markup: str) -> bool:
    """Whether a text only says that there is an HTML one."""
    return len(plain) < _STUB_LENGTH and len(markup) > 2 * len(plain) and _STUB.search(plain) is not None


def _squashed(text: str) -> str:
    return "".join(text.split())
