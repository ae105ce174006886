"""A ticket: the fold of its events.

An event that takes another back (`ActionUndone`) is folded by leaving the other out: the ticket stands as if it had
never happened, and what came after it has to follow without it. So a whole history is folded, where any other event
can be put upon the ticket as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING, Any, Literal

from maild.tickets import events
from maild.tickets.transitions import Status, allows
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

__all__ = ["CLASSIFIED", "Status", "Ticket", "after", "folded", "opened", "told"]

CLASSIFIED = ("type", "category", "detail", "service", "urgency", "impact")
"""The fields that triage guesses and a person may correct."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where a ticket stands; codes and numbers only, the words of people live beside it.

    `answered_at` is the answer by which the response stands, None when it stands by more than an answer; a solution
    that waits for the operator has `proposed_at` and goes out by itself at `send_at`; `survey` is the mean score;
    `outage` tells whether it stands for one, `part_of` is the ticket that stands for the outage which this one reports.
    """

    number: int
    sequence: int
    type: str
    status: Status
    category: str
    detail: str
    service: str
    urgency: str
    impact: str
    priority: int
    group: str
    assignee: str
    requester: int
    channel: str
    tags: tuple[str, ...]
    confidential: bool
    opened_at: datetime
    confirmed_at: datetime | None = None
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    undelivered: bool = False
    answered_at: datetime | None = None
    returned: int = 0
    in_charge: str = ""
    stage: str = ""
    waiting_since: datetime | None = None
    waiting_until: datetime | None = None
    reminded_at: datetime | None = None
    closing_proposed_at: datetime | None = None
    proposed_at: datetime | None = None
    send_at: datetime | None = None
    merged_into: int | None = None
    survey: float | None = None
    unit: str = ""
    outage: Literal["", "proposed", "declared"] = ""
    part_of: int | None = None

    def stands_by(self, answer_at: datetime) -> bool:
        """Tell whether the response stands by the answer of this moment alone, so that its failing takes it back."""
        return self.status != "closed" and self.answered_at == answer_at


def opened(event: events.Event, fact: events.TicketOpened) -> Ticket:
    """Return the ticket that this event begins."""
    return Ticket(
        number=event.ticket,
        sequence=event.sequence,
        type=fact.type,
        status="new",
        category=fact.category,
        detail=fact.detail,
        service=fact.service,
        urgency=fact.urgency,
        impact=fact.impact,
        priority=fact.priority,
        group=fact.group,
        assignee="",
        requester=fact.requester,
        channel=fact.channel,
        tags=fact.tags,
        confidential=fact.confidential,
        opened_at=event.at,
        unit=fact.unit,
    )


def after(ticket: Ticket | None, event: events.Event) -> Ticket:
    """Return the ticket as it stands after one more event; ValueError when the event does not follow.

    An `ActionUndone` cannot be put upon a ticket: fold the history with it.
    """
    if isinstance(event.fact, events.ActionUndone):
        raise ValueError(f"event {event.sequence} takes another back: the whole history has to be folded")  # noqa: TRY004  # it is no wrong type
    if ticket is not None and (event.ticket, event.sequence) != (ticket.number, ticket.sequence + 1):
        raise ValueError(f"event {event.sequence} does not follow on ticket {event.ticket}")
    return _next(ticket, event)


def folded(history: Iterable[events.Event]) -> Ticket:
    """Return the ticket that these events, in order, amount to; ValueError when they do not follow on each other."""
    whole = tuple(history)
    if any(event.sequence != place for place, event in enumerate(whole, 1)):
        raise ValueError(f"the history of ticket {whole[0].ticket} has a gap")
    stands: Ticket | None = None
    for _, ticket in told(whole):
        stands = ticket
    if stands is None:
        raise ValueError("a ticket has at least one event")
    return stands if stands.sequence == len(whole) else replace(stands, sequence=len(whole))


def told(history: Sequence[events.Event]) -> Iterator[tuple[events.Event, Ticket]]:
    """Yield each event that counts, with the ticket as it stands after it; ValueError where one does not follow."""
    ticket: Ticket | None = None
    for event in effective(history):
        ticket = _next(ticket, event)
        yield event, ticket


def _next(ticket: Ticket | None, event: events.Event) -> Ticket:
    if isinstance(event.fact, events.TicketOpened):
        if ticket is not None:
            raise ValueError(f"ticket {ticket.number} is opened twice")
        return opened(event, event.fact)
    if ticket is None:
        raise ValueError(f"event {event.sequence} does not follow on ticket {event.ticket}, which was not opened")
    return _with(ticket, event)


def _with(ticket: Ticket, event: events.Event) -> Ticket:
    fact, kind = event.fact, type(event.fact)
    if not allows(ticket.status, kind):
        raise ValueError(f"{kind.__name__} cannot happen to ticket {ticket.number}: it is {ticket.status}")
    if ticket.merged_into is not None and isinstance(fact, events.TicketReopened):
        raise ValueError(f"ticket {ticket.number} goes on in ticket {ticket.merged_into}: reopen that one")
    if ticket.proposed_at is None and isinstance(fact, events.SolutionReturned):
        raise ValueError(f"ticket {ticket.number} has no solution that waits to be sent")
    changes = _understood(ticket, event) or _handled(ticket, event) or _tied(ticket, event) or _ended(ticket, event)
    return replace(ticket, sequence=event.sequence, **changes)


Changed = dict[str, Any]

_NOT_WAITING: Changed = dict.fromkeys(("waiting_since", "waiting_until", "reminded_at", "closing_proposed_at"))
_ON_ITS_OWN: Changed = {"part_of": None}
_NOTHING_PROPOSED: Changed = dict.fromkeys(("proposed_at", "send_at"))


def _responded(ticket: Ticket, at: datetime) -> Changed:
    return {"responded_at": ticket.responded_at or at, "answered_at": None}


def _answered(ticket: Ticket, at: datetime) -> Changed:
    return {} if ticket.responded_at else {"responded_at": at, "answered_at": at}


def _worked_on(ticket: Ticket) -> Changed:
    return {"status": "waiting" if ticket.status == "waiting" else "in_progress"}


def _begun(ticket: Ticket) -> Changed:
    return {"status": "in_progress"} if ticket.status == "new" else {}


def _understood(ticket: Ticket, event: events.Event) -> Changed:
    match event.fact:
        case events.NoteAdded() as note if "answered" in events.signs_of(note):
            return {"undelivered": False} | _answered(ticket, event.at)
        case events.NoticeFailed(permanent=True, answer=lost):
            return {"undelivered": True} | ({"responded_at": None, "answered_at": None} if lost else {})
        case events.RequesterChanged(after=contact, unit=unit):
            return {"requester": contact, "unit": unit}
        case events.TriageConfirmed():
            return {"confirmed_at": ticket.confirmed_at or event.at} | _responded(ticket, event.at)
        case events.TicketClassified(field=field, after=value, priority=priority):
            if field not in CLASSIFIED:
                raise ValueError(f"{field} is not what triage sets: {', '.join(CLASSIFIED)}")
            checked = {"confirmed_at": ticket.confirmed_at or event.at} | _responded(ticket, event.at)
            return checked | {field: value, "priority": priority}
        case events.ConfidentialityChanged(confidential=confidential):
            return {"confidential": confidential} | (_ON_ITS_OWN if confidential else {})
        case events.StageEntered(stage=stage):
            return {"stage": stage}
        case events.StageCompleted(stage=stage) if stage == ticket.stage:
            return {"stage": ""}
        case _:
            return {}


def _handled(ticket: Ticket, event: events.Event) -> Changed:
    match event.fact:
        case events.TicketTaken(by=by):
            return {"assignee": by} | _worked_on(ticket) | _responded(ticket, event.at)
        case events.TicketReleased():
            return {"assignee": ""}
        case events.TicketAssigned(to=person, group=group):
            return {"assignee": person, "group": group or ticket.group} | _worked_on(ticket)
        case events.TicketEscalated(group=group, person=person, hierarchic=False):
            return {"assignee": person, "group": group or ticket.group} | _worked_on(ticket)
        case events.EscalationReturned(group=group):
            returned = {"assignee": "", "group": group, "returned": ticket.returned + 1}
            return returned | _worked_on(ticket)
        case events.TicketDisposed(to=person, group=group):
            return {"assignee": person, "group": group or ticket.group}
        case events.PersonInChargeNamed(person=person):
            return {"in_charge": person}
        case events.WaitingBegan(until=until):
            asked = {"status": "waiting", "waiting_since": event.at, "waiting_until": until}
            return _NOT_WAITING | _NOTHING_PROPOSED | asked
        case events.RequesterReminded():
            return {"reminded_at": event.at}
        case events.ClosingProposed():
            return {"closing_proposed_at": event.at}
        case events.WaitingEnded():
            return {"status": "in_progress"} | _NOT_WAITING
        case _:
            return {}


def _tied(ticket: Ticket, event: events.Event) -> Changed:
    match event.fact:
        case events.TicketLinked(other=outage, relation="outage"):
            return {"part_of": outage} | _begun(ticket)
        case events.TicketUnlinked(relation="outage"):
            return _ON_ITS_OWN
        case events.OutageProposed():
            return {"outage": "proposed"}
        case events.OutageDeclared():
            return {"outage": "declared"} | _begun(ticket)
        case events.OutageDeclined():
            return {"outage": ""}
        case events.OutageAnnounced():
            return {"undelivered": False} | _answered(ticket, event.at)
        case _:
            return {}


def _ended(ticket: Ticket, event: events.Event) -> Changed:
    over = _NOT_WAITING | _NOTHING_PROPOSED
    match event.fact:
        case events.SolutionProposed(send_at=send_at):
            return {"status": "in_progress", **_NOT_WAITING, "proposed_at": event.at, "send_at": send_at}
        case events.SolutionReturned():
            return _NOTHING_PROPOSED
        case events.TicketResolved(by=by):
            answer = _answered(ticket, event.at) if by == "staff" else {}
            return over | answer | {"status": "resolved", "resolved_at": event.at}
        case events.TicketClosed():
            closed = {"status": "closed", "closed_at": event.at, "resolved_at": ticket.resolved_at or event.at}
            return over | closed
        case events.TicketMerged(into=into):
            return over | {"status": "closed", "closed_at": event.at, "merged_into": into}
        case events.TicketReopened():
            reopened = {"status": "in_progress", "reopened": ticket.reopened + 1}
            return reopened | {"resolved_at": None, "closed_at": None} | _ON_ITS_OWN
        case events.SurveyAnswered(scores=scores) if scores:
            return {"survey": round(fmean(score for _, score in scores), 2)}
        case _:
            return {}
