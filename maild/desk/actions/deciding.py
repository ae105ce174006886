"""What the heads decide: approval, refusal, who answers for the case, and who may see it (SEC-2, TRG-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions import evaluating, outage, publishing
from maild.desk.actions.choosing import standing_in
from maild.desk.actions.naming import needed, person_named
from maild.desk.actions.staging import refuse_in_stage
from maild.desk.actions.task import Deed, Refused
from maild.desk.recipients import circle_of
from maild.tickets.events import ApprovalGiven, ApprovalRefused, ConfidentialityChanged, PersonInChargeNamed

if TYPE_CHECKING:
    from maild.desk.actions.task import Decision, Task

WHOLE = "ticket"
"""What is approved where nothing else waits for an approval."""

DECIDED = (outage.decided, publishing.decided, evaluating.decided)
"""What may wait for a yes or no where no stage does; the first that waits for its giver is meant."""


def approve(task: Task) -> Deed:
    """Say yes to what waits beside a stage: an outage, an evaluation, an article, else to all; with a note perhaps."""
    return _decided(task, ApprovalGiven) or Deed(
        "approve", (ApprovalGiven(WHOLE),), internal=task.command.arguments or task.text
    )


def reject(task: Task) -> Deed:
    """Say no to what waits beside the stages, with the reason."""
    return _decided(task, ApprovalRefused) or Deed("reject", (ApprovalRefused(WHOLE),), internal=needed(task))


def _decided(task: Task, decision: Decision) -> Deed | None:
    deed = next((deed for decided in DECIDED if (deed := decided(task, decision)) is not None), None)
    if deed is None:
        refuse_in_stage("not_asked", task)
    return deed


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
