"""How much of a mail is read: what is beyond these bounds is kept in the raw mail and named among the defects."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on the work one mail can cause; every one of them is far above what people send.

    `nesting` counts levels of multipart; `parts` leaves of the tree; `fields` header fields of one head;
    `field_bytes` what is read of one field; `text_bytes` what is read of one text; `attached_mails` how many of
    them are read for their text; the rest is for attached PDFs, `pdf_seconds` for all of a mail.
    """

    nesting: int = 40
    parts: int = 1_000
    fields: int = 1_000
    field_bytes: int = 65_536
    text_bytes: int = 2_000_000
    attached_mails: int = 20
    pdf_bytes: int = 4_000_000
    pdf_pages: int = 5
    pdf_characters: int = 50_000
    pdf_seconds: float = 0.5


DEFAULT_LIMITS = Limits()
