"""The closure form: the reporter's proof that the incident is finished, as a sheet to print (UNM-3).

On it stands what the reporter may read on the pages of the ticket: the record, and nothing of the notes of the staff.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from maild.desk.letters.enclosures import enclosure
from maild.desk.showing.form_values import form_values
from maild.desk.showing.values import REQUESTERS
from maild.mail.builder import File
from maild.notices.forms.sheet import can_print, sheet_as_pdf
from maild.notices.renderer import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.desk.happening import Happening
    from maild.desk.letters.writing import Post
    from maild.desk.office import Office
    from maild.desk.recipients import Recipient
    from maild.notices.renderer import Renderer

NOTICE, FORM = "closure", "closure"
TYPES = frozenset({"incident"})

log = logging.getLogger(__name__)


class ClosureForms:
    """Prints closure forms of one desk, wherever the library for it is installed."""

    def __init__(self, office: Office, renderer: Renderer) -> None:
        self._office = office
        self._renderer = renderer
        self._can_print = can_print()

    def enclosed(
        self, notice: str, happening: Happening, recipient: Recipient, post: Post
    ) -> tuple[tuple[int, str], ...]:
        """Return what a letter carries of it: the form in the reader's language with a closure notice, else nothing.

        A confidential ticket is not printed; a template that fails never holds the notice back (rule 12).
        """
        ticket = happening.recorded.ticket
        wanted = notice == NOTICE and recipient.role in REQUESTERS and ticket.type in TYPES
        if not (wanted and self._can_print) or ticket.confidential:
            return ()
        values = _values(happening, recipient, self._office)
        try:
            sheet = self._renderer.sheet(FORM, recipient.language, values)
        except TemplateError as error:
            log.error("a form failed, its notice goes without it form=%s error=%s", FORM, error.what)
            post.failures[error.file] = (notice, error)
            return ()
        name = f"{self._office.ticket_prefix}-{ticket.number}.pdf"
        kept = enclosure(
            File(name, "application/pdf", sheet_as_pdf(sheet)), self._office, happening.ledger, happening.now
        )
        post.raws.append(kept.raw)
        return (kept.reference,)


def _values(happening: Happening, recipient: Recipient, office: Office) -> Mapping[str, object]:
    """Return what the form may speak of."""
    ticket, ledger = happening.recorded.ticket, happening.ledger
    asker = next(iter(ledger.participants(ticket.number)), None)
    words = happening.words or ledger.words(ticket.number)
    text = next((one.text for one in ledger.work.messages_of(ticket.number) if one.visibility == "public"), "")
    policy = happening.rulebook.policy
    return form_values(ticket, words, asker, text, policy, recipient.language, office, happening.now)
