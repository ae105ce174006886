"""What a requester writes when all seemed done: thanks, "still broken", or another fault, each told apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from maild.desk.actions.closing import is_long_closed
from maild.mail.commands import says_still_broken
from maild.policy.facts import Facts
from maild.policy.triage import triage
from maild.tickets.transitions import SOLVED

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.incoming.case import Case
    from maild.desk.prepared import Prepared
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Policy
    from maild.policy.triage import Triaged
    from maild.tickets.ticket import Ticket

Afterwards = Literal["note", "reopen", "apart"]

FAULTS = frozenset({"incident", "problem", "security_incident"})


def afterwards(mail: Prepared, ticket: Ticket, rulebook: Rulebook, now: datetime) -> Afterwards:
    """Return what becomes of a requester's words on this ticket.

    `reopen`: it was not solved; `apart`: a fault of its own, or one in a thread long closed; `note`: anything else,
    thanks among it, which closes nothing and opens nothing.
    """
    if ticket.status not in SOLVED or ticket.merged_into is not None:
        return "note"
    if says_still_broken(mail.text):
        return "apart" if is_long_closed(ticket, rulebook, now) else "reopen"
    triaged = by_its_words(mail, rulebook.policy)
    another = triaged.service and triaged.service != ticket.service and triaged.type in FAULTS
    return "apart" if another and triaged.disposition == "ticket" else "note"


def another_matter(case: Case) -> Case:
    """Return the case as one of its own, sorted by its words alone."""
    return replace(case, mail=replace(case.mail, triaged=by_its_words(case.mail, case.rulebook.policy)))


def by_its_words(mail: Prepared, policy: Policy) -> Triaged:
    """Return what triage makes of the new words: subject and quotes are of the matter that is over."""
    return triage(policy, Facts("", mail.text, language=mail.reading.language, at=mail.fetched.received_at))
