"""Which tickets report the same outage: open incidents of one kind, none of them confidential."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.tickets.events import OutageDeclared
from maild.tickets.transitions import WORKED_ON
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.ledger import Ledger
    from maild.policy.outages import Outages
    from maild.tickets.events import Event
    from maild.tickets.ticket import Ticket

OUTAGE = "outage"
"""How a report and its outage are linked, and the cause of what follows from that."""

INCIDENT = "incident"


def may_be_part(ticket: Ticket) -> bool:
    """Tell whether a ticket may be one report of an outage among others."""
    alone = ticket.part_of is None and not ticket.outage
    return alone and ticket.type == INCIDENT and ticket.status in WORKED_ON and not ticket.confidential


def reports_like(first: Ticket, ledger: Ledger, rule: Outages) -> list[Ticket]:
    """Return the other reports of the same since the first one, the oldest first."""
    kind = rule.kind_of(first)
    since = ledger.unsolved_since(first.opened_at)
    return [one for one in since if one.number != first.number and may_be_part(one) and rule.kind_of(one) == kind]


def key_of(kind: str) -> str:
    """Return under what is kept when the operators said that reports of a kind are no outage."""
    return f"outage:{kind}"


def lasts(outage: Ticket) -> bool:
    """Tell whether a ticket stands for an outage that goes on."""
    return outage.outage == "declared" and outage.status in WORKED_ON and not outage.confidential


def is_hidden(ticket: Ticket, ledger: Ledger) -> bool:
    """Tell whether a ticket is looked after with the outage that it is part of, and needs nobody by itself.

    Where the outage is solved and the ticket is not, somebody has to look at it.
    """
    outage = ledger.ticket(ticket.part_of) if ticket.part_of is not None else None
    if outage is None or outage.confidential or outage.status == "closed":
        return False
    return outage.status in WORKED_ON or ticket.status not in WORKED_ON


def declared(history: Iterable[Event]) -> Event | None:
    """Return the event by which a ticket came to stand for an outage."""
    return next((one for one in effective(tuple(history)) if isinstance(one.fact, OutageDeclared)), None)


def told_to_all(outage: Ticket, ledger: Ledger) -> str:
    """Return what all reporters were told with the declaration, "" when it was nothing in somebody's own words."""
    event = declared(ledger.history(outage.number))
    message = ledger.work.message(event.message) if event is not None and event.message is not None else None
    return message.text if message is not None and message.visibility == "public" else ""
