"""What helps whoever gets a ticket: what was solved before and is like it (MAD-10), for the staff's eyes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.knowledge.diagnosis import similar
from maild.notices.values import SimilarView
from maild.tickets import events

if TYPE_CHECKING:
    from maild.desk.happening import Happening
    from maild.desk.office import Office

HANDED_OVER = (events.TicketOpened, events.TicketEscalated, events.TicketAssigned)
"""The facts by which somebody gets a ticket."""


def similar_views(happening: Happening, office: Office) -> tuple[SimilarView, ...]:
    """Return what is like the ticket that somebody gets; nothing for all that happens else."""
    if not isinstance(happening.recorded.event.fact, HANDED_OVER):
        return ()
    ticket = happening.recorded.ticket
    found = similar(
        _told(happening), happening.ledger, happening.rulebook.policy, ticket.category, besides=ticket.number
    )
    return tuple(
        SimilarView(
            f"{office.ticket_prefix}-{one.ticket}", one.title, one.solution, round(100 * one.score), one.article
        )
        for one in found
    )


def _told(happening: Happening) -> str:
    """Return what was reported: the mail's own words where the ticket begins, else its record and its first message."""
    if isinstance(happening.recorded.event.fact, events.TicketOpened):
        return f"{happening.subject}\n{happening.text}"
    number = happening.recorded.ticket.number
    words, said = happening.ledger.words(number), happening.ledger.work.messages_of(number)
    report = next((one.text for one in said if one.direction == "in"), "")
    return "\n".join(part for part in (words.subject, report, words.symptoms) if part)
