"""Mail passed on: who wrote the original, about what, and what its forwarder said above it."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from maild.mail import client_phrases as phrases
from maild.mail import html_quotes, reply_text, subjects
from maild.mail.lines import is_blank, is_quoted
from maild.mail.message import Address, Forwarded
from maild.mail.parser import parse
from maild.mail.quote_lines import address_in, header_block, separator_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maild.mail.client_phrases import Role
    from maild.mail.message import Message
    from maild.mail.quote_lines import Separator

_ONE_MARK = re.compile(r"^\s?(?:>|&gt;) ?")
_INLINE_LIMIT = 2000
_LINES_READ = 4000
_NAME_AT_END = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w.'’\-]*\s+){0,3}[A-ZÀ-ÖØ-Þ][\w.'’\-]*$")
_UNREPORTED = ("multipart/report", "multipart/digest")


def forwarded_of(message: Message) -> Forwarded | None:
    """Return the outermost mail passed on inside another, or None when this is a mail or a reply of its own.

    Found in the text first, then as an attached mail (`message/rfc822`, an `.eml` file). A copied header block
    without a bar that says "forwarded" counts only under a subject that says so: replies bear the same block.
    """
    return _inline(message) or _attached(message)


def _inline(message: Message) -> Forwarded | None:
    lines = _lines(message)
    separator = _first_separator(lines)
    if separator is None or not _passes_on(separator, lines, message.subject):
        return None
    sender, subject, end = _announced(separator, lines)
    return Forwarded(
        sender=sender,
        subject=subject or subjects.without_prefixes(message.subject),
        text=_original_text(lines[end:]),
        comment=_comment(lines[: separator.start], message),
    )


def _announced(separator: Separator, lines: Sequence[str]) -> tuple[Address | None, str, int]:
    """Return the sender and subject that a separator tells, and the line at which the original's text begins.

    Below a bar may stand an attribution instead of header lines (Yandex), or, when the header began on the line of
    the bar, the rest of it (Yahoo).
    """
    if separator.kind == "attribution":
        return _attributed_to(separator.wording), "", separator.end
    fields, end = separator.fields, separator.end
    if not fields:
        fields = _fields_on_one_line(separator.rest)
        below = next((at for at in range(end, len(lines)) if not is_blank(lines[at])), None)
        following = None if below is None or "subject" in fields else separator_at(lines, below)
        if following is not None and following.kind == "attribution" and not fields:
            return _attributed_to(following.wording), "", following.end
        if below == end and fields and (more := header_block(lines, end, least=2)) is not None:
            fields, end = more.fields | fields, more.end
    return _sender(fields.get("from", "")), fields.get("subject", "").strip(), end


def _lines(message: Message) -> Sequence[str]:
    if message.html and not reply_text.has_plain_text(message):
        return html_quotes.marked_text(message.html).lines
    return message.text.replace("\r\n", "\n").replace("\u2028", "\n").split("\n")


def _first_separator(lines: Sequence[str]) -> Separator | None:
    """Return the first sign of another mail; a quote without any sign above it is an answer to that quote."""
    for at, line in enumerate(lines[:_LINES_READ]):
        if is_blank(line):
            continue
        separator = separator_at(lines, at)
        if separator is not None and (separator.certain or is_quoted(next(iter(lines[separator.end :]), ""))):
            return separator
        if is_quoted(line):
            return None
    return None


def _passes_on(separator: Separator, lines: Sequence[str], subject: str) -> bool:
    """Tell whether what a separator announces was passed on, not answered."""
    if separator.kind == "forward":
        return True
    if not subjects.is_forward(subject):
        return False
    if separator.kind != "attribution":
        return True
    following = next((line for line in lines[separator.end :] if not is_blank(line)), "")
    return "@" in separator.wording and bool(following) and not is_quoted(following)


def _sender(value: str) -> Address | None:
    person = address_in(value)
    if person is not None and person.name.lower() == person.address.lower():
        return Address("", person.address)
    return person


def _attributed_to(wording: str) -> Address | None:
    """Return the person in an attribution, where a date and a verb stand around the name."""
    person = address_in(wording)
    if person is None or not person.address:
        return None
    name = _NAME_AT_END.search(person.name[-_INLINE_LIMIT:])
    return Address(name[0] if name else "", person.address)


def _capitalised(label: str) -> tuple[str, str, str]:
    return label.capitalize(), label.title(), label.upper()


_INLINE_ROLES: dict[str, Role] = {
    form: role for label, role in phrases.HEADER_LABELS.items() for form in _capitalised(label)
}
_INLINE_LABEL = re.compile(
    "(?P<label>" + "|".join(map(re.escape, sorted(_INLINE_ROLES, key=len, reverse=True))) + r")\s?[:：]\s?"
    r"|(?<=\S)(?P<glued>"
    + "|".join(re.escape(form) for form, role in _INLINE_ROLES.items() if role == "subject" and len(form) > 5)
    + r")\s"
)


def _fields_on_one_line(rest: str) -> dict[Role, str]:
    """Return header fields that a client ran together on the line of its bar, as Yahoo does in plain text."""
    rest = rest[:_INLINE_LIMIT]
    found = [(match, _INLINE_ROLES[match["label"] or match["glued"]]) for match in _INLINE_LABEL.finditer(rest)]
    fields: dict[Role, str] = {}
    for number, (match, role) in enumerate(found):
        end = found[number + 1][0].start() if number + 1 < len(found) else len(rest)
        if role == "subject":
            end = len(rest)
        fields.setdefault(role, rest[match.end() : end].strip())
        if role == "subject":
            break
    return fields


def _original_text(lines: Sequence[str]) -> str:
    """Return the original's text, without the one quotation mark or indentation that the client gave each line."""
    first = next((line for line in lines if not is_blank(line)), "")
    if is_quoted(first):
        lines = [_ONE_MARK.sub("", line, count=1) for line in lines]
    return textwrap.dedent("\n".join(line.rstrip() for line in lines)).strip("\n")


def _comment(lines: Sequence[str], message: Message) -> str:
    name = message.from_address.name if message.from_address else ""
    return reply_text.trimmed("\n".join(lines), name=name).text.strip()


def _attached(message: Message) -> Forwarded | None:
    """Return the first mail attached, unless this is a report about it or the answer to somebody."""
    if message.content_type in _UNREPORTED or subjects.prefix_of(message.subject) == "reply":
        return None
    attached = next((part for part in message.parts if part.content_type == "message/rfc822"), None)
    if attached is None:
        return None
    original = parse(attached.octets)
    if original.from_address is None and not original.text:
        return None
    return Forwarded(
        sender=original.from_address,
        subject=original.subject or subjects.without_prefixes(message.subject),
        text=original.text.strip("\n"),
        comment=reply_text.reply_of(message).text,
    )
