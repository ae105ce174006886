"""What the heads decide: approval, refusal, who answers for the case, and who may see it (SEC-2, TRG-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions import evaluating, outage, publishing
from maild.desk.actions.choosing import standing_in
from maild.desk.actions.naming import needed, person_named
from maild.desk.actions.task import Deed, Refused
from maild.desk.recipients import circle_of
from maild.tickets.events import ApprovalGiven, ApprovalRefused, ConfidentialityChanged, PersonInChargeNamed

if TYPE_CHECKING:
    from maild.desk.actions.task import Task

WHOLE = "ticket"
"""What is approved where no stage waits for an approval."""


DECIDED = (outage.decided, publishing.decided, evaluating.decided)
"""What may wait for a yes or no where no stage does; the first that waits for its giver is meant."""


def approve(task: Task) -> Deed:
    """Say yes, with a note perhaps: to the stage, an outage, an evaluation, an article, whatever waits, else to all."""
    fact = ApprovalGiven(task.ticket.stage or WHOLE)
    besides = _besides_stages(task, ApprovalGiven)
    return besides or Deed("approve", (fact,), internal=task.command.arguments or task.text)


def reject(task: Task) -> Deed:
    """Say no to what waits, with the reason."""
    fact = ApprovalRefused(task.ticket.stage or WHOLE)
    return _besides_stages(task, ApprovalRefused) or Deed("reject", (fact,), internal=needed(task))


def _besides_stages(task: Task, decision: type[ApprovalGiven | ApprovalRefused]) -> Deed | None:
    if task.ticket.stage:
        return None
    return next((deed for decided in DECIDED if (deed := decided(task, decision)) is not None), None)


def name_person_in_charge(task: Task) -> Deed:
    """Name who answers for the whole case."""
    person = standing_in(person_named(needed(task), task.people), task)
    return Deed("pic", (PersonInChargeNamed(person.id),), {"person": person.name}, internal=task.text)


def make_confidential(task: Task) -> Deed:
    """Show the ticket to its named circle only from now on; its giver hears who that is."""
    if task.ticket.confidential:
        raise Refused("already_confidential")
    circle = circle_of(task.ticket, task.policy)
    names = ", ".join(person.name for person in task.people.people if person.id in circle)
    inside = task.giver.person is not None and task.giver.person.id in circle
    code = "confidential" if inside else "confidential.outside"
    return Deed(code, (ConfidentialityChanged(confidential=True),), {"circle": names}, internal=task.text)
