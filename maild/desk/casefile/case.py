"""A case with all that is kept of it, as the database has it or as a decision in the making sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from maild.desk.happening import Happening
    from maild.desk.ports import Fetched, Store
    from maild.desk.records import Contact, OutboxRow, StoredMessage, TicketWords
    from maild.tickets.events import Event
    from maild.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with its people, words, history and mails.

    `arriving` is the mail that is just being decided on, from `sender`.
    """

    ticket: Ticket
    requester: Contact | None
    words: TicketWords
    events: tuple[Event, ...]
    messages: tuple[StoredMessage, ...]
    letters: tuple[OutboxRow, ...]
    arriving: Fetched | None = None
    sender: str = ""

    @property
    def as_of(self) -> datetime:
        """The moment at which it stood so: that of the last thing that happened."""
        return self.events[-1].at


def case_of(store: Store, number: int) -> Case | None:
    """Return a case as the database has it, None when there is no such ticket."""
    dossier = store.dossier(number)
    if dossier is None:
        return None
    return Case(
        ticket=dossier.ticket,
        requester=dossier.requester,
        words=dossier.words,
        events=dossier.events,
        messages=dossier.messages,
        letters=tuple(store.letters_of(number)),
    )


def case_after(last: Happening, several: Sequence[Happening]) -> Case:
    """Return the case that a happening is about, as it stands after it; the others were decided on together with it."""
    ledger, ticket = last.ledger, last.recorded.ticket
    here = [one.recorded.event for one in several if one.recorded.ticket.number == ticket.number]
    told = {event.sequence: event for event in (*ledger.history(ticket.number), *here)}
    return Case(
        ticket=ticket,
        requester=ledger.requester(ticket.number),
        words=last.words or ledger.words(ticket.number),
        events=tuple(told[sequence] for sequence in sorted(told) if sequence <= ticket.sequence),
        messages=tuple(ledger.messages_of(ticket.number)),
        letters=tuple(ledger.letters_of(ticket.number)),
        arriving=last.mail.fetched if last.mail else None,
        sender=last.mail.sender if last.mail else "",
    )
