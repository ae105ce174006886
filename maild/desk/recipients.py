"""Roles into people: whom a row of the office's table of notices means on this ticket."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.desk.stages import addressee_field, in_turn, people_of_procedure, stage_of
from maild.mail.quote_lines import address_in
from maild.tickets.events import TicketReleased

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from maild.desk.happening import Happening
    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.desk.records import Contact, OutboxRow
    from maild.policy.model import Person, Policy
    from maild.tickets.events import Fact
    from maild.tickets.ticket import Ticket


ADDRESSEE = "addressee"
"""The role of whom a letter of the procedure is for."""

TOLD_ANYWAY = frozenset({"requester", "actor"})
"""The roles that are told also of what they did themselves: a requester, and whose turn it is by that."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom one letter is for, in which language, and as what; `contact` or `person` says who it is."""

    address: str
    name: str
    language: str
    role: str
    contact: int | None = None
    person: str = ""


def recipients_of(role: str, happening: Happening, office: Office) -> list[Recipient]:
    """Return the people of a role on this ticket; but for those of `TOLD_ANYWAY` nobody is told of what they did.

    Nobody is told that work was taken from them because they are away: nobody reads it there.

    The desk never writes to itself or to a machine, nor about a letter that did not arrive to where it did not arrive.
    """
    everybody = ROLES.get(role, _with_role)(happening, role, office)
    actors = {happening.recorded.event.actor, *_away(happening.recorded.event.fact)}
    spared = {"", office.address.lower(), happening.failed.address.lower() if happening.failed else ""}
    spared |= happening.rulebook.policy.people.device_addresses
    able = (one for one in everybody if one.address.lower() not in spared)
    return [one for one in able if role in TOLD_ANYWAY or _name_of(one) not in actors]


def reader_of(letter: OutboxRow, ledger: Ledger, office: Office) -> Recipient:
    """Return the reader of a letter, for another one to the same."""
    language = office.language
    if letter.contact is not None:
        language = language_of(ledger.contact(letter.address)[0], office)
    return Recipient(letter.address, letter.name, language, letter.role, letter.contact, letter.person)


def circle_of(ticket: Ticket, policy: Policy) -> frozenset[str]:
    """Return the people who may see a confidential ticket (SEC-5).

    They are its group, who works on it, who answers for it, and those who act in a stage of its procedure.
    """
    members = (person.id for person in policy.people.members(ticket.group))
    named = filter(None, (ticket.assignee, ticket.in_charge))
    return frozenset((*members, *named, *people_of_procedure(ticket, policy)))


def _requester(happening: Happening, role: str, office: Office) -> Iterator[Recipient]:
    contact = happening.requester or happening.ledger.requester(happening.recorded.ticket.number)
    if contact is not None:
        yield _to_contact(contact, role, office)


def _participants(happening: Happening, role: str, office: Office) -> Iterator[Recipient]:
    for contact in happening.ledger.participants(happening.recorded.ticket.number):
        yield _to_contact(contact, role, office)


def _with_role(happening: Happening, role: str, _office: Office) -> Iterator[Recipient]:
    return _to_people(happening.rulebook.policy.people.with_role(role.removesuffix("s")), role)


def _assignee(happening: Happening, role: str, _office: Office) -> Iterator[Recipient]:
    person = happening.rulebook.policy.people.person(happening.recorded.ticket.assignee)
    return _to_people([person] if person is not None else [], role)


def _named(happening: Happening, role: str, _office: Office) -> Iterator[Recipient]:
    """Return whom the fact itself names: the person a ticket was given to."""
    fact = happening.recorded.event.fact
    person = happening.rulebook.policy.people.person(getattr(fact, "person", "") or getattr(fact, "to", ""))
    return _to_people([person] if person is not None else [], role)


def _actor(happening: Happening, role: str, office: Office) -> Iterator[Recipient]:
    """Return whose turn it is in the ticket's stage, or who stands in; a requester is told by other letters."""
    policy, ticket, today = happening.rulebook.policy, happening.recorded.ticket, office.local(happening.now).date()
    stage = stage_of(ticket, policy)
    return _to_people(in_turn(stage, ticket, policy.people, today) if stage is not None else (), role)


def _in_charge(happening: Happening, role: str, _office: Office) -> Iterator[Recipient]:
    """Return who answers for the case, before anybody is named whoever works on it."""
    ticket, people = happening.recorded.ticket, happening.rulebook.policy.people
    person = people.person(ticket.in_charge or ticket.assignee)
    return _to_people([person] if person is not None else people.members(ticket.group), role)


def _addressee(happening: Happening, role: str, office: Office) -> Iterator[Recipient]:
    """Return whom the letter of the ticket's stage is for: nobody who is let in to anything else (SEC-2)."""
    stage = stage_of(happening.recorded.ticket, happening.rulebook.policy)
    words = happening.words or happening.ledger.words(happening.recorded.ticket.number)
    named = (words.fields or {}).get(addressee_field(stage.sends), "") if stage is not None else ""
    addressee = address_in(named)
    if addressee is not None and addressee.address:
        contact, _ = happening.ledger.contact(addressee.address)
        yield replace(_to_contact(contact, role, office), name=addressee.name or contact.name)


def _group(happening: Happening, role: str, _office: Office) -> Iterator[Recipient]:
    return _to_people(happening.rulebook.policy.people.members(happening.recorded.ticket.group), role)


def _circle(happening: Happening, role: str, _office: Office) -> Iterator[Recipient]:
    """Return who may see the ticket once it is confidential."""
    people, known = happening.rulebook.policy.people, circle_of(happening.recorded.ticket, happening.rulebook.policy)
    return _to_people((person for person in people.people if person.id in known), role)


def _outsiders(happening: Happening, role: str, _office: Office) -> Iterator[Recipient]:
    """Return who of the staff was written to about the ticket and may not see it any longer."""
    ticket, policy = happening.recorded.ticket, happening.rulebook.policy
    written_to = dict.fromkeys(row.person for row in happening.ledger.letters_of(ticket.number) if row.person)
    outside = (policy.people.person(person) for person in written_to if person not in circle_of(ticket, policy))
    return _to_people((person for person in outside if person is not None), role)


def _admin(_happening: Happening, role: str, office: Office) -> Iterator[Recipient]:
    if office.admin:
        yield Recipient(office.admin, "", office.language, role)


ROLES: dict[str, Callable[[Happening, str, Office], Iterable[Recipient]]] = {
    "requester": _requester,
    "participants": _participants,
    "operators": _with_role,
    "assignee": _assignee,
    "in_charge": _in_charge,
    "actor": _actor,
    ADDRESSEE: _addressee,
    "named": _named,
    "group": _group,
    "circle": _circle,
    "outsiders": _outsiders,
    "managers": _with_role,
    "admin": _admin,
}


def _to_contact(contact: Contact, role: str, office: Office) -> Recipient:
    return Recipient(contact.address, contact.name, language_of(contact, office), role, contact=contact.id)


def language_of(contact: Contact, office: Office) -> str:
    """Return the language in which somebody is written to: the one they write, else the office's."""
    return contact.language if contact.language in LANGUAGES else office.language


def _to_people(people: Iterable[Person], role: str) -> Iterator[Recipient]:
    for person in people:
        yield Recipient(person.address, person.name, person.language, role, person=person.id)


def _away(fact: Fact) -> Iterator[str]:
    if isinstance(fact, TicketReleased) and fact.absent:
        yield f"person:{fact.by}"


def _name_of(recipient: Recipient) -> str:
    return f"person:{recipient.person}" if recipient.person else f"contact:{recipient.contact}"


LANGUAGES = ("id", "en")
