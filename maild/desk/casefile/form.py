"""What stands on the sheets of a case: the documentation form (UNM-2), its history, and what was said."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from maild.desk.recording import DAEMON
from maild.desk.showing.form_values import form_values
from maild.notices.page_values import TurnView
from maild.notices.values import MessageView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maild.desk.casefile.case import Case
    from maild.desk.office import Office
    from maild.policy.model import Policy
    from maild.tickets.events import Event, Fact

FORM = "case"


def case_values(case: Case, policy: Policy, office: Office) -> Mapping[str, object]:
    """Return what the form may speak of, in the office's language."""
    first = next((one.text for one in case.messages if one.visibility == "public"), "")
    values = form_values(case.ticket, case.words, case.requester, first, policy, office.language, office, case.as_of)
    return {
        **values,
        "turns": tuple(
            TurnView(type(event.fact).__name__, event.at, _who(event, case, policy, office), _said(event.fact, policy))
            for event in case.events
        ),
        "messages": tuple(
            MessageView(one.sender_name or one.sender, one.at, one.text, internal=one.visibility == "internal")
            for one in case.messages
        ),
    }


def _who(event: Event, case: Case, policy: Policy, office: Office) -> str:
    kind, _, identifier = event.actor.partition(":")
    if kind == DAEMON:
        return office.name
    if kind == "person":
        person = policy.people.person(identifier)
        return person.name if person else identifier
    asker = case.requester
    return (asker.name or asker.address) if asker is not None and str(asker.id) == identifier else event.actor


def _said(fact: Fact, policy: Policy) -> str:
    """Return what a fact holds beside what it is, with the names of people and groups."""
    return ", ".join(_named(value, policy) for value in _values(fact))


def _values(fact: Fact) -> Iterator[str]:
    for one in fields(fact):
        value = getattr(fact, one.name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, str) and each:
                yield each


def _named(identifier: str, policy: Policy) -> str:
    known = policy.people.person(identifier) or policy.people.group(identifier)
    return known.name if known else identifier
