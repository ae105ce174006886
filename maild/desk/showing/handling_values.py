"""What the notices of handling speak of: the escalation form, questions, solutions and endings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.showing.said import conversation
from maild.notices.values import ArticleView
from maild.tickets import events

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from maild.desk.happening import Happening

    Values = dict[str, object]

MOST_SAID = 8
RECORD = ("symptoms", "cause", "analysis", "solution")


def handling_values(happening: Happening) -> Values:
    """Return what a notice of this fact may speak of beside the ticket and its people."""
    values_of = _VALUES.get(type(happening.recorded.event.fact))
    return values_of(happening) if values_of else {}


def _handed_over(happening: Happening) -> Values:
    """All that is needed to work: what was reported, tried and said, and the record so far (MAD-12, FRM-006)."""
    number = happening.recorded.ticket.number
    words, said = happening.ledger.words(number), happening.ledger.work.messages_of(number)
    fact = happening.recorded.event.fact
    return {
        "report": said[0].text if said else happening.text,
        "messages": conversation(said[1:])[-MOST_SAID:],
        "record": {name: getattr(words, name) or "" for name in RECORD},
        "hierarchic": isinstance(fact, events.TicketEscalated) and fact.hierarchic,
        "returned": happening.recorded.ticket.returned,
        **_standing(happening),
    }


def _standing(happening: Happening) -> Values:
    """Who has the ticket now, for an office that tells its requesters of each change (TRG-6)."""
    person = happening.rulebook.policy.people.person(happening.recorded.ticket.assignee)
    return {"assignee": person.name if person else ""}


def _left_behind(happening: Happening) -> Values:
    fact = happening.recorded.event.fact
    assert isinstance(fact, events.TicketReleased)
    person = happening.rulebook.policy.people.person(fact.by)
    return {**_handed_over(happening), "absent": person.name if person else fact.by}


def _proposed(happening: Happening) -> Values:
    fact = happening.recorded.event.fact
    assert isinstance(fact, events.SolutionProposed)
    person = happening.rulebook.policy.people.person(fact.by)
    return {"send_at": fact.send_at, "technician": person.name if person else ""}


def _resolved(happening: Happening) -> Values:
    """The solution, and when silence will be taken for consent."""
    return {"solution": happening.text, "closes_at": _closes_at(happening), "ended_by": _ended_by(happening)}


def _ended(happening: Happening) -> Values:
    words = happening.ledger.words(happening.recorded.ticket.number)
    return {"solution": words.solution or happening.text, "ended_by": _ended_by(happening)}


def _waited(happening: Happening) -> Values:
    ticket = happening.recorded.ticket
    return {"until": ticket.waiting_until, "since": ticket.waiting_since}


def _written(happening: Happening) -> Values:
    assert happening.article is not None, "it was written by this happening"
    return {"article": ArticleView(happening.article.title, happening.article.text)}


def _closes_at(happening: Happening) -> datetime | None:
    procedure = happening.rulebook.policy.procedure_for(happening.recorded.ticket.type)
    if procedure is None or procedure.closed_after is None:
        return None
    return happening.rulebook.desk_calendar.add(happening.now, procedure.closed_after)


def _ended_by(happening: Happening) -> str:
    return str(getattr(happening.recorded.event.fact, "by", ""))


_VALUES: Mapping[type, Callable[[Happening], Values]] = {
    events.StageEntered: _handed_over,
    events.TicketDisposed: _standing,
    events.TicketTaken: _standing,
    events.TicketReleased: _left_behind,
    events.TicketEscalated: _handed_over,
    events.TicketAssigned: _handed_over,
    events.EscalationReturned: _handed_over,
    events.SolutionProposed: _proposed,
    events.TicketResolved: _resolved,
    events.TicketClosed: _ended,
    events.TicketReopened: _ended,
    events.WaitingBegan: _waited,
    events.RequesterReminded: _waited,
    events.ClosingProposed: _waited,
    events.ArticleWritten: _written,
}
