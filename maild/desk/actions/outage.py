"""Outages: the operator says whether many alike reports are one, adds one that came otherwise, lets one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Deed, Refused
from maild.desk.incoming.leaving_text import fit_to_leave
from maild.desk.outages.reports import OUTAGE, key_of, may_be_part, reports_like, told_to_all
from maild.desk.records import Changes, Told
from maild.tickets.events import (
    ApprovalGiven,
    OutageAnnounced,
    OutageDeclared,
    OutageDeclined,
    TicketLinked,
    TicketUnlinked,
)
from maild.tickets.transitions import WORKED_ON

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.actions.task import Decision, Task
    from maild.desk.ledger import Ledger
    from maild.tickets.ticket import Ticket


def decided(task: Task, decision: Decision) -> Deed | None:
    """Return what a yes or no does to a proposed outage, None when none is proposed.

    With a yes goes what all reporters are told; after a no, only later reports are proposed again.
    """
    if task.ticket.outage != "proposed" or task.ticket.status not in WORKED_ON:
        return None
    return _declared(task) if decision is ApprovalGiven else _declined(task)


def _declared(task: Task) -> Deed:
    rule = task.policy.outages
    reports = reports_like(task.ticket, task.ledger, rule) if rule is not None else []
    fit = _fit_to_leave(task.remarks, reports, task.ledger)
    if task.remarks and not fit:
        raise Refused("nothing_left")
    facts = (OutageDeclared(tuple(one.number for one in reports)), OutageAnnounced())
    people = {one.requester for one in (task.ticket, *reports)}
    counts = {"reports": str(len(reports) + 1), "people": str(len(people))}
    return Deed("outage.declared", facts, counts, public=fit, keeps_text=False)


def _fit_to_leave(text: str, reports: Iterable[Ticket], ledger: Ledger) -> str:
    """Return what of a text may reach all reporters: nothing that the staff alone have read of any of them."""
    for report in reports:
        text, _ = fit_to_leave(text, report.number, ledger.words(report.number), ledger)
    return text.strip()


def _declined(task: Task) -> Deed:
    rule = task.policy.outages
    told = (Told(key_of(rule.kind_of(task.ticket)), task.now),) if rule is not None else ()
    return Deed("outage.declined", (OutageDeclined(),), internal=task.remarks, changes=Changes(told=told))


def joined(task: Task, outage: Ticket) -> Deed:
    """Make the ticket a report of an outage that goes on; its requester is told what all were told."""
    name = task.office.ticket_name(outage.number)
    if not may_be_part(task.ticket):
        raise Refused("cannot_merge", number=name)
    facts = (TicketLinked(outage.number, OUTAGE), OutageAnnounced())
    return Deed("outage.joined", facts, {"number": name}, public=told_to_all(outage, task.ledger), keeps_text=False)


def left(task: Task) -> Deed:
    """Let the ticket go on by itself: it reports something else."""
    outage = task.ticket.part_of
    assert outage is not None, "it is part of an outage"
    return Deed("outage.left", (TicketUnlinked(outage, OUTAGE),), {"number": task.office.ticket_name(outage)})
