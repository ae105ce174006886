"""A survey as its readers see it: the requester who fills it in, the manager who hears of a bad score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.notices.page_values import FieldView, QuestionView, SectionView, SurveyView
from maild.tickets.events import SurveyAnswered

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import datetime

    from maild.desk.happening import Happening
    from maild.desk.records import Contact, Dossier, SurveyAnswer
    from maild.policy.model import Policy, Survey


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


def blank_view(survey: Survey, number: int, at: datetime, language: str) -> SurveyView:
    """Return a survey with its questions, nothing answered."""
    return SurveyView(
        number=f"EV-{number}",
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


def answered_view(happening: Happening, language: str) -> SurveyView | None:
    """Return the survey that was just answered, for who hears of it; None when something else has happened."""
    event, ticket = happening.recorded.event, happening.recorded.ticket
    survey = happening.rulebook.policy.survey_for(ticket.type)
    if not isinstance(event.fact, SurveyAnswered) or survey is None:
        return None
    blank = blank_view(survey, ticket.number, event.at, language)
    sections = scored(blank.sections, dict(event.fact.scores), ())
    return replace(blank, sections=sections, mean=ticket.survey, user_group=event.fact.user_group)


def _named(names: Mapping[str, str], language: str, otherwise: str) -> str:
    return names.get(language) or next(iter(names.values()), otherwise)
