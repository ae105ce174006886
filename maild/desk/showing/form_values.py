"""What the forms that are printed of a ticket speak of: the names that the pages of the same forms use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.showing.pages import record
from maild.desk.showing.said import reported
from maild.desk.showing.values import desk_view, person_view, stands_view

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from maild.desk.office import Office
    from maild.desk.records import Contact, StoredMessage, TicketWords
    from maild.policy.model import Policy
    from maild.tickets.ticket import Ticket


def form_values(
    ticket: Ticket,
    words: TicketWords,
    requester: Contact | None,
    messages: Iterable[StoredMessage],
    policy: Policy,
    language: str,
    office: Office,
    at: datetime,
) -> dict[str, object]:
    """Return the values of a form in a language, printed at a moment."""
    in_charge = policy.people.person(ticket.in_charge or ticket.assignee)
    return {
        "desk": desk_view(office),
        "ticket": stands_view(ticket, (), words.subject or "", policy, language, office),
        "requester": person_view(requester, policy),
        "record": record(words),
        "text": reported(messages),
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
        "reopened": ticket.reopened,
        "in_charge": in_charge.name if in_charge is not None else "",
        "printed_at": at,
    }
