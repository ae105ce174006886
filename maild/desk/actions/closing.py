"""How a ticket ends and begins again: closed when its record is complete (MAD-16, MAD-17), reopened by a word."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.actions.record import filled, missing_of, named
from maild.desk.actions.task import Deed, Refused
from maild.desk.ledger import together
from maild.tickets.events import RecordFilled, TicketClosed, TicketReopened

if TYPE_CHECKING:
    from maild.desk.actions.task import Task
    from maild.tickets.events import EndedBy, Fact

REOPENED_WITHIN = timedelta(days=30)
"""As long as a reply key outlives its ticket; what is older is a new ticket."""


def close(task: Task) -> Deed:
    """End the ticket; Refused as `incomplete_record` with what is missing. Labelled lines fill it in at once."""
    words = filled(task.ticket.number, f"{task.command.arguments}\n{task.text}")
    missing = missing_of(task.ticket, together(task.words, words), task.policy, task.ledger)
    if missing:
        raise Refused("incomplete_record", fields=missing)
    facts: tuple[Fact, ...] = (RecordFilled(named(words)),) if named(words) else ()
    return Deed("close", (*facts, TicketClosed("staff")), words=words, internal=task.command.arguments)


def reopen(task: Task) -> Deed:
    """The ticket goes on; Refused as `too_late` when it was closed long ago."""
    closed_at = task.ticket.closed_at
    if closed_at is not None and task.now - closed_at > REOPENED_WITHIN:
        raise Refused("too_late")
    if task.ticket.merged_into is not None:
        raise Refused("merged", number=f"{task.office.ticket_prefix}-{task.ticket.merged_into}")
    by: EndedBy = "staff" if task.giver.person else "requester"
    return Deed("reopen", (TicketReopened(by),), internal=task.command.arguments or task.text)
