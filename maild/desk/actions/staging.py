"""What commands do in a stage of a procedure: they complete it, pass it down the line, or are held back (SEC-2, TRG-2).

Asked before the action itself: a command that no stage has anything to do with does what it always does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maild.desk.actions.choosing import assigned_to, least_busy, standing_in
from maild.desk.actions.naming import needed, person_or_group_named
from maild.desk.actions.record import filled, named
from maild.desk.actions.task import Deed, Refused
from maild.desk.actions.undoing import dropped_of
from maild.desk.recipients import ADDRESSEE
from maild.desk.records import Changes, TicketWords
from maild.desk.stages import actors_of, addressee_field, files_field, in_turn, stage_of
from maild.mail.quote_lines import address_in
from maild.policy.model import Group
from maild.policy.procedures import APPROVED, DONE, REJECTED
from maild.tickets.events import ApprovalGiven, ApprovalRefused, RecordFilled, StageCompleted, TicketDisposed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from maild.desk.actions.task import Task
    from maild.desk.records import Contact
    from maild.policy.model import Policy, Stage
    from maild.tickets.events import Fact
    from maild.tickets.ticket import Ticket

DISPOSED = TicketDisposed.__name__
SOLVING = frozenset({"SolutionProposed", "resolved", "closed"})
"""What a stage has to lead on for a ticket to be solved in it."""

IN_CHARGE = "in_charge"
LAST = frozenset({"approve", "reject"})
"""What is done after all other commands of a mail: what a stage needs may stand beside it in any order."""

_ADDRESSED = re.compile(r"^[ \t]*(?:kepada|to)[ \t]*:(?P<whom>.+)$", re.IGNORECASE | re.MULTILINE)


def in_stage(task: Task) -> Deed | None:
    """Return what a command does in the stage its ticket is in, None when it does there what it does anywhere.

    Refused as `not_your_turn`, `held`, `not_asked`, `not_over` or `still_handled`, with the stage and whose turn it is.
    """
    stage = stage_of(task.ticket, task.policy)
    answer = _ANSWERS.get(task.command.name) if stage is not None else None
    return answer(task, stage) if answer is not None and stage is not None else None


def lacking(fact: Fact, ticket: Ticket, words: TicketWords, policy: Policy) -> tuple[str, ...]:
    """Return what a stage needs before this fact may end it; going back needs nothing."""
    procedure = policy.procedure_for(ticket.type)
    if procedure is None or not isinstance(fact, StageCompleted) or fact.outcome == REJECTED:
        return ()
    stage = procedure.stage(fact.stage)
    written, needs = words.fields or {}, stage.needs if stage is not None else ()
    there = {name for name in named(words) if written.get(name, name)} | ({IN_CHARGE} if ticket.in_charge else set())
    return tuple(need for need in needs if not {need, files_field(need)} & there)


def refuse_in_stage(code: str, task: Task) -> None:
    """Refuse a command in a stage, whichever it is, with the stage and whose turn it is; nothing outside of stages."""
    stage = stage_of(task.ticket, task.policy)
    if stage is not None:
        raise _refusal(code, task, stage)


def _approved(task: Task, stage: Stage) -> Deed | None:
    if APPROVED not in stage.leads:
        return None
    _check(task, stage)
    return Deed("approve", (ApprovalGiven(stage.id),), internal=task.remarks)


def _rejected(task: Task, stage: Stage) -> Deed | None:
    if REJECTED not in stage.leads:
        return None
    _check(task, stage)
    remarks = task.remarks
    if not remarks:
        raise Refused("incomplete")
    # A letter that was to be sent here, and has not left, stays.
    letters = task.ledger.letters_of(task.ticket.number) if stage.sends else ()
    stays = dropped_of((row for row in letters if row.role == ADDRESSEE), task.giver.actor, task.now)
    return Deed("reject", (ApprovalRefused(stage.id),), internal=remarks, changes=Changes(outbox_steps=stays))


def _resolved(task: Task, stage: Stage) -> Deed | None:
    """`#selesai` completes a stage that waits for it; it solves a ticket only where the procedure goes on from that."""
    if DONE not in stage.leads:
        if not SOLVING & set(stage.leads) or _is_asked_later(task):
            raise _refusal("not_over", task, stage)
        return None
    _check(task, stage)
    completed = StageCompleted(stage.id, DONE)
    if stage.writes:
        return _written(task, stage.writes, completed)
    words = filled(task.ticket.number, task.command.arguments)
    facts = (RecordFilled(named(words)), completed) if named(words) else (completed,)
    code = "done" if task.giver.person is not None else "done.requester"
    return Deed(code, facts, words=words, internal=task.command.arguments or task.text)


def _written(task: Task, field: str, completed: StageCompleted) -> Deed:
    """The text below the command is what the stage writes; `Kepada: Name <address>` in it says for whom it is."""
    text, addressee, fresh = _addressed(task)
    said = {field: text.strip(), files_field(field): ", ".join(task.attached)}
    # A draft that says nothing leaves the one before it as it is, and one without an addressee goes to the same.
    kept = {**(said if any(said.values()) else {}), **({addressee_field(field): addressee} if addressee else {})}
    facts = (RecordFilled(tuple(name for name, value in kept.items() if value)), completed) if kept else (completed,)
    words = TicketWords(task.ticket.number, fields=kept or None)
    return Deed("done.written", facts, words=words, changes=Changes(contacts=fresh), keeps_text=False)


def _addressed(task: Task) -> tuple[str, str, tuple[Contact, ...]]:
    """Return the text without the line that says for whom it is, that person, and what is written for them to exist."""
    text = task.command.arguments
    for line in _ADDRESSED.finditer(text):
        addressee = address_in(line["whom"])
        # What is for the desk itself would go to nobody.
        if addressee is not None and addressee.key not in {"", task.office.address.lower()}:
            _, fresh = task.ledger.contact(addressee.address, addressee.name)
            named_so = f"{addressee.name} <{addressee.address}>".strip()
            return text[: line.start()] + text[line.end() :], named_so, fresh
    return text, "", ()


def _handed_on(task: Task, stage: Stage) -> Deed | None:
    """In a stage that waits for a disposition, whom the ticket is given to has it next; work does not begin by that."""
    if DISPOSED not in stage.leads:
        return _held(task, stage)
    _check(task, stage)
    whom = person_or_group_named(task.on_line or needed(task), task.people)
    if isinstance(whom, Group):
        person = least_busy(whom, task)
        fact = TicketDisposed(person.id if person else "", whom.id)
    else:
        person = standing_in(whom, task)
        fact = TicketDisposed(person.id, assigned_to(person, task.ticket).group)
    return Deed("dispose", (fact,), {"person": (person or whom).name}, internal=task.text)


def _held(task: Task, stage: Stage) -> Deed | None:
    """Work begins when the procedure says so (TRG-2)."""
    if stage.work == "held":
        raise _refusal("held", task, stage)
    return None


def _closed(task: Task, stage: Stage) -> Deed | None:
    if "closed" not in stage.leads:
        raise _refusal("not_over", task, stage)
    return None


_ANSWERS: Mapping[str, Callable[[Task, Stage], Deed | None]] = {
    "approve": _approved,
    "reject": _rejected,
    "resolve": _resolved,
    "assign": _handed_on,
    "escalate": _handed_on,
    "take": _held,
    "return": _held,
    "wait": _held,
    "close": _closed,
}


def _is_asked_later(task: Task) -> bool:
    """Tell whether the giver is the requester, whose word that it is solved has a stage of its own."""
    stages = task.procedure.stages if task.procedure is not None else ()
    return task.giver.person is None and any(one.actor == "requester" and DONE in one.leads for one in stages)


def _check(task: Task, stage: Stage) -> None:
    if not _is_in_turn(task, stage):
        raise _refusal("not_your_turn", task, stage)


def _is_in_turn(task: Task, stage: Stage) -> bool:
    """Tell whether the giver may end the stage: who is listed as absent and acts all the same is there."""
    person = task.giver.person
    if stage.actor == "requester":
        # Whoever answers for the case may record what the reporter said when asked by other ways.
        asked = person is not None and person.id == task.ticket.in_charge and bool(task.remarks)
        return asked or (person is None and task.giver.contact.id == task.ticket.requester)
    today = task.office.local(task.now).date()
    able = (*actors_of(stage, task.ticket, task.people), *in_turn(stage, task.ticket, task.people, today))
    return person is not None and person.id in {one.id for one in able}


def _refusal(code: str, task: Task, stage: Stage) -> Refused:
    """Return why not, with the stage and whose turn it is; a requester is not told how the office works inside."""
    if task.giver.person is None:
        return Refused("still_handled")
    actors = ", ".join(one.name for one in actors_of(stage, task.ticket, task.people))
    requester = next((one.name or one.address for one in task.ledger.participants(task.ticket.number)), "")
    return Refused(code, stage=stage.name(task.giver.language), whose=actors or requester)
