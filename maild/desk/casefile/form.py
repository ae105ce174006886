"""What stands on the sheets of a case: the documentation form (UNM-2), its history, and what was said."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from maild.desk.recording import DAEMON
from maild.desk.showing.form_values import form_values
from maild.desk.showing.said import message_view
from maild.desk.showing.values import LABELLED
from maild.notices.page_values import TurnView
from maild.tickets.events import TicketClassified

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.desk.casefile.case import Case
    from maild.desk.office import Office
    from maild.policy.model import Policy
    from maild.tickets.events import Event, Fact

FORM, NOTE = "case", "note"


def case_values(case: Case, policy: Policy, office: Office) -> Mapping[str, object]:
    """Return what the form may speak of, in the office's language."""
    values = form_values(
        case.ticket, case.words, case.requester, case.messages, policy, office.language, office, case.as_of
    )
    names = _Names(case, policy, office)
    return {
        **values,
        "fields": tuple((name, said) for name, said in (case.words.fields or {}).items() if said and name != NOTE),
        "turns": tuple(
            TurnView(type(event.fact).__name__, event.at, names.who(event), names.said(event.fact))
            for event in case.events
        ),
        "messages": tuple(map(message_view, case.messages)),
    }


class _Names:
    """What people call those and that of which the facts of a case hold only identifiers."""

    def __init__(self, case: Case, policy: Policy, office: Office) -> None:
        self._case = case
        self._policy = policy
        self._office = office
        procedure = policy.procedure_for(case.ticket.type)
        self._stages = {stage.id: stage.name(office.language) for stage in (procedure.stages if procedure else ())}

    def who(self, event: Event) -> str:
        """Return who did it."""
        kind, _, identifier = event.actor.partition(":")
        if kind == DAEMON:
            return self._office.name
        if kind == "person":
            return self._person(identifier)
        asker = self._case.requester
        return (asker.name or asker.address) if asker is not None and str(asker.id) == identifier else event.actor

    def said(self, fact: Fact) -> tuple[str, ...]:
        """Return what a fact holds beside what it is."""
        if isinstance(fact, TicketClassified):
            return (f"{self._named(fact.field, fact.before)} → {self._named(fact.field, fact.after)}",)
        values = ((one.name, getattr(fact, one.name)) for one in fields(fact))
        return tuple(self._named(name, value) for name, value in values if isinstance(value, str) and value)

    def _named(self, field: str, identifier: str) -> str:
        if field in LABELLED:
            return self._policy.label(field, identifier, self._office.language)
        return self._stages.get(identifier) or self._person(identifier)

    def _person(self, identifier: str) -> str:
        known = self._policy.people.person(identifier) or self._policy.people.group(identifier)
        return known.name if known else identifier
