"""How a ticket ends and begins again: closed when its record is complete (MAD-16, MAD-17), reopened by a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.record import filled, missing_of, named
from maild.desk.actions.task import Deed, Refused
from maild.desk.ledger import together
from maild.tickets.events import RecordFilled, TicketClosed, TicketReopened

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.actions.task import Task
    from maild.desk.rulebook import Rulebook
    from maild.tickets.events import EndedBy, Fact
    from maild.tickets.ticket import Ticket


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
    if is_long_closed(task.ticket, task.rulebook, task.now):
        raise Refused("too_late")
    if task.ticket.merged_into is not None:
        raise Refused("merged", number=task.office.ticket_name(task.ticket.merged_into))
    by: EndedBy = "staff" if task.giver.person else "requester"
    return Deed("reopen", (TicketReopened(by),), internal=task.command.arguments or task.text)


def is_long_closed(ticket: Ticket, rulebook: Rulebook, now: datetime) -> bool:
    """Tell whether the time is over in which its procedure lets a closed ticket be reopened."""
    procedure = rulebook.policy.procedure_for(ticket.type)
    if ticket.closed_at is None or procedure is None or procedure.reopened_within is None:
        return False
    return now > rulebook.desk_calendar.add(ticket.closed_at, procedure.reopened_within)
