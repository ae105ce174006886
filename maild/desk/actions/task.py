"""A command on its way: what it was given with, what came of it, or why nothing did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from maild.desk.records import Changes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.desk.records import Contact, TicketWords
    from maild.desk.rulebook import Rulebook
    from maild.mail.message import Command
    from maild.policy.model import People, Person, Policy, Procedure
    from maild.tickets.events import ApprovalGiven, ApprovalRefused, Fact
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

    Decision = type[ApprovalGiven | ApprovalRefused]


class Refused(Exception):  # noqa: N818  # it is no error: it is the answer to a command
    """A command cannot be done: `code` names the reason, `values` what its sentence speaks of, `command` which one."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.command = ""
        self.values = values


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives a command: a person of the staff, else a contact on the public side."""

    contact: Contact
    person: Person | None
    language: str

    @property
    def actor(self) -> str:
        """How events name the giver."""
        return f"person:{self.person.id}" if self.person else f"contact:{self.contact.id}"

    def has(self, role: str) -> bool:
        """Tell whether the giver has this role of the office."""
        return self.person is not None and role in self.person.roles


@dataclass(frozen=True, slots=True)
class Task:
    """One command with all that decides what it does; `ticket` stands as the commands before it left it.

    `words` are those of the ticket's record, `text` what the mail says beside its command lines, `attached` the names
    of the files that came with it.
    """

    command: Command
    giver: Giver
    ticket: Ticket
    targets: tuple[Target, ...]
    words: TicketWords
    text: str
    ledger: Ledger
    rulebook: Rulebook
    office: Office
    now: datetime
    attached: tuple[str, ...] = ()

    @property
    def policy(self) -> Policy:
        """What the office decided."""
        return self.rulebook.policy

    @property
    def people(self) -> People:
        """Who works here."""
        return self.rulebook.policy.people

    @property
    def procedure(self) -> Procedure | None:
        """How tickets of this type are handled."""
        return self.policy.procedure_for(self.ticket.type)

    @property
    def on_line(self) -> str:
        """What stands behind the command on its own line."""
        return self.command.arguments.partition("\n")[0].strip() if _has_argument(self.command) else ""

    @property
    def below(self) -> str:
        """What stands below the line of a command that takes a text."""
        arguments = self.command.arguments
        return (arguments.partition("\n")[2] if _has_argument(self.command) else arguments).strip()

    @property
    def remarks(self) -> str:
        """What is said with a command that takes a few words: behind it, and beside it."""
        return "\n\n".join(filter(None, (self.command.arguments.strip(), self.text.strip())))

    def label(self, kind: Any, identifier: str) -> str:
        """Return what the giver reads for an identifier."""
        return self.policy.label(kind, identifier, self.giver.language)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a command does.

    `code` and `said` make its sentence in the receipt; `public` is text that goes to the public side, `internal` what
    the staff are told with it. `keeps_text` is False where the text of the mail is used up by the command itself.
    """

    code: str
    facts: tuple[Fact, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    words: TicketWords | None = None
    public: str = ""
    internal: str = ""
    keeps_text: bool = True
    changes: Changes = field(default_factory=Changes)


def _has_argument(command: Command) -> bool:
    return len(command.line.lstrip("#＃ ").split(None, 1)) > 1
