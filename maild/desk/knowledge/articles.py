"""Help articles (MAD-21): a solution that helps others too, taken from a solved ticket by a person's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.knowledge.diagnosis import article_document
from maild.desk.records import Article, Changes
from maild.tickets.events import ApprovalGiven, ArticleWritten
from maild.tickets.transitions import SOLVED
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from maild.desk.records import TicketWords
    from maild.policy.model import Policy
    from maild.tickets.events import Event
    from maild.tickets.ticket import Ticket

ARTICLE = "article"
"""What an approval is of that is one of an article."""

HEADINGS = ("symptoms", "cause", "solution")
"""The parts of the record that an article is made of: what it was like, why, and what helped."""


class NoArticle(Exception):  # noqa: N818  # it is no error: it is the answer to a command
    """A ticket cannot become an article: `code` is not_solved, no_solution or confidential."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def article_from(
    ticket: Ticket, words: TicketWords, policy: Policy, by: str, now: datetime, title: str = ""
) -> tuple[ArticleWritten, Changes]:
    """Return the article that a solved ticket becomes, and that it does: the fact, and what is written beside it.

    `title` stands for the record's own when given; NoArticle says why there is none. The record names what
    helped, so neither the requester nor what he wrote gets into an article.
    """
    if ticket.confidential:
        raise NoArticle("confidential")
    if ticket.status not in SOLVED:
        raise NoArticle("not_solved")
    if not words.solution:
        raise NoArticle("no_solution")
    told = "\n\n".join(said for name in HEADINGS if (said := getattr(words, name)))
    article = Article(ticket.number, title.strip() or words.subject or "", told, by, now)
    document = article_document(ticket, article, policy)
    return ArticleWritten(ticket.number), Changes(articles=(article,), documents=(document,))


def undecided(history: Sequence[Event]) -> Event | None:
    """Return the event by which the ticket's article was written, None when there is none or it was kept by a word."""
    waiting: Event | None = None
    for event in effective(history):
        match event.fact:
            case ArticleWritten():
                waiting = event
            case ApprovalGiven(of="article"):
                waiting = None
    return waiting
