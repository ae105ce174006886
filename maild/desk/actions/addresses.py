"""A reply key that came from an address nobody listed: whose that address is, is asked once, of those who know.

Requesters are asked in the letter that brings their fresh key; where the office says who has which addresses, in
`people.yaml`, the administrator is told which line it lacks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from maild.desk.incoming.received import note_of
from maild.desk.recording import actor_of
from maild.desk.records import Changes, Confirmation, Told
from maild.tickets.events import NoteAdded

if TYPE_CHECKING:
    from maild.desk.incoming.case import Case
    from maild.desk.letters.notify import Notifier
    from maild.desk.records import Contact, OutboxRow
    from maild.tickets.ticket import Ticket

ADDRESS_UNLISTED = "address_unlisted"

_EVER = datetime.fromtimestamp(0, UTC)


def renewal(
    case: Case, letter: OutboxRow, ticket: Ticket, writer: Contact, message: int, notifier: Notifier
) -> Changes:
    """Return what follows when the key of a letter was used from elsewhere: a fresh one, and the question whose it is.

    `writer` is who used it, by the stored mail `message`.
    """
    key = f"address:{letter.person or letter.contact}:{writer.id}"
    withdrawn = Changes(withdrawals=(letter.id,))
    if not letter.address:
        # Whose it was is kept no longer.
        return withdrawn
    if not _may_be_a_new_address(case, ticket, writer) or case.ledger.told(key) is not None:
        return withdrawn + notifier.renewed(letter, ticket, case.ledger, case.now)
    asked = Changes(told=(Told(key, case.now),))
    if letter.person:
        person = case.rulebook.policy.people.person(letter.person)
        values = {"person": person.name if person else letter.name, "id": letter.person, "address": writer.address}
        told = notifier.to_admin(ADDRESS_UNLISTED, values, case.ledger, case.now)
        return withdrawn + asked + told + notifier.renewed(letter, ticket, case.ledger, case.now)
    question = notifier.renewed(letter, ticket, case.ledger, case.now, writer.address)
    waiting = Confirmation(question.outbox[0].id, ticket.number, "", message, case.now)
    return withdrawn + asked + question + Changes(confirmations=(waiting,))


def answered(case: Case, letter: OutboxRow, waiting: Confirmation, answer: str, notifier: Notifier) -> Changes:
    """Return what the answer to that question does: yes, and the other address is the asked person's from now on."""
    owner, _ = case.ledger.contact(letter.address)
    actor, withdrawn = actor_of(None, owner), Changes(withdrawals=(letter.id,))
    if answer == "no":
        because = "somebody else wrote with this person's reply key, from an address that is not theirs"
        fact = NoteAdded("internal", by_requester=True, flagged=True)
        return withdrawn + note_of(case, waiting.ticket, fact, actor, because, notifier)
    message = case.ledger.work.message(waiting.message)
    writer = case.ledger.known_contact(message.sender) if message is not None and message.sender else None
    linked = Changes(confirmations=(replace(waiting, confirmed_at=case.now),))
    if message is not None and writer is not None and _is_free(case, writer, message.sender):
        linked += Changes(contacts=(replace(writer, same_as=owner.id),))
    because = "the address from which this person's reply key was used is theirs, as they say"
    fact = NoteAdded("internal", by_requester=True)
    return withdrawn + linked + note_of(case, waiting.ticket, fact, actor, because)


def _may_be_a_new_address(case: Case, ticket: Ticket, writer: Contact) -> bool:
    """Tell whether a mail could be from another address of the one whose key it bears: nobody else is known there.

    Whoever has a key can write under any name, and would say that the name is theirs: so the address must be proven.
    """
    takes_part = any(one.id == writer.id for one in case.ledger.participants(ticket.number))
    proven = case.mail.proof.kind == "sender" and not case.mail.message.from_doubt
    return proven and case.person is None and not takes_part and _is_free(case, writer, case.mail.sender)


def _is_free(case: Case, writer: Contact, address: str) -> bool:
    """Tell whether an address is nobody's yet: who has asked the desk from it is a person of their own.

    Whoever has been told to be somebody else's other address meanwhile, or was erased, stays so.
    """
    return writer.address.lower() == address.lower() and not case.ledger.tickets_since(_EVER, writer.id)
