"""The record of a ticket: symptoms, cause, analysis, solution in people's words (TRG-5), complete or not (MAD-16)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.desk.records import TicketWords
from maild.mail.labels import form_lines, labelled_lines, without_labelled_lines

if TYPE_CHECKING:
    from maild.desk.ledger import Ledger
    from maild.policy.model import Policy
    from maild.tickets.ticket import Ticket

FIELDS = {"symptom": "symptoms", "cause": "cause", "analysis": "analysis", "solution": "solution"}
"""The field of the record that each label fills."""

LETTER = "letter"
"""The field that stands for the letter of a request, where it came on paper: its number, or who has it."""


def filled(number: int, text: str, rest_is: str = "") -> TicketWords:
    """Return what labelled lines fill in; the rest of the text is `rest_is`, unless a label names that as well."""
    said: dict[str, object] = {FIELDS[label]: value for label, value in labelled_lines(text).items()}
    if (letter := form_lines(text).get(LETTER)) is not None:
        said["fields"] = {LETTER: letter}
    rest = without_labelled_lines(text).strip()
    if rest_is and rest:
        said.setdefault(rest_is, rest)
    return replace(TicketWords(number), **said)  # type: ignore[arg-type]  # the fields of FIELDS are text


def with_known(words: TicketWords, known: TicketWords) -> TicketWords:
    """Return new words with the fields of the form that are known already, which they would replace."""
    return replace(words, fields={**(known.fields or {}), **words.fields}) if words.fields else words


def named(words: TicketWords) -> tuple[str, ...]:
    """Return the fields of the record that these words fill."""
    return (*(name for name in FIELDS.values() if getattr(words, name)), *(words.fields or {}))


def missing_of(ticket: Ticket, words: TicketWords, policy: Policy, ledger: Ledger) -> tuple[str, ...]:
    """Return what a ticket still lacks before it may be closed: category, record or letter (MAD-16, MAD-23)."""
    procedure = policy.procedure_for(ticket.type)
    fields = procedure.record if procedure else ()
    missing = tuple(name for name in fields if not _said(words, name))
    kind = policy.taxonomy.type(ticket.type)
    if kind is not None and kind.letter and not _said(words, LETTER) and not _has_file(ticket.number, ledger):
        missing = (*missing, LETTER)
    usual = ticket.category == policy.taxonomy.usual.get("category")
    return ("category", *missing) if usual and ticket.confirmed_at is None else missing


def _has_file(number: int, ledger: Ledger) -> bool:
    messages = ledger.work.messages_of(number)
    return any(not one.inline for message in messages if message.direction == "in" for one in message.attachments)


def _said(words: TicketWords, name: str) -> bool:
    return bool(getattr(words, name) if name in FIELDS.values() else (words.fields or {}).get(name))
