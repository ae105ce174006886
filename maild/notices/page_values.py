"""What the templates of pages may speak of, beside the values that notices have too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from maild.notices.values import FileView
    from maild.tickets.targets import State


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of a survey: `score` is what was answered, 0 for nothing yet."""

    id: str
    name: str
    score: int = 0
    missing: bool = False


@dataclass(frozen=True, slots=True)
class SectionView:
    """Questions under one heading."""

    name: str
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field for words: `kind` is that of the input, `autocomplete` what the browser may fill in by itself."""

    id: str
    value: str
    kind: str
    autocomplete: str
    limit: int
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class SurveyView:
    """A survey on one ticket: `number` is the EV ID, `scale` goes from worst to best, `mean` is None before answers."""

    number: str
    name: str
    at: datetime
    scale: tuple[str, ...]
    sections: tuple[SectionView, ...]
    mean: float | None = None
    user_group: str = ""
    user_groups: tuple[str, ...] = ()
    fields: tuple[FieldView, ...] = ()
    suggestions: FieldView | None = None

    @property
    def questions(self) -> tuple[QuestionView, ...]:
        """All questions, in their order."""
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True, slots=True)
class SignatureView:
    """Somebody who signs for the office, and when."""

    name: str
    position: str
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """What the office made of an answer: `quarter` is "2026-Q4" or empty, `decided` None while it waits for a word."""

    major: bool
    quarter: str
    note: str
    evaluated: SignatureView
    decided: SignatureView | None = None
    approved: bool = False
    decision_note: str = ""

    @property
    def outcome(self) -> Literal["waiting", "approved", "refused"]:
        """How it stands."""
        if self.decided is None:
            return "waiting"
        return "approved" if self.approved else "refused"


@dataclass(frozen=True, slots=True)
class PromiseView:
    """What was promised, and how it stands."""

    state: State
    due_at: datetime | None
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepView:
    """Something that happened to a ticket: a `kind` of step, or a message with its author (`own` for the reader's)."""

    kind: Literal["opened", "begun", "waiting", "resolved", "closed", "reopened", "message"]
    at: datetime
    author: str = ""
    own: bool = False
    text: str = ""
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordView:
    """The record of a ticket, as its forms print it (UNM-2); empty before it is solved."""

    symptoms: str = ""
    cause: str = ""
    analysis: str = ""
    solution: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TurnView:
    """Something that happened, as the history of a case prints it: `kind` is the fact, `said` what it holds."""

    kind: str
    at: datetime
    who: str
    said: tuple[str, ...] = ()
