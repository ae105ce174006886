"""A survey as its readers see it: the requester who fills it in, the manager who hears of a bad score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.desk.evaluations import answer_in, concerns_survey, ev_id, evaluation_in, note_in, quarters_from
from maild.desk.records import SurveyAnswer
from maild.notices.page_values import (
    EvaluationView,
    FieldView,
    QuestionView,
    SectionView,
    SignatureView,
    SurveyView,
)
from maild.tickets.events import SurveyAnswered

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from datetime import datetime

    from maild.desk.happening import Happening
    from maild.desk.office import Office
    from maild.desk.records import Contact, Dossier, StoredMessage
    from maild.policy.model import Policy, Survey
    from maild.tickets.events import Event
    from maild.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: a column of the answer, the kind of its input, what a browser may fill in, its length."""

    id: str
    kind: str = "text"
    autocomplete: str = "off"
    limit: int = 120


FIELDS = (
    Field("name", autocomplete="name"),
    Field("phone", "tel", "tel", 60),
    Field("office", autocomplete="organization"),
    Field("position", autocomplete="organization-title"),
    Field("address", autocomplete="street-address", limit=300),
    Field("email", "email", "email", 254),
)
SUGGESTIONS = Field("suggestions", "textarea", limit=4000)


def blank_view(survey: Survey, ticket: Ticket, at: datetime, language: str) -> SurveyView:
    """Return a survey with its questions, nothing answered."""
    return SurveyView(
        number=ev_id(ticket),
        name=_named(survey.names, language, survey.id),
        at=at,
        scale=tuple(_named(step, language, str(value)) for value, step in enumerate(survey.scale, 1)),
        sections=tuple(
            SectionView(
                _named(section.names, language, ""),
                tuple(QuestionView(one.id, _named(one.names, language, one.id)) for one in section.questions),
            )
            for section in survey.sections
        ),
        user_groups=survey.user_groups,
    )


def scored(
    sections: Iterable[SectionView], scores: Mapping[str, int], missing: Container[str]
) -> tuple[SectionView, ...]:
    """Return the sections with what was answered, and marked where nothing was."""
    return tuple(
        SectionView(
            section.name,
            tuple(
                QuestionView(one.id, one.name, scores.get(one.id, 0), one.id in missing) for one in section.questions
            ),
        )
        for section in sections
    )


def field_view(field: Field, value: str) -> FieldView:
    """Return a field with what was written into it."""
    return FieldView(field.id, value, field.kind, field.autocomplete, field.limit, len(value) > field.limit)


def words_of(dossier: Dossier, policy: Policy) -> dict[str, str]:
    """Return what the fields hold before anything is sent: the earlier answer, else what is known of the requester."""
    answer: SurveyAnswer | None = dossier.answer
    if answer is not None:
        return {field.id: getattr(answer, field.id) for field in (*FIELDS, SUGGESTIONS)}
    asker: Contact = dossier.requester
    known = {"name": asker.name, "phone": asker.phone, "address": asker.location, "email": asker.address}
    return {**known, "office": asker.unit or policy.people.unit_of(asker.address)}


@dataclass(frozen=True, slots=True)
class Judged:
    """What a ticket's survey has come to; `notes` are words by the sequence of the event that they go with."""

    ticket: Ticket
    history: Sequence[Event]
    answer: SurveyAnswer | None
    notes: Mapping[int, str]
    policy: Policy

    def survey(self, language: str) -> SurveyView | None:
        """Return the survey as it was answered, None when it was not."""
        survey, given = self.policy.survey_for(self.ticket.type), answer_in(self.history)
        if survey is None or given is None:
            return None
        answer = self.answer or SurveyAnswer(self.ticket.number, 0, self.history[-1].at)
        blank = blank_view(survey, self.ticket, answer.answered_at, language)
        return replace(
            blank,
            sections=scored(blank.sections, dict(given.scores), ()),
            mean=self.ticket.survey,
            user_group=given.user_group,
            fields=tuple(field_view(one, getattr(answer, one.id)) for one in FIELDS),
            suggestions=field_view(SUGGESTIONS, answer.suggestions),
        )

    def evaluation(self) -> EvaluationView | None:
        """Return what the office made of the answer, None while nobody evaluated it."""
        found = evaluation_in(self.history)
        if found is None:
            return None
        evaluated, decided = found.evaluated, found.decided
        return EvaluationView(
            major=found.fact.major,
            quarter=found.fact.quarter,
            note=self.notes.get(evaluated.sequence, ""),
            evaluated=self._signature(evaluated),
            decided=self._signature(decided) if decided else None,
            approved=found.approved,
            decision_note=self.notes.get(decided.sequence, "") if decided else "",
        )

    def _signature(self, event: Event) -> SignatureView:
        person = self.policy.people.person(event.actor.removeprefix("person:"))
        if person is None:
            return SignatureView("", "", "", event.at)
        return SignatureView(person.name, person.position, person.unit, event.at)


def notes_of(history: Iterable[Event], messages: Iterable[StoredMessage]) -> dict[int, str]:
    """Return the words that came with what was said of an evaluation, by the sequence of the event."""
    said = {message.id: message for message in messages}
    return {
        event.sequence: note_in(said[event.message])
        for event in history
        if event.message in said and concerns_survey(event.fact)
    }


def judged_by(happening: Happening) -> Judged:
    """Return what the survey has come to with something that was just said of it, or answered to it."""
    event, ticket, work = happening.recorded.event, happening.recorded.ticket, happening.ledger.work
    history = (*happening.ledger.history(ticket.number), event)
    # What was answered is being written at this moment.
    now = SurveyAnswer(ticket.number, ticket.requester, event.at, happening.text)
    answer = now if isinstance(event.fact, SurveyAnswered) else work.survey_answer(ticket.number)
    notes = notes_of(history, work.messages_of(ticket.number)) | {event.sequence: happening.text}
    return Judged(ticket, history, answer, notes, happening.rulebook.policy)


def survey_values(happening: Happening, language: str, office: Office) -> dict[str, object]:
    """Return what the notices about an answer to a survey may speak of; `survey` is None in all others."""
    if not concerns_survey(happening.recorded.event.fact):
        return {"survey": None}
    judged = judged_by(happening)
    return {
        "survey": judged.survey(language),
        "evaluation": judged.evaluation(),
        "quarters": quarters_from(office.local(happening.now).date(), 2),
    }


def _named(names: Mapping[str, str], language: str, otherwise: str) -> str:
    return names.get(language) or next(iter(names.values()), otherwise)
