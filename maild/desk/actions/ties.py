"""What tickets have to do with each other: two become one, or one becomes two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions import outage
from maild.desk.actions.inquiry import may_see
from maild.desk.actions.naming import needed, number_named
from maild.desk.actions.task import Deed, Refused
from maild.desk.outages.reports import lasts
from maild.desk.recording import Cause, followed, recorded, written
from maild.desk.records import Changes, Participant, TicketWords
from maild.tickets.events import TicketAbsorbed, TicketMerged, TicketOpened, TicketSplit
from maild.tickets.transitions import allows

if TYPE_CHECKING:
    from maild.desk.actions.task import Task

TITLE_LENGTH = 120


def merge(task: Task) -> Deed:
    """Let the ticket go on in another, as a report of it where that one is an outage; no requester sees the other."""
    number = number_named(needed(task))
    other = task.ledger.ticket(number)
    name = task.office.ticket_name(number)
    seen = other is not None and may_see(other, task.giver, task.ledger, task.policy)
    if other is None or not seen or other.confidential != task.ticket.confidential:
        raise Refused("no_such_ticket", number=name)
    if lasts(other) and number != task.ticket.number:
        return outage.joined(task, other)
    if task.ticket.outage == "declared" or number == task.ticket.number or not allows(other.status, TicketAbsorbed):
        raise Refused("cannot_merge", number=name)
    fact = TicketAbsorbed(task.ticket.number)
    targets = task.ledger.targets(number)
    done = recorded(task.rulebook, number, other, targets, fact, Cause(task.now, task.giver.actor, "mail"))
    return Deed("merge", (TicketMerged(number),), {"number": name}, changes=written([done]), internal=task.text)


def split(task: Task) -> Deed:
    """Part of this ticket becomes one of its own, of the same requester; the mail's text is what it is about.

    A report of an outage goes on by itself when nothing else is said.
    """
    old = task.ticket
    if old.part_of is not None and not (task.on_line or task.text):
        return outage.left(task)
    number = task.ledger.work.next("ticket")
    words = task.ledger.words(old.number)
    title = (task.on_line or task.text.partition("\n")[0] or words.subject or "")[:TITLE_LENGTH]
    fact = TicketOpened(
        type=old.type,
        category=old.category,
        detail=old.detail,
        service=old.service,
        urgency=old.urgency,
        impact=old.impact,
        priority=old.priority,
        group=old.group,
        requester=old.requester,
        channel=old.channel,
        tags=old.tags,
        confidential=old.confidential,
        linked_to=old.number,
        unit=old.unit,
    )
    cause = Cause(task.now, task.giver.actor, "split")
    done = followed(task.rulebook, number, None, (), fact, cause)
    changes = written(done) + Changes(
        participants=(Participant(number, old.requester, "requester"),),
        words=(TicketWords(number, subject=title, symptoms=task.text or None),),
    )
    said = {"number": task.office.ticket_name(number), "title": title}
    return Deed("split", (TicketSplit(number),), said, changes=changes, internal=task.text)
