"""What requesters thought: per question how often each score was given, its mean, and how many answered (MAD-18)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from maild.tickets.events import SurveyAnswered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.numbers import History


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The answers to one question of a survey: `given` counts each score."""

    survey: str
    question: str
    given: tuple[tuple[int, int], ...]
    mean: float


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """All answers of a period: of `asked` tickets `answered` were judged."""

    asked: int
    answered: int
    questions: tuple[QuestionResult, ...]

    @property
    def rate(self) -> float | None:
        """The share that answered, in percent."""
        return 100 * self.answered / self.asked if self.asked else None


def survey_results(closed: Iterable[History]) -> SurveyResults:
    """Return what the requesters of these tickets answered; of several answers to one ticket the last counts."""
    asked, answers = 0, list[SurveyAnswered]()
    for history in closed:
        asked += 1
        given = [event.fact for event in history.counting if isinstance(event.fact, SurveyAnswered)]
        answers += given[-1:]
    scores: dict[tuple[str, str], list[int]] = {}
    for answer in answers:
        for question, score in answer.scores:
            scores.setdefault((answer.survey, question), []).append(score)
    questions = tuple(
        QuestionResult(survey, question, tuple(sorted(Counter(given).items())), round(fmean(given), 2))
        for (survey, question), given in scores.items()
    )
    return SurveyResults(asked, len(answers), questions)
