"""Which commands there are: who may give each, what proves it, and what it does."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from maild.desk.actions import (
    classifying,
    closing,
    deciding,
    escalating,
    evaluating,
    leaving,
    listing,
    measuring,
    notes,
    on_behalf,
    publishing,
    resolving,
    taking,
    telling,
    ties,
    undoing,
    waiting,
)
from maild.desk.actions.inquiry import Answer
from maild.mail.command_words import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from maild.desk.actions.inquiry import Inquiry
    from maild.desk.actions.proof import Need
    from maild.desk.actions.task import Deed, Task

Who = Literal["staff", "requester", "everyone"]


@dataclass(frozen=True, slots=True)
class Action:
    """A command that changes a ticket; `need` is what has to prove that one of the staff gives it."""

    name: str
    who: Who
    need: Need
    do: Callable[[Task], Deed]


@dataclass(frozen=True, slots=True)
class Question:
    """A command that changes nothing: the answer goes to the address on file only."""

    name: str
    who: Who
    answer: Callable[[Inquiry], Answer]


ACTIONS: Mapping[str, Action] = types.MappingProxyType(
    {
        action.name: action
        for action in (
            # Proven by key or sender: what moves work within the desk.
            Action("take", "staff", "either", taking.take),
            Action("note", "staff", "either", notes.note),
            Action("category", "staff", "either", classifying.category),
            Action("priority", "staff", "either", classifying.priority),
            Action("urgency", "staff", "either", classifying.urgency),
            Action("impact", "staff", "either", classifying.impact),
            Action("wait", "staff", "either", waiting.wait),
            # Proven by both: what leaves the desk, ends a ticket or hands it on.
            Action("reply", "staff", "both", notes.reply),
            Action("release", "staff", "both", taking.release),
            Action("assign", "staff", "both", taking.assign),
            Action("escalate", "staff", "both", escalating.escalate),
            Action("return", "staff", "both", escalating.send_back),
            Action("resolve", "everyone", "both", resolving.resolve),
            Action("close", "staff", "both", closing.close),
            Action("reopen", "everyone", "both", closing.reopen),
            Action("approve", "staff", "both", deciding.approve),
            Action("reject", "staff", "both", deciding.reject),
            Action("pic", "staff", "both", deciding.name_person_in_charge),
            Action("confidential", "staff", "both", deciding.make_confidential),
            Action("evaluate", "staff", "both", evaluating.evaluate),
            Action("merge", "staff", "both", ties.merge),
            Action("split", "staff", "both", ties.split),
            Action("for", "staff", "both", on_behalf.change_requester),
            Action("article", "staff", "both", publishing.publish),
            Action("undo", "staff", "both", undoing.undo),
            Action("leave", "requester", "either", leaving.leave),
        )
    }
)


def help_(inquiry: Inquiry) -> Answer:
    """Return the commands that the asker may give, each with its form."""
    staff = inquiry.giver.person is not None
    offered = (word for word in COMMANDS if allowed(word.name, staff=staff))
    language = inquiry.giver.language
    return Answer("help", {"commands": tuple(telling.command_view(word, language) for word in offered)})


QUESTIONS: Mapping[str, Question] = types.MappingProxyType(
    {
        question.name: question
        for question in (
            Question("list", "everyone", listing.list_tickets),
            Question("show", "staff", listing.show),
            Question("search", "staff", listing.search),
            Question("sla", "staff", listing.explain),
            Question("kpi", "staff", measuring.indicators),
            Question("status", "everyone", telling.status),
            Question("help", "everyone", help_),
            Question("form", "everyone", telling.form),
        )
    }
)


def allowed(name: str, *, staff: bool) -> bool:
    """Tell whether somebody of the staff, or of the public side, may give this command."""
    known: Action | Question | None = ACTIONS.get(name) or QUESTIONS.get(name)
    return known is not None and known.who in ("everyone", "staff" if staff else "requester")
