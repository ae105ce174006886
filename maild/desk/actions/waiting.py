"""Waiting for the requester: a question, and until when (OKI: investigation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Deed, Refused
from maild.desk.actions.until import moment_of, names_a_time
from maild.tickets.events import WaitingBegan

if TYPE_CHECKING:
    from maild.desk.actions.task import Task


def wait(task: Task) -> Deed:
    """Ask the requester, and let the clock rest until he answers or the named moment comes."""
    until, question = None, task.command.arguments.strip()
    if task.on_line and names_a_time(task.on_line):
        until = moment_of(task.on_line, task.office.local(task.now))
        if until is None:
            raise Refused("no_time")
        if until <= task.now:
            raise Refused("past_time")
        question = task.below
    if not question:
        raise Refused("no_question")
    requester = task.ledger.requester(task.ticket.number)
    said = {"requester": (requester.name or requester.address) if requester else "", "until": ""}
    if until is not None:
        said["until"] = task.office.local(until).strftime("%d-%m-%Y %H:%M")
    code = "wait.until" if until is not None else "wait"
    return Deed(code, (WaitingBegan(until),), said, public=question, keeps_text=False)
