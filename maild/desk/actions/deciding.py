"""What the heads decide: approval, refusal, who answers for the case, and who may see it (SEC-2, TRG-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.choosing import standing_in
from maild.desk.actions.naming import needed, person_named
from maild.desk.actions.task import Deed, Refused
from maild.tickets.events import ApprovalGiven, ApprovalRefused, ConfidentialityChanged, PersonInChargeNamed

if TYPE_CHECKING:
    from maild.desk.actions.task import Task

WHOLE = "ticket"
"""What is approved where no stage waits for an approval."""


def approve(task: Task) -> Deed:
    """Say yes to what the stage asks, with a note perhaps."""
    fact = ApprovalGiven(task.ticket.stage or WHOLE)
    return Deed("approve", (fact,), internal=task.command.arguments or task.text)


def reject(task: Task) -> Deed:
    """Say no, with the reason."""
    fact = ApprovalRefused(task.ticket.stage or WHOLE)
    return Deed("reject", (fact,), internal=needed(task))


def name_person_in_charge(task: Task) -> Deed:
    """Name who answers for the whole case."""
    person = standing_in(person_named(needed(task), task.people), task)
    return Deed("pic", (PersonInChargeNamed(person.id),), {"person": person.name}, internal=task.text)


def make_confidential(task: Task) -> Deed:
    """Show the ticket to its named circle only from now on."""
    if task.ticket.confidential:
        raise Refused("already_confidential")
    return Deed("confidential", (ConfidentialityChanged(confidential=True),), internal=task.text)
