"""When a diagnosis has come to its end (MAD-10, OKI-5, OKI-7): each of its two stages once in a ticket's life.

The initial diagnosis lasts until somebody names the solution or hands the ticket on, the investigation by those it was
escalated to until somebody names the solution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.tickets.events import (
    DiagnosisCompleted,
    RecordFilled,
    SolutionProposed,
    TicketEscalated,
    TicketResolved,
)
from maild.tickets.transitions import WORKED_ON
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maild.tickets.events import Diagnosis, Event, Fact
    from maild.tickets.ticket import Ticket


def diagnosis_before(
    fact: Fact, ticket: Ticket, message: int | None, history: Callable[[], Sequence[Event]]
) -> DiagnosisCompleted | None:
    """Return the end of the diagnosis that a fact of the staff implies, to be recorded before it; None for most.

    `message` brought the fact: what else it says belongs to the same diagnosis. The history is asked for when needed.
    """
    known = _knows_solution(fact)
    if known is None or ticket.status not in WORKED_ON:
        return None
    counting = effective(history())
    facts = [event.fact for event in counting]
    escalated = any(map(_hands_on, facts))
    if escalated and not known:
        return None
    stage: Diagnosis = "investigation" if escalated else "initial"
    over = any(isinstance(fact, DiagnosisCompleted) and fact.diagnosis == stage for fact in facts)
    just_now = message is not None and any(
        event.message == message for event in counting if isinstance(event.fact, DiagnosisCompleted)
    )
    return None if over or just_now else DiagnosisCompleted(stage, known)


def _knows_solution(fact: Fact) -> bool | None:
    """Tell whether who does this knows the solution, None when it says nothing about that."""
    match fact:
        case SolutionProposed() | TicketResolved(by="staff"):
            return True
        case RecordFilled(fields=fields) if "solution" in fields:
            return True
        case _:
            return False if _hands_on(fact) else None


def _hands_on(fact: Fact) -> bool:
    return isinstance(fact, TicketEscalated) and not fact.hierarchic
