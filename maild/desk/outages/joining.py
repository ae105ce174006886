"""A report of what is known already: it becomes part of the outage, and nobody of the staff is mailed about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.outages.reports import OUTAGE, declared, lasts, may_be_part
from maild.desk.recording import DAEMON, Cause, recorded, written
from maild.tickets.events import OutageAnnounced, TicketLinked

if TYPE_CHECKING:
    from maild.desk.happening import Happening
    from maild.desk.ledger import Ledger
    from maild.desk.recording import Recorded
    from maild.desk.records import Changes
    from maild.policy.model import Policy
    from maild.tickets.ticket import Ticket


def outage_of(report: Ticket, ledger: Ledger, policy: Policy) -> Ticket | None:
    """Return the outage that a new ticket reports once more, None when it reports none that is known."""
    rule = policy.outages
    if rule is None or not may_be_part(report) or not (kind := rule.kind_of(report)):
        return None
    known = (one for one in ledger.outages() if lasts(one) and rule.kind_of(one) == kind)
    return next((one for one in known if report.opened_at <= one.opened_at + rule.joins_for), None)


def joined(report: Recorded, happening: Happening, letters: Changes) -> Changes:
    """Return that a new ticket is part of the outage of this happening.

    Whoever declared the outage has answered its reporters, this one too, as far as a letter says so now.
    """
    outage, ledger, now = happening.outage, happening.ledger, happening.now
    assert outage is not None, "only a report of an outage joins one"
    linked = _next(report, TicketLinked(outage.number, OUTAGE), DAEMON, happening)
    event = declared(ledger.history(outage.number))
    told = any(row.contact == report.ticket.requester and row.next_attempt_at <= now for row in letters.outbox)
    if event is None or not told:
        return written([linked])
    return written([linked, _next(linked, OutageAnnounced(), event.actor, happening)])


def _next(before: Recorded, fact: TicketLinked | OutageAnnounced, actor: str, happening: Happening) -> Recorded:
    ticket, cause = before.ticket, Cause(happening.now, actor, OUTAGE)
    return recorded(happening.rulebook, ticket.number, ticket, before.targets, fact, cause)
