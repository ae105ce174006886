"""The reporting form in a mail (UNM-1): wherever its sender filled it in, it is read as lines `label: value`.

People fill a form in above its quote, below it, between its quoted lines, behind its quoted labels, and in the cells of
a table, their own or the quoted one. A quote counts only in an answer to the empty form: in other mail it is what
somebody else wrote of themselves.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from maild.mail.correlation import is_own_id
from maild.mail.form_tables import holds_form
from maild.mail.labels import entries, form_lines
from maild.mail.lines import is_blank, is_quoted, unquoted
from maild.mail.reply_text import has_plain_text, reply_of

if TYPE_CHECKING:
    from maild.mail.correlation import Carriers, DeskAddresses
    from maild.mail.labels import Entry
    from maild.mail.message import Message, Reply

# Our form begins with it, and the lines by which clients announce a quote hold dates and subjects, but no name.
_FIRST_FIELD: Final = "name"


def with_tables(message: Message, reply: Reply) -> Reply:
    """Return a reply in whose text a form that its writer sent as a table stands in lines."""
    if not holds_form(message.html) or not has_plain_text(message):
        return reply
    read = reply_of(message, as_html=True)
    return read if form_lines(read.text).keys() - form_lines(reply.text).keys() else reply


def with_quoted_form(message: Message, reply: Reply, found: Carriers, desk: DeskAddresses) -> Reply:
    """Return a reply in whose text stands what was filled in of our quoted form; the same one when nothing was."""
    if not _answers_the_form(message, found, desk):
        return reply
    source = reply_of(message, as_html=True) if holds_form(message.html) else reply
    own = _without_its_quote(reply)
    known = form_lines(own.text)
    filled = [entry for entry in _filled_in(_without_its_quote(source)) if entry.value and entry.name not in known]
    return _with(filled, own) if filled else reply


def _answers_the_form(message: Message, found: Carriers, desk: DeskAddresses) -> bool:
    """Tell whether a mail may answer our empty form: it answers a letter of ours, and nowhere names a ticket.

    Where a server changed the id of our letter, its reply address still tells.
    """
    answers_us = any(is_own_id(parent, desk) for parent in found.message_ids[:1]) or bool(found.bounce_keys)
    named = re.compile(rf"{re.escape(desk.ticket_prefix)}-\d", re.IGNORECASE)
    return answers_us and not any(map(named.search, (message.subject, message.text, message.html)))


def _without_its_quote(reply: Reply) -> Reply:
    """Return a reply without the quote that is in sight only because its sender wrote nothing beside it."""
    if reply.own or any(map(is_quoted, reply.text.split("\n"))):
        return reply
    return replace(reply, text="", folded=f"{reply.text}\n{reply.folded}".strip(), quoted=reply.text)


def _filled_in(reply: Reply) -> list[Entry]:
    """Return what is filled in of a quoted form: between its lines, else behind its labels."""
    lines = reply.text.split("\n")
    if any(map(is_quoted, lines)):
        # Here the quoted lines are ours, and those without a mark were typed.
        return _of_the_form(entries(lines, bare=unquoted, ends=is_quoted))
    quoted = [unquoted(line) for line in reply.quoted.split("\n")]
    return _of_the_form(entries(quoted, ends=is_blank))


def _of_the_form(found: list[Entry]) -> list[Entry]:
    first = next((at for at, entry in enumerate(found) if entry.name == _FIRST_FIELD), len(found))
    return found[first:]


def _with(filled: list[Entry], reply: Reply) -> Reply:
    """Return a reply with the form below what its writer said besides."""
    typed = {line for entry in filled for line in entry.lines}
    beside = [line for line in reply.text.split("\n") if not is_quoted(line) and line.strip() not in typed]
    said = "\n".join(beside).strip("\n") if any(map(str.strip, beside)) else ""
    form = "\n".join(f"{entry.label}: {entry.value}" for entry in filled)
    # What begins with a quote is never an order, and neither is what stood in one.
    return replace(reply, text="\n\n".join(filter(None, (said, form))), own=reply.own and bool(said))
