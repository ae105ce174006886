"""What notices tell of outages: to the staff which reports there are, to a reporter that it is known, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.outages.reports import lasts, told_to_all
from maild.notices.outage_values import OutageView, ReportView
from maild.tickets.events import OutageProposed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.happening import Happening
    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.policy.model import Policy

MOST_SHOWN = 15


def outage_view(happening: Happening, office: Office, *, staff: bool) -> OutageView | None:
    """Return the outage that goes on and that a ticket is a report of or stands for, None where there is none."""
    ticket, ledger = happening.recorded.ticket, happening.ledger
    if staff and lasts(ticket):
        return OutageView(reports=1 + len(ledger.reports_of(ticket.number)))
    outage = happening.outage or (ledger.ticket(ticket.part_of) if ticket.part_of is not None else None)
    if outage is None or not lasts(outage):
        return None
    return OutageView(office.ticket_name(outage.number) if staff else "", told_to_all(outage, ledger))


def proposal_values(happening: Happening, office: Office) -> dict[str, object]:
    """Return what the proposal of an outage speaks of."""
    fact, policy = happening.recorded.event.fact, happening.rulebook.policy
    if not isinstance(fact, OutageProposed):
        return {}
    return {
        "people": fact.reports,
        "minutes": fact.minutes,
        "reports": report_views(happening.reports[:MOST_SHOWN], happening.ledger, policy, office),
        "more": max(0, len(happening.reports) - MOST_SHOWN),
    }


def report_views(numbers: Iterable[int], ledger: Ledger, policy: Policy, office: Office) -> tuple[ReportView, ...]:
    """Return reports of one outage as the staff see them."""
    return tuple(_report_view(number, ledger, policy, office) for number in numbers)


def _report_view(number: int, ledger: Ledger, policy: Policy, office: Office) -> ReportView:
    ticket, requester = ledger.ticket(number), ledger.requester(number)
    assert ticket is not None, "it was found a moment ago"
    # For whom somebody else has reported may have left the ticket.
    who = (requester.name or requester.address) if requester else ""
    unit = (requester.unit or policy.people.unit_of(requester.address)) if requester else ""
    return ReportView(
        number=office.ticket_name(number),
        who=who,
        unit=unit,
        title=ledger.words(number).subject or "",
        at=ticket.opened_at,
    )
