"""What was judged on a ticket: how its diagnoses ended, what its requester thought of it, and the office of that."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from maild.desk import views
from maild.desk.evaluations import answer_in, ev_id, evaluation_in
from maild.desk.records import SurveyAnswer
from maild.desk.showing.survey_views import Judged, notes_of
from maild.notices.values import DiagnosisView
from maild.tickets.events import DiagnosisCompleted
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maild.desk.ledger import Ledger
    from maild.desk.records import StoredMessage
    from maild.policy.model import Policy
    from maild.tickets.events import Event
    from maild.tickets.ticket import Ticket

_SAID = tuple(field.name for field in fields(SurveyAnswer) if field.default == "")


def judgement_values(ticket: Ticket, ledger: Ledger, policy: Policy, language: str) -> dict[str, object]:
    """Return what a notice for the staff may speak of; `survey` and `evaluation` are None where there is none."""
    history, work = ledger.history(ticket.number), ledger.work
    notes = notes_of(history, work.messages_of(ticket.number))
    judged = Judged(ticket, history, work.survey_answer(ticket.number), notes, policy)
    return {
        "diagnoses": tuple(
            DiagnosisView(fact.diagnosis, fact.solution_known, _name(event.actor, policy), event.at)
            for event, fact in _diagnoses(history)
        ),
        "survey": judged.survey(language),
        "evaluation": judged.evaluation(),
    }


def diagnosis_views(history: Sequence[Event]) -> tuple[views.DiagnosisView, ...]:
    """Return how the diagnoses of a ticket ended."""
    return tuple(
        views.DiagnosisView(fact.diagnosis, fact.solution_known, event.actor, event.at)
        for event, fact in _diagnoses(history)
    )


def answer_view(
    ticket: Ticket, history: Sequence[Event], answer: SurveyAnswer | None, messages: Sequence[StoredMessage]
) -> views.AnswerView | None:
    """Return what was answered to the survey of a ticket with its evaluation, None when nothing was."""
    given = answer_in(history)
    if given is None:
        return None
    return views.AnswerView(
        number=ev_id(ticket),
        at=answer.answered_at if answer else None,
        scores=dict(given.scores),
        user_group=given.user_group,
        said={name: said for name in _SAID if answer and (said := getattr(answer, name))},
        evaluation=_evaluation_view(history, messages),
    )


def _evaluation_view(history: Sequence[Event], messages: Sequence[StoredMessage]) -> views.EvaluationView | None:
    found = evaluation_in(history)
    if found is None:
        return None
    notes, decided = notes_of(history, messages), found.decided
    return views.EvaluationView(
        major=found.fact.major,
        quarter=found.fact.quarter or None,
        note=notes.get(found.evaluated.sequence, ""),
        evaluated_by=found.evaluated.actor,
        evaluated_at=found.evaluated.at,
        approved=found.approved if decided else None,
        decision_note=notes.get(decided.sequence, "") if decided else "",
        decided_by=decided.actor if decided else None,
        decided_at=decided.at if decided else None,
    )


def _diagnoses(history: Sequence[Event]) -> Iterator[tuple[Event, DiagnosisCompleted]]:
    for event in effective(history):
        if isinstance(event.fact, DiagnosisCompleted):
            yield event, event.fact


def _name(actor: str, policy: Policy) -> str:
    person = policy.people.person(actor.removeprefix("person:"))
    return person.name if person else ""
