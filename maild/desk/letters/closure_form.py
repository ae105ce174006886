"""The closure form: the reporter's proof that the incident is finished, as a sheet to print (UNM-3).

On it stands what the reporter may read on the pages of the ticket: the record, and nothing of the notes of the staff.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.showing.form_values import form_values
from maild.desk.showing.values import REQUESTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.desk.files import Files
    from maild.desk.happening import Happening
    from maild.desk.letters.printing import Printer
    from maild.desk.letters.writing import Post
    from maild.desk.office import Office
    from maild.desk.recipients import Recipient

NOTICE, FORM = "closure", "closure"


class ClosureForms:
    """Encloses the closure forms of one desk."""

    def __init__(self, office: Office, printer: Printer) -> None:
        self._office = office
        self._printer = printer

    def enclosed(self, notice: str, happening: Happening, recipient: Recipient, post: Post) -> Files:
        """Return what a letter carries of it: the form in the reader's language with a closure notice, else nothing."""
        ticket = happening.recorded.ticket
        procedure = happening.rulebook.policy.procedure_for(ticket.type)
        prints = procedure is not None and procedure.closure_form
        if notice != NOTICE or recipient.role not in REQUESTERS or not prints:
            return ()
        name = self._office.ticket_name(ticket.number)
        values = _values(happening, recipient, self._office)
        return self._printer.printed(FORM, name, recipient.language, values, happening, post)


def _values(happening: Happening, recipient: Recipient, office: Office) -> Mapping[str, object]:
    """Return what the form may speak of."""
    ticket, ledger = happening.recorded.ticket, happening.ledger
    asker = ledger.requester(ticket.number)
    words = happening.words or ledger.words(ticket.number)
    said, policy = ledger.work.messages_of(ticket.number), happening.rulebook.policy
    return form_values(ticket, words, asker, said, policy, recipient.language, office, happening.now)
