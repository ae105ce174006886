"""Evaluating what requesters think: the coordinator judges an answer, who has to approve says yes or no (MAD-18)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maild.desk.actions.task import Deed, Refused
from maild.desk.evaluations import EVALUATION, evaluation_in, quarters_from
from maild.mail.commands import plain
from maild.tickets.events import ApprovalRefused, SurveyEvaluated

if TYPE_CHECKING:
    from datetime import date

    from maild.desk.actions.task import Decision, Task


_JUDGED = re.compile(r"(?P<non>(?:non|bukan|tidak|not)[ -]?)?(?:mayor|major)\b[ ,;:-]*(?P<quarter>.*)")
_QUARTER = re.compile(
    r"(?:(?P<before>\d{4})[ /-]?)?(?:q|tw|triwulan|kuartal|quarter)[ .-]?(?:ke[ -]?)?(?P<number>[1-4]|iv|i{1,3})"
    r"(?:[ /-]*(?P<behind>\d{4}))?"
)
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def evaluate(task: Task) -> Deed:
    """Judge the answer to the survey: major or not, to be mended by a quarter perhaps; the text below is the note."""
    if not task.giver.has("evaluator"):
        raise Refused("not_evaluator")
    if task.ticket.survey is None:
        raise Refused("no_answer")
    said, _, note = task.command.arguments.strip().partition("\n")
    fact = judged(said, task.office.local(task.now).date())
    year, _, number = fact.quarter.partition("-Q")
    code = "evaluate." + ("major" if fact.major else "minor") + (".until" if fact.quarter else "")
    said_of = {"quarter": number, "year": year}
    return Deed(code, (fact,), said_of, internal=note.strip(), keeps_text=False)


def decided(task: Task, decision: Decision) -> Deed | None:
    """Return what a yes or no does to an evaluation, None when none waits; a no needs its reason."""
    evaluation = evaluation_in(task.ledger.history(task.ticket.number))
    if evaluation is None or evaluation.decided is not None:
        return None
    if not task.giver.has("approver"):
        raise Refused("not_approver")
    if evaluation.evaluated.actor == task.giver.actor:
        raise Refused("own_evaluation")
    if decision is ApprovalRefused and not task.remarks:
        raise Refused("incomplete")
    return Deed(f"{task.command.name}.evaluation", (decision(EVALUATION),), internal=task.remarks, keeps_text=False)


def judged(said: str, today: date) -> SurveyEvaluated:
    """Return the judgement that words are ("non mayor", "mayor TW IV 2026"); Refused when they are none.

    A quarter without its year is the next one of that number, this one among them.
    """
    words = _JUDGED.fullmatch(plain(said))
    if words is None:
        raise Refused("not_judged" if said else "incomplete")
    return SurveyEvaluated(words["non"] is None, _quarter(words["quarter"], today))


def _quarter(said: str, today: date) -> str:
    if not said:
        return ""
    words = _QUARTER.fullmatch(said)
    if words is None:
        raise Refused("not_judged")
    number = _NUMBERS.get(words["number"]) or int(words["number"])
    if year := words["before"] or words["behind"]:
        return f"{year}-Q{number}"
    return next(one for one in quarters_from(today, 4) if one.endswith(str(number)))
