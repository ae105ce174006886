"""Leaving a ticket: whoever takes part may want no more mail about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Deed, Refused
from maild.desk.records import LEFT, Changes, Participant
from maild.tickets.events import ParticipantLeft

if TYPE_CHECKING:
    from maild.desk.actions.task import Task


def leave(task: Task) -> Deed:
    """The giver gets no more mail about this ticket; who reported it himself stays."""
    contact = task.giver.contact
    opened = task.ledger.history(task.ticket.number)[0]
    if contact.id == task.ticket.requester and opened.actor == task.giver.actor:
        raise Refused("own_ticket")
    gone = Changes(participants=(Participant(task.ticket.number, contact.id, LEFT),))
    return Deed("leave", (ParticipantLeft(contact.id),), changes=gone)
