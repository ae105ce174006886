"""The record of a ticket: symptoms, cause, analysis, solution in people's words (TRG-5), complete or not (MAD-16)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.desk.records import TicketWords
from maild.mail.commands import labelled_lines, without_labelled_lines

if TYPE_CHECKING:
    from maild.policy.model import Policy
    from maild.tickets.ticket import Ticket

FIELDS = {"symptom": "symptoms", "cause": "cause", "analysis": "analysis", "solution": "solution"}
"""The field of the record that each label fills."""


def filled(number: int, text: str, rest_is: str = "") -> TicketWords:
    """Return what labelled lines fill in; the rest of the text is `rest_is`, unless a label names that as well."""
    said = {FIELDS[label]: value for label, value in labelled_lines(text).items()}
    rest = without_labelled_lines(text).strip()
    if rest_is and rest:
        said.setdefault(rest_is, rest)
    return replace(TicketWords(number), **said)  # type: ignore[arg-type]  # the fields of FIELDS are text


def named(words: TicketWords) -> tuple[str, ...]:
    """Return the fields of the record that these words fill."""
    return tuple(name for name in FIELDS.values() if getattr(words, name))


def missing_of(ticket: Ticket, words: TicketWords, policy: Policy) -> tuple[str, ...]:
    """Return what a ticket still lacks before it may be closed (MAD-16): fields of its record, its category."""
    procedure = policy.procedure_for(ticket.type)
    fields = procedure.record if procedure else ()
    missing = tuple(name for name in fields if not _said(words, name))
    usual = ticket.category == policy.taxonomy.usual.get("category")
    return ("category", *missing) if usual and ticket.confirmed_at is None else missing


def _said(words: TicketWords, name: str) -> bool:
    return bool(getattr(words, name) if name in FIELDS.values() else (words.fields or {}).get(name))
