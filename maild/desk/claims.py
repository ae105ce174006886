"""What a token of a letter says, and how long it says it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from maild import tokens
from maild.desk.recipients import circle_of
from maild.policy.people import STAFF_ROLES

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.office import Office
    from maild.desk.records import OutboxRow
    from maild.policy.model import People, Policy
    from maild.tickets.ticket import Ticket
    from maild.tokens import Purpose

KEY_LIVES = timedelta(days=180)
KEY_OUTLIVES_TICKET = timedelta(days=30)
KEY_TO_ANY_TICKET_LIVES = timedelta(days=30)
"""The key of a letter about no ticket is good for less long, because it is good for more."""


def claim_of(row: OutboxRow, purpose: Purpose, office: Office) -> tokens.Claim:
    """Return what a token of this letter says: one ticket, one person, one role, one purpose."""
    return tokens.Claim(
        desk=office.address.lower(),
        purpose=purpose,
        row=row.id,
        ticket=row.ticket or 0,
        person=f"person:{row.person}" if row.person else f"contact:{row.contact}",
        role=row.role,
    )


def still_proves(row: OutboxRow, ticket: Ticket | None, policy: Policy, now: datetime) -> bool:
    """Tell whether a letter's key or link is good.

    It dies of age, with its ticket, with a role, by our hand, and outside the circle of a confidential ticket.
    """
    lives = KEY_LIVES if row.ticket is not None else KEY_TO_ANY_TICKET_LIVES
    closed_at = ticket.closed_at if ticket is not None else None
    return not (
        row.withdrawn
        or now - row.created_at > lives
        or (closed_at is not None and now - closed_at > KEY_OUTLIVES_TICKET)
        or not _keeps_role(row, policy.people)
        or (ticket is not None and _is_shut_out(row, ticket, policy))
    )


def _is_shut_out(row: OutboxRow, ticket: Ticket, policy: Policy) -> bool:
    """Tell whether a person of the office may not see the ticket (SEC-5); its public side goes on."""
    return ticket.confidential and bool(row.person) and row.person not in circle_of(ticket, policy)


def _keeps_role(row: OutboxRow, people: People) -> bool:
    """Tell whether a person of the office still has the role as which the letter was sent."""
    if not row.person:
        return True
    person = people.person(row.person)
    role = row.role.removesuffix("s")
    return person is not None and (role not in STAFF_ROLES or role in person.roles)
