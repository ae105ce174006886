"""Which fact may follow in which status; what is not in the table may happen at any time."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Literal

from maild.tickets import events

if TYPE_CHECKING:
    from collections.abc import Mapping

Status = Literal["new", "in_progress", "waiting", "resolved", "closed"]

WORKED_ON: frozenset[Status] = frozenset({"new", "in_progress", "waiting"})
"""What a ticket is while somebody still has to solve it."""

SOLVED: frozenset[Status] = frozenset({"resolved", "closed"})
"""What it is after that."""

_UNCLOSED: frozenset[Status] = WORKED_ON | {"resolved"}

ALLOWED: Mapping[type, frozenset[Status]] = types.MappingProxyType(
    {
        events.TriageConfirmed: _UNCLOSED,
        events.TicketClassified: _UNCLOSED,
        events.DiagnosisCompleted: _UNCLOSED,
        events.TicketTaken: WORKED_ON,
        events.TicketReleased: WORKED_ON,
        events.TicketAssigned: WORKED_ON,
        events.TicketEscalated: WORKED_ON,
        events.EscalationReturned: WORKED_ON,
        events.PersonInChargeNamed: _UNCLOSED,
        events.TicketDisposed: WORKED_ON,
        events.WaitingBegan: WORKED_ON,
        events.RequesterReminded: frozenset({"waiting"}),
        events.ClosingProposed: frozenset({"waiting"}),
        events.WaitingEnded: frozenset({"waiting"}),
        events.SolutionProposed: WORKED_ON,
        events.SolutionReturned: WORKED_ON,
        events.TicketResolved: WORKED_ON,
        events.TicketClosed: _UNCLOSED,
        events.TicketReopened: SOLVED,
        events.TicketMerged: _UNCLOSED,
        events.TicketAbsorbed: _UNCLOSED,
        events.StageEntered: _UNCLOSED,
    }
)


def allows(status: Status, kind: type) -> bool:
    """Tell whether a fact of this kind may happen to a ticket with this status."""
    statuses = ALLOWED.get(kind)
    return statuses is None or status in statuses
