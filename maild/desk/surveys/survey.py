"""What people think of the work (MAD-18): asked once a ticket after its solution, by a page or by a mail.

An answer may be changed for a day, or until somebody evaluates it. Its scores are an event of the ticket, its words are
kept beside it. Managers hear of a bad one once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from maild.desk.evaluations import evaluation_in
from maild.desk.happening import Happening
from maild.desk.recording import Cause, followed, written
from maild.desk.records import Changes, SurveyAnswer
from maild.desk.showing.survey_views import FIELDS, SUGGESTIONS
from maild.mail.builder import one_line, visible
from maild.tickets.events import SurveyAnswered
from maild.tickets.transitions import SOLVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.letters.notify import Notifier
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Policy, Survey
    from maild.tickets.events import Event
    from maild.tickets.ticket import Ticket

CHANGEABLE_FOR = timedelta(days=1)
OVERALL = "overall"

State = Literal["new", "changeable", "final", "expired", "open"]
ANSWERABLE = frozenset({"new", "changeable"})


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody sent: scores by question, words by field; not yet looked at."""

    scores: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    user_group: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was sent, cleaned: the questions without an answer and the fields that hold too much are its mistakes."""

    scores: Mapping[str, int]
    words: Mapping[str, str]
    user_group: str
    missing: frozenset[str]
    too_long: bool

    @property
    def sound(self) -> bool:
        """Whether it can be kept."""
        return not self.missing and not self.too_long


def state_of(
    ticket: Ticket, answer: SurveyAnswer | None, history: Sequence[Event], valid_until: datetime | None, now: datetime
) -> State:
    """Return whether a survey may be answered now: once a ticket, changed within a day, in time after the solution.

    What two people have signed is not changed under their names.
    """
    if answer is not None:
        changeable = now < answer.answered_at + CHANGEABLE_FOR and evaluation_in(history) is None
        return "changeable" if changeable else "final"
    if ticket.status not in SOLVED:
        return "open"
    return "expired" if valid_until is not None and now >= valid_until else "new"


def filled(given: Given, survey: Survey) -> Filled:
    """Return what was sent as far as the survey asks for it; everything else is dropped."""
    values = {str(value): value for value in range(1, len(survey.scale) + 1)}
    asked = [question.id for section in survey.sections for question in section.questions]
    scores = {one: values[given.scores[one]] for one in asked if given.scores.get(one) in values}
    words = {one.id: one_line(given.words.get(one.id, "")) for one in FIELDS}
    words[SUGGESTIONS.id] = visible(given.words.get(SUGGESTIONS.id, "")).strip()
    return Filled(
        scores=scores,
        words=words,
        user_group=given.user_group if given.user_group in survey.user_groups else "",
        missing=frozenset(asked) - scores.keys(),
        too_long=any(len(words[one.id]) > one.limit for one in (*FIELDS, SUGGESTIONS)),
    )


def judgement(
    survey: Survey, scores: Mapping[str, int], through: Literal["page", "mail"], user_group: str = ""
) -> SurveyAnswered:
    """Return the fact that these scores are, under the office's rule for bad ones."""
    bad = fmean(scores.values()) < survey.bad_below
    return SurveyAnswered(survey.id, tuple(scores.items()), through, user_group, bad)


def rated(survey: Survey, score: int) -> SurveyAnswered:
    """Return the fact that a score by mail is: it answers for the work as a whole."""
    return judgement(survey, {OVERALL: score}, "mail")


def answered(
    fact: SurveyAnswered, answer: SurveyAnswer, cause: Cause, ledger: Ledger, rulebook: Rulebook, notifier: Notifier
) -> Changes:
    """Return all that is written when a survey is answered; who heard of a bad score already is not told again."""
    ticket = ledger.ticket(answer.ticket)
    if ticket is None:
        raise LookupError(f"ticket {answer.ticket} is gone")
    done = followed(rulebook, ticket.number, ticket, ledger.targets(ticket.number), fact, cause)
    changes = written(done) + Changes(survey_answers=(answer,))
    survey = rulebook.policy.survey_for(ticket.type)
    if survey is not None and ticket.survey is not None and ticket.survey < survey.bad_below:
        return changes
    happenings = (Happening(one, rulebook, ledger, cause.at, text=answer.suggestions) for one in done)
    return changes + notifier.letters(*happenings)


_RATING = re.compile(
    r"(?:(?:nilai|skor|bintang|rating|score|stars?)\s*(?:saya|my)?\s*[:=]?\s*)?"
    r"(?P<score>[1-5])"
    r"\s*(?:/\s*5|dari\s+5|out\s+of\s+5|bintang|stars?|\*|★)?\s*[.!]*",
    re.IGNORECASE,
)


def rating_of(text: str) -> int | None:
    """Return the one score from 1 to 5 with which a mail begins, alone on its line ("4", "Nilai: 4/5"), else None."""
    lines = [one_line(line) for line in text.splitlines() if line.strip()]
    found = [match for line in lines if (match := _RATING.fullmatch(line))]
    if len(found) != 1 or not _RATING.fullmatch(lines[0]):
        return None
    return int(found[0]["score"])


def score_in(text: str, number: int, ledger: Ledger, policy: Policy, now: datetime) -> SurveyAnswered | None:
    """Return the answer to the survey that a mail is: a score from 1 to 5, while it may be answered; else None."""
    score, ticket = rating_of(text), ledger.ticket(number)
    if score is None or ticket is None:
        return None
    survey = policy.survey_for(ticket.type)
    answer, history = ledger.work.survey_answer(number), ledger.history(number)
    if survey is None or state_of(ticket, answer, history, None, now) not in ANSWERABLE:
        return None
    return rated(survey, score)
