"""The text a person would read: which parts make it, in which form each, and put together in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from maild.mail import form_tables
from maild.mail import html as html_text
from maild.mail.parser import charset
from maild.mail.parser.flowed import unflow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.mail.parser.tree import Leaf, Walk

_STUB = re.compile(
    r"html|mime|not support|cannot display|unable to display|tidak mendukung|view (?:this|it) (?:e-?mail|message)",
    re.IGNORECASE,
)
_STUB_LENGTH = 300
_ENRICHED = re.compile(r"<<|<(/?)(\w[\w-]{0,59})>", re.ASCII)
_DECLARED_IN_HTML = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


class BodyText(NamedTuple):
    """A text of the mail, decoded; `group` names the alternatives it belongs to."""

    content_type: str
    text: str
    group: str


def text_of(leaf: Leaf, octets: bytes, walk: Walk) -> str:
    """Return the text of a part, soft line breaks joined; what had to be guessed is noted."""
    declared = leaf.parameters.get("charset", "")
    if not declared and leaf.content_type == "text/html" and (found := _DECLARED_IN_HTML.search(octets[:2048])):
        declared = found[1].decode("ascii", "replace")
    text, guessed = charset.decode(octets, declared)
    if guessed:
        walk.note(guessed)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
    if leaf.content_type == "text/plain" and leaf.parameters.get("format", "").lower() == "flowed":
        return unflow(text, delete_space=leaf.parameters.get("delsp", "").lower() == "yes")
    return text


def readable(parts: Iterable[BodyText]) -> tuple[str, str]:
    """Return the text to read and the HTML as sent, of texts in their order."""
    texts: list[str] = []
    html: list[str] = []
    seen: set[str] = set()
    groups: dict[str, list[BodyText]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part)
    for group in groups.values():
        plain = "\n".join(_plain(part) for part in group if part.content_type != "text/html").strip("\n")
        markup = "\n".join(part.text for part in group if part.content_type == "text/html")
        if markup:
            html.append(markup)
        if not plain.strip() or (markup and _is_stub(plain, markup)):
            plain = html_text.to_text(form_tables.with_lines(markup)) or plain
        # Some clients send one text twice, as text and as HTML, without calling them alternatives.
        squashed = "".join(plain.split()) if len(groups) > 1 else plain.strip()
        if squashed and squashed not in seen:
            texts.append(plain)
        seen.add(squashed)
    return "\n\n".join(texts), "\n".join(html)


def _plain(part: BodyText) -> str:
    if part.content_type != "text/enriched":
        return part.text
    return _ENRICHED.sub(lambda found: "<" if found[0] == "<<" else "", part.text)


def _is_stub(plain: str, markup: str) -> bool:
    """Whether a text only says that there is an HTML one."""
    return len(plain) < _STUB_LENGTH and len(markup) > 2 * len(plain) and _STUB.search(plain) is not None
