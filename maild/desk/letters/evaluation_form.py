"""The sheet of a survey that both signatories have signed, for the files of the office (FRM-004, MAD-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.evaluations import EVALUATION, ev_id
from maild.desk.showing.survey_views import judged_by
from maild.desk.showing.values import REQUESTERS, desk_view, person_view, stands_view
from maild.tickets.events import ApprovalGiven

if TYPE_CHECKING:
    from maild.desk.files import Files
    from maild.desk.happening import Happening
    from maild.desk.letters.printing import Printer
    from maild.desk.letters.writing import Post
    from maild.desk.office import Office
    from maild.desk.recipients import Recipient

FORM = "evaluation"


class EvaluationForms:
    """Encloses the sheets of one desk."""

    def __init__(self, office: Office, printer: Printer) -> None:
        self._office = office
        self._printer = printer

    def enclosed(self, _notice: str, happening: Happening, recipient: Recipient, post: Post) -> Files:
        """Return what a letter to the staff carries of it: the sheet, once an evaluation is approved, else nothing."""
        fact, ticket = happening.recorded.event.fact, happening.recorded.ticket
        if fact != ApprovalGiven(EVALUATION) or recipient.role in REQUESTERS:
            return ()
        judged, language, policy = judged_by(happening), recipient.language, happening.rulebook.policy
        title = happening.ledger.words(ticket.number).subject or ""
        asker = happening.ledger.requester(ticket.number)
        values = {
            "desk": desk_view(self._office),
            "ticket": stands_view(ticket, (), title, policy, language, self._office),
            "requester": person_view(asker, policy),
            "survey": judged.survey(language),
            "evaluation": judged.evaluation(),
            "printed_at": happening.now,
        }
        return self._printer.printed(FORM, ev_id(ticket), language, values, happening, post)
