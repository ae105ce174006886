"""Solving: an operator tells the client, a technician hands the operator a ready mail to the client (MAD-11..15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.record import filled, missing_of, named
from maild.desk.actions.task import Deed, Refused
from maild.tickets.events import RecordFilled, SolutionProposed, TicketClosed, TicketResolved, TriageConfirmed

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.actions.task import Task
    from maild.tickets.events import Fact


def resolve(task: Task) -> Deed:
    """The ticket is solved: by the staff with a solution, or by the word of its requester."""
    return _by_staff(task) if task.giver.person is not None else _by_requester(task)


def _by_staff(task: Task) -> Deed:
    words = filled(task.ticket.number, task.command.arguments, rest_is="solution")
    solution = words.solution or task.words.solution or ""
    if not solution:
        raise Refused("no_solution")
    facts: tuple[Fact, ...] = (RecordFilled(named(words)),) if named(words) else ()
    if _goes_to_operator(task):
        assert task.giver.person is not None, "the staff solve tickets"
        proposed = SolutionProposed(task.giver.person.id, _sent_at(task))
        return Deed("resolve.proposed", (*facts, proposed), words=words, internal=solution, keeps_text=False)
    if task.ticket.confirmed_at is None:
        facts = (*facts, TriageConfirmed())
    resolved = (*facts, TicketResolved("staff"))
    return Deed("resolve", resolved, _to_whom(task), words=words, public=solution, keeps_text=False)


def _by_requester(task: Task) -> Deed:
    if task.ticket.status == "closed":
        return Deed("resolve.already")
    if task.ticket.status != "resolved":
        return Deed("resolve.requester", (TicketResolved("requester"),))
    if missing_of(task.ticket, task.words, task.policy, task.ledger):
        # The requester has done his part: what the record lacks is the operators' to fill in.
        return Deed("resolve.requester")
    return Deed("resolve.closed", (TicketClosed("requester"),))


def _goes_to_operator(task: Task) -> bool:
    procedure = task.procedure
    return procedure is not None and procedure.resolution == "via_operator" and not task.giver.has("operator")


def _sent_at(task: Task) -> datetime | None:
    procedure = task.procedure
    if procedure is None or procedure.sent_after is None:
        return None
    return task.rulebook.desk_calendar.add(task.now, procedure.sent_after)


def _to_whom(task: Task) -> dict[str, str]:
    requester = task.ledger.requester(task.ticket.number)
    return {"requester": (requester.name or requester.address) if requester else ""}
