"""The reporting form by mail (UNM-1, TRG-1): labelled lines become what is known of the requester and the ticket."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.mail.labels import form_lines

if TYPE_CHECKING:
    from maild.desk.records import Contact

OF_PERSON = ("name", "unit", "phone", "location")
LONGEST = 200


def fields_in(text: str) -> dict[str, str]:
    """Return the fields of the form that a text fills in, empty when it fills in none."""
    return {name: value[:LONGEST] if name in OF_PERSON else value for name, value in form_lines(text).items()}


def told_of(contact: Contact, fields: dict[str, str], *, proven: bool) -> Contact:
    """Return a contact with what the form says of them; who proves nothing may only add what nobody knew."""
    said = {name: fields[name] for name in OF_PERSON if name in fields}
    new = {name: value for name, value in said.items() if proven or not getattr(contact, name)}
    return replace(contact, **new)  # type: ignore[arg-type]  # what the form says of a person is text
