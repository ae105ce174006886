"""The commands of a mail, as its sender may mean them, and what it says beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.desk.actions.proof import evidence_of
from maild.desk.actions.table import allowed
from maild.desk.actions.task import Giver
from maild.desk.recipients import language_of
from maild.mail.commands import commands_of, ticket_named, without_commands

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.actions.proof import Evidence
    from maild.desk.incoming.case import Case
    from maild.desk.office import Office
    from maild.desk.records import Contact, StoredMessage
    from maild.mail.message import Command
    from maild.policy.model import Person


@dataclass(frozen=True, slots=True)
class Given:
    """Commands with who gives them and what proves it; `text` is what the mail says beside them.

    `fresh` are contacts that begin to exist with this mail, `raw` and `files` what its attachments are cut from.
    """

    giver: Giver
    commands: tuple[Command, ...]
    text: str
    evidence: Evidence
    fresh: tuple[Contact, ...] = ()


def given_in(case: Case, office: Office, number: int | None, *, staff: bool) -> Given | None:
    """Return the commands of this mail, None when it has none.

    A word that a requester may not command is just text; the staff are told of one that is unknown.
    """
    sender = case.mail.message.from_address
    text = case.mail.text
    written = tuple(_about(one, number, office) for one in case.mail.commands(bare=staff))
    commands = written if staff else tuple(one for one in written if allowed(one.name, staff=False))
    if not commands or sender is None:
        return None
    contact, fresh = case.ledger.contact(case.mail.sender, sender.name, case.mail.reading.language)
    giver = giver_of(contact, case.person if staff else None, office)
    # A word that is no command of theirs is part of what they say.
    beside = _beside(text, commands, staff=staff) if commands == written else text.strip()
    return Given(giver, commands, beside, evidence_of(case, number), fresh)


def given_before(message: StoredMessage, contact: Contact, person: Person, office: Office) -> Given:
    """Return the commands of a mail that was held until its sender confirmed it."""
    written = commands_of(message.text, message.subject, bare=True)
    commands = tuple(_about(one, message.ticket, office) for one in written)
    giver = giver_of(contact, person, office)
    return Given(giver, commands, _beside(message.text, commands, staff=True), frozenset({"confirmed"}))


def giver_of(contact: Contact, person: Person | None, office: Office) -> Giver:
    """Return who gives a command, with the language to answer in."""
    return Giver(contact, person, person.language if person is not None else language_of(contact, office))


def _about(command: Command, number: int | None, office: Office) -> Command:
    """Return a command without the name of the ticket that its mail has found by it."""
    named = ticket_named(command, office.ticket_prefix)
    return named[1] if named is not None and named[0] == number else command


def _beside(text: str, commands: Iterable[Command], *, staff: bool) -> str:
    if any("\n" in command.arguments or _only_below(command) for command in commands):
        return ""
    return without_commands(text, bare=staff).strip()


def _only_below(command: Command) -> bool:
    """Tell whether a command took what stands below its line, and had nothing on it."""
    return bool(command.arguments) and len(command.line.lstrip("#＃ ").split(None, 1)) == 1
