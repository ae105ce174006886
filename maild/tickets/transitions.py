"""Which fact may follow in which status; what is not in the table may happen at any time."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Literal

from maild.tickets import events

if TYPE_CHECKING:
    from collections.abc import Mapping

Status = Literal["new", "in_progress", "waiting", "resolved", "closed"]

_WORKED_ON: frozenset[Status] = frozenset({"new", "in_progress", "waiting"})
_UNCLOSED: frozenset[Status] = _WORKED_ON | {"resolved"}

ALLOWED: Mapping[type, frozenset[Status]] = types.MappingProxyType(
    {
        events.TriageConfirmed: _UNCLOSED,
        events.TicketClassified: _UNCLOSED,
        events.DiagnosisCompleted: _UNCLOSED,
        events.TicketTaken: _WORKED_ON,
        events.TicketReleased: _WORKED_ON,
        events.TicketAssigned: _WORKED_ON,
        events.TicketEscalated: _WORKED_ON,
        events.EscalationReturned: _WORKED_ON,
        events.PersonInChargeNamed: _UNCLOSED,
        events.TicketDisposed: _WORKED_ON,
        events.WaitingBegan: _WORKED_ON,
        events.RequesterReminded: frozenset({"waiting"}),
        events.ClosingProposed: frozenset({"waiting"}),
        events.WaitingEnded: frozenset({"waiting"}),
        events.SolutionProposed: _WORKED_ON,
        events.SolutionReturned: _WORKED_ON,
        events.TicketResolved: _WORKED_ON,
        events.TicketClosed: _UNCLOSED,
        events.TicketReopened: frozenset({"resolved", "closed"}),
        events.TicketMerged: _UNCLOSED,
        events.TicketAbsorbed: _UNCLOSED,
        events.StageEntered: _UNCLOSED,
        events.StageCompleted: _UNCLOSED,
    }
)


def allows(status: Status, kind: type) -> bool:
    """Tell whether a fact of this kind may happen to a ticket with this status."""
    statuses = ALLOWED.get(kind)
    return statuses is None or status in statuses
