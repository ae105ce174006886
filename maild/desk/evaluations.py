"""What the coordinator made of a survey's answer, and what was decided on that (MAD-18), as told by the history.

The words that go with it stand in the mails that brought it: they are kept once, and blanked with their writer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.mail.commands import commands_of, without_commands
from maild.tickets.events import ApprovalGiven, ApprovalRefused, SurveyAnswered, SurveyEvaluated
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from maild.desk.records import StoredMessage
    from maild.tickets.events import Event, Fact
    from maild.tickets.ticket import Ticket

EVALUATION = "evaluation"
"""What an approval is of that is one of an evaluation."""

_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A judgement of an answer, with the event that brought it and the one that decided on it, None while it waits."""

    fact: SurveyEvaluated
    evaluated: Event
    decided: Event | None = None

    @property
    def approved(self) -> bool:
        """Whether it holds."""
        return self.decided is not None and isinstance(self.decided.fact, ApprovalGiven)


def evaluation_in(history: Sequence[Event]) -> Evaluation | None:
    """Return the last evaluation on a ticket with what was decided on it, None where there is none."""
    found: Evaluation | None = None
    for event in effective(history):
        match event.fact:
            case SurveyEvaluated() as fact:
                found = Evaluation(fact, event)
            case ApprovalGiven(of="evaluation") | ApprovalRefused(of="evaluation") if found is not None:
                found = replace(found, decided=event)
    return found


def concerns_survey(fact: Fact) -> bool:
    """Tell whether this was answered to a survey, or said of an answer."""
    match fact:
        case SurveyAnswered() | SurveyEvaluated():
            return True
        case ApprovalGiven(of=of) | ApprovalRefused(of=of):
            return of == EVALUATION
        case _:
            return False


def answer_in(history: Sequence[Event]) -> SurveyAnswered | None:
    """Return the scores of a ticket's survey as they stand, None before there are any."""
    facts = (event.fact for event in reversed(effective(history)))
    return next((fact for fact in facts if isinstance(fact, SurveyAnswered)), None)


def note_in(message: StoredMessage) -> str:
    """Return the note of a mail that evaluated an answer, or decided on an evaluation."""
    commands = commands_of(message.text, message.subject, bare=True)
    judged = next((one.arguments for one in commands if one.name == "evaluate"), None)
    if judged is not None:
        return judged.strip().partition("\n")[2].strip()
    reasons = (one.arguments for one in commands if one.name in {"approve", "reject"})
    return "\n\n".join(filter(None, (*reasons, without_commands(message.text, bare=True).strip())))


def ev_id(ticket: Ticket) -> str:
    """Return the EV ID of a ticket's survey, by the year in which the ticket was opened (UTC)."""
    return f"EV-{ticket.opened_at:%Y}-{ticket.number:06}"


def quarters_from(today: date, count: int) -> tuple[str, ...]:
    """Return this quarter and the next ones, as facts name them ("2026-Q4")."""
    first = 4 * today.year + (today.month - 1) // _MONTHS
    return tuple(f"{number // 4}-Q{number % 4 + 1}" for number in range(first, first + count))
