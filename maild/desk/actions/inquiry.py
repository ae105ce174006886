"""A question to the desk: who asks, about what, and the letter that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maild.desk.actions.naming import number_named
from maild.desk.actions.task import Refused
from maild.desk.recipients import circle_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from maild.desk.actions.task import Giver
    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.desk.rulebook import Rulebook
    from maild.mail.message import Command
    from maild.policy.model import Policy
    from maild.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question; `about` is the ticket that its mail found, if any."""

    command: Command
    giver: Giver
    about: int | None
    ledger: Ledger
    rulebook: Rulebook
    office: Office
    now: datetime

    @property
    def policy(self) -> Policy:
        """What the office decided."""
        return self.rulebook.policy

    @property
    def said(self) -> str:
        """What stands behind the command, on its own line."""
        return self.command.arguments.partition("\n")[0].strip()

    def label(self, kind: Any, identifier: str) -> str:
        """Return what the asker reads for an identifier."""
        return self.policy.label(kind, identifier, self.giver.language)

    def ticket(self) -> Ticket:
        """Return the ticket asked about: the one named, else the one the mail found, if the asker may see it."""
        number = number_named(self.said) if self.said else self.about
        if number is None:
            raise Refused("incomplete")
        ticket = self.ledger.ticket(number)
        if ticket is None or not may_see(ticket, self.giver, self.ledger, self.policy):
            # Whether it exists is not told to those who may not see it.
            raise Refused("no_such_ticket", number=self.office.ticket_name(number))
        return ticket


@dataclass(frozen=True, slots=True)
class Answer:
    """The letter that answers a question: the notice, and what it speaks of; `ticket` when it is about one."""

    notice: str
    values: Mapping[str, object]
    ticket: Ticket | None = None


def may_see(ticket: Ticket, giver: Giver, ledger: Ledger, policy: Policy) -> bool:
    """Tell whether this is the asker's own ticket, or one of the staff's who work on it where it is confidential."""
    person = giver.person
    if person is None:
        return any(one.id == giver.contact.id for one in ledger.participants(ticket.number))
    return not ticket.confidential or person.id in circle_of(ticket, policy)
