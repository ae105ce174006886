"""A letter of ours that did not arrive: it shows on its ticket, takes back the answer it carried, and is told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.tickets.events import NoticeFailed

if TYPE_CHECKING:
    from maild.desk.records import OutboxRow
    from maild.tickets.ticket import Ticket


def failure_of(letter: OutboxRow, ticket: Ticket, status: str, *, permanent: bool) -> NoticeFailed:
    """Return what happened to the ticket; only the requester's own letter can take an answer back."""
    carried = letter.contact == ticket.requester and ticket.stands_by(letter.created_at)
    return NoticeFailed(letter.id, letter.contact or 0, status, permanent=permanent, answer=permanent and carried)
