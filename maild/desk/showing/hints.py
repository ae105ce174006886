"""What helps with a ticket: what was solved before and is like it, for the staff (MAD-10); help articles, for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.knowledge.diagnosis import articles_like, similar
from maild.notices.values import ArticleOffer, SimilarView
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
        SimilarView(office.ticket_name(one.ticket), one.title, one.solution, round(100 * one.score), one.article)
        for one in found
    )


def article_offers(happening: Happening) -> tuple[ArticleOffer, ...]:
    """Return the articles that may help a requester while he waits; nothing tells from whose ticket they come."""
    policy, ticket = happening.rulebook.policy, happening.recorded.ticket
    found = articles_like(_told(happening), happening.ledger, policy, ticket.category)
    return tuple(ArticleOffer(one.title, one.solution) for one in found)


def _told(happening: Happening) -> str:
    """Return what was reported: the mail's own words where the ticket begins, else its record and its first message."""
    if isinstance(happening.recorded.event.fact, events.TicketOpened):
        return f"{happening.subject}\n{happening.text}"
    number = happening.recorded.ticket.number
    words, said = happening.ledger.words(number), happening.ledger.work.messages_of(number)
    report = next((one.text for one in said if one.direction == "in"), "")
    return "\n".join(part for part in (words.subject, report, words.symptoms) if part)
