"""What one transaction has looked up and decided so far, so that each decision of a batch sees the earlier ones."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from functools import reduce
from typing import TYPE_CHECKING

from maild.desk.records import LEFT, Changes, Contact, KnownContent, Participant, Thread, TicketWords, merged
from maild.tickets.events import NoteAdded
from maild.tickets.transitions import WORKED_ON

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from maild.desk.ports import Work
    from maild.desk.records import OutboxRow, Place, StoredMessage
    from maild.tickets.events import Event
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

TOLD_AGAIN_AFTER = timedelta(days=1)


class Ledger:
    """The database as this batch sees it: read in a few questions, overlaid with the decisions already made.

    A decision is accepted only when it is whole (rule 6), so that a mail that raises leaves nothing.
    """

    def __init__(self, work: Work) -> None:
        self.work = work
        self._last_ticket = work.mark()["ticket"]
        self._accepted: list[Changes] = []
        self._journal: dict[Place, str] = {}
        self._contents: dict[str, KnownContent] = {}
        self._threads: dict[str, Thread] = {}
        self._contacts: dict[str, Contact] = {}
        self._tickets: dict[int, Ticket] = {}
        self._targets: dict[int, tuple[Target, ...]] = {}
        self._participants: dict[int, tuple[Contact, ...]] = {}
        self._outages: list[Ticket] | None = None

    def read_ahead(
        self, places: Iterable[Place], contents: Iterable[str], message_ids: Iterable[str], addresses: Iterable[str]
    ) -> None:
        """Ask for all that a batch will need, one question a kind."""
        self._journal.update(self.work.journalled(places))
        self._contents.update(self.work.contents(contents))
        self._threads.update(self.work.threads(message_ids))
        self._contacts.update(self.work.contacts(addresses))

    def journalled(self, place: Place) -> str | None:
        """Return what became of the mail at this place, if it was taken in before (rule 1)."""
        return self._journal.get(place)

    def content(self, digest: str) -> KnownContent | None:
        """Return the message that says the same, if there is one (rule 2)."""
        return self._contents.get(digest)

    def thread(self, message_id: str) -> Thread | None:
        """Return the ticket that a Message-ID belongs to (rule 4); only those read ahead or decided are known."""
        return self._threads.get(message_id)

    def ticket(self, number: int) -> Ticket | None:
        """Return a ticket as it stands after the decisions so far."""
        if number not in self._tickets:
            self._tickets.update(self.work.tickets([number]))
        return self._tickets.get(number)

    def targets(self, number: int) -> tuple[Target, ...]:
        """Return the targets of a ticket as they stand after the decisions so far."""
        if number not in self._targets and not self._begins_here(number):
            self._targets.update(self.work.targets([number]))
        return self._targets.get(number, ())

    def words(self, number: int) -> TicketWords:
        """Return the words of a ticket as they stand after the decisions so far."""
        known = None if self._begins_here(number) else self.work.words(number)
        here = (words for one in self._accepted for words in one.words if words.ticket == number)
        return reduce(together, here, known or TicketWords(number))

    def history(self, number: int) -> list[Event]:
        """Return the events of a ticket, those of this batch among them."""
        here = [event for one in self._accepted for event in one.events if event.ticket == number]
        return [*self.work.history(number), *here]

    def messages_of(self, number: int) -> list[StoredMessage]:
        """Return what was said on a ticket by mail, in this batch last."""
        here = [message for one in self._accepted for message in one.messages if message.ticket == number]
        return [*self.work.messages_of(number), *here]

    def letters_of(self, number: int) -> list[OutboxRow]:
        """Return the letters about a ticket, those of this batch last."""
        here = [row for one in self._accepted for row in one.outbox if row.ticket == number]
        return [*self.work.letters_of(number), *here]

    def raw(self, number: int) -> bytes:
        """Return a raw mail, of this batch or from before; KeyError when it was erased."""
        here = (raw.octets for one in self._accepted for raw in one.raws if raw.id == number)
        return next(here, None) or self.work.raw(number)

    def unsolved_since(self, at: datetime) -> list[Ticket]:
        """Return the tickets opened since then that somebody still has to solve, the oldest first."""
        known = self._as_they_stand(self.work.unsolved_since(at))
        return [one for one in known if one.opened_at >= at and one.status in WORKED_ON]

    def outages(self) -> list[Ticket]:
        """Return the open tickets that stand for an outage, also for one that is only proposed."""
        if self._outages is None:
            self._outages = self.work.outages()
        return [one for one in self._as_they_stand(self._outages) if one.outage and one.status != "closed"]

    def reports_of(self, outage: int) -> list[Ticket]:
        """Return the tickets that are part of an outage, the oldest first."""
        return [one for one in self._as_they_stand(self.work.reports_of(outage)) if one.part_of == outage]

    def _as_they_stand(self, found: Iterable[Ticket]) -> list[Ticket]:
        """Return what was found and all that is known besides, as it stands after the decisions so far."""
        known = {one.number: one for one in found} | self._tickets
        return [ticket for _, ticket in sorted(known.items())]

    def participants(self, number: int) -> tuple[Contact, ...]:
        """Return the public side of a ticket, its requester first."""
        if number not in self._participants:
            self._participants[number] = () if self._begins_here(number) else self.work.participants(number)
        return self._participants[number]

    def requester(self, number: int) -> Contact | None:
        """Return who asks on a ticket, None of one that is not there."""
        return next(iter(self.participants(number)), None)

    def conversation(self, number: int, address: str) -> tuple[str, ...]:
        """Return the Message-IDs of a ticket that somebody has, oldest first, without those of this batch."""
        return () if self._begins_here(number) else self.work.conversation(number, address)

    def _begins_here(self, number: int) -> bool:
        """Tell whether a ticket is opened in this batch, so that there is nothing of it to be asked for."""
        return number > self._last_ticket

    def known_contact(self, address: str) -> Contact | None:
        """Return the contact with this address, also where it is another address of theirs."""
        key = address.lower()
        if key not in self._contacts:
            self._contacts.update(self.work.contacts([key]))
        return self._contacts.get(key)

    def contact(self, address: str, name: str = "", language: str = "") -> tuple[Contact, tuple[Contact, ...]]:
        """Return the contact with this address, and what has to be written for it to exist."""
        if (known := self.known_contact(address)) is not None:
            return known, ()
        fresh = Contact(self.work.next("contact"), address, name, language=language)
        return fresh, (fresh,)

    def receipts_since(self, at: datetime, address: str = "", domain: str = "") -> int:
        """Count the receipts for unproven senders since then, those of this batch among them."""
        letters = (row for one in self._accepted for row in one.outbox)
        here = [row.address.lower() for row in letters if row.budget == "unproven" and row.created_at >= at]
        fits = sum(address in ("", one) and one.endswith(f"@{domain}" if domain else "") for one in here)
        return fits + self.work.receipts_since(at, address, domain)

    def tickets_since(self, at: datetime, contact: int) -> int:
        """Count the tickets a contact opened since then, those of this batch among them."""
        here = {ticket.number: ticket for one in self._accepted for ticket in one.tickets if ticket.sequence == 1}
        counted = (ticket.requester == contact and ticket.opened_at >= at for ticket in here.values())
        return sum(counted) + self.work.tickets_since(at, contact)

    def notes_since(self, at: datetime, number: int, actor: str) -> int:
        """Count what somebody has said on a ticket since then, in this batch as well."""
        here = (event for one in self._accepted for event in one.events if event.ticket == number)
        said = (event for event in here if isinstance(event.fact, NoteAdded))
        return sum(event.actor == actor and event.at >= at for event in said) + self.work.notes_since(at, number, actor)

    def told(self, key: str) -> datetime | None:
        """Return when the administrator was told of this, in this batch or before."""
        here = [told.at for one in self._accepted for told in one.told if told.key == key]
        return max(here) if here else self.work.told(key)

    def is_news(self, key: str, now: datetime) -> bool:
        """Tell whether the administrator has not heard of this within a day."""
        told = self.told(key)
        return told is None or now - told >= TOLD_AGAIN_AFTER

    def accept(self, changes: Changes) -> None:
        """Let a whole decision count for the ones that follow, and be written at the end."""
        self._accepted.append(changes)
        self._journal.update((entry.place, entry.disposition) for entry in changes.journal)
        self._contents.update((row.content, KnownContent(row.id, row.ticket)) for row in changes.messages)
        self._threads.update((thread.message_id, thread) for thread in changes.threads)
        for contact in changes.contacts:
            self._know(contact)
        self._tickets.update((ticket.number, ticket) for ticket in changes.tickets)
        for target in changes.targets:
            others = (old for old in self.targets(target.ticket) if (old.name, old.run) != (target.name, target.run))
            self._targets[target.ticket] = (*others, target)
        for participant in changes.participants:
            self._let_in(participant)

    def _know(self, contact: Contact) -> None:
        """Let a contact be known as it is now, by every address of theirs."""
        known = {one.id: one for one in (*self._contacts.values(), contact)}
        self._contacts[contact.address.lower()] = known.get(contact.same_as or contact.id, contact)
        self._contacts.update((address, known[one.id]) for address, one in self._contacts.items())

    def _let_in(self, participant: Participant) -> None:
        known = self.participants(participant.ticket)
        if participant.role == LEFT:
            self._participants[participant.ticket] = tuple(one for one in known if one.id != participant.contact)
            return
        contacts = {contact.id: contact for contact in self._contacts.values()}
        if participant.contact in contacts and all(contact.id != participant.contact for contact in known):
            self._participants[participant.ticket] = (*known, contacts[participant.contact])

    def changes(self) -> Changes:
        """Return all accepted decisions as one."""
        return merged(self._accepted)


def together(words: TicketWords, later: TicketWords) -> TicketWords:
    """Return the words of a ticket after later ones were written: what those leave out stays."""
    said = {one.name: getattr(later, one.name) for one in fields(TicketWords)}
    return replace(words, **{name: value for name, value in said.items() if value is not None})
