"""How a ticket ends, begins again, and what people think of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

EndedBy = Literal["requester", "staff", "silence"]


@dataclass(frozen=True, slots=True)
class SolutionProposed:
    """A technician wrote the solution for the operator to send; it goes by itself at `send_at` (MAD-14)."""

    by: str
    send_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SolutionReturned:
    """The operator did not send it: the work goes on; `reason` is a code, the words are the note's."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class TicketResolved:
    """It is solved, and the requester is asked whether it is (MAD-15)."""

    by: EndedBy = "staff"


@dataclass(frozen=True, slots=True)
class TicketClosed:
    """It is over (MAD-17): `by` is who ended it, silence when nobody objected in time."""

    by: EndedBy = "staff"


@dataclass(frozen=True, slots=True)
class TicketReopened:
    """It was not solved after all: the clock goes on from where it was."""

    by: EndedBy = "requester"


@dataclass(frozen=True, slots=True)
class SurveyAnswered:
    """The requester judged the work: a score per question, by its id; a later answer replaces it (MAD-18).

    `bad` when the mean is one that the office wants its managers told of.
    """

    survey: str
    scores: tuple[tuple[str, int], ...]
    through: Literal["page", "mail"]
    user_group: str = ""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class SurveyEvaluated:
    """The coordinator judged an answer: major or not, to be mended by `quarter` ("2026-Q4") (MAD-18)."""

    major: bool
    quarter: str = ""


@dataclass(frozen=True, slots=True)
class ArticleWritten:
    """The solution became a help article (MAD-21)."""

    article: int


@dataclass(frozen=True, slots=True)
class ActionUndone:
    """What the event of this sequence said is taken back: the ticket stands as if it had not happened."""

    undoes: int


ClosingFact = (
    SolutionProposed
    | SolutionReturned
    | TicketResolved
    | TicketClosed
    | TicketReopened
    | SurveyAnswered
    | SurveyEvaluated
    | ArticleWritten
    | ActionUndone
)
