"""How a mail becomes a ticket: what triage guessed, who asks, under which title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.desk.received import received
from maild.desk.recording import Cause, Recorded, actor_of, recorded
from maild.desk.records import Changes, Contact, Participant, TicketWords
from maild.mail.message import Address
from maild.tickets.events import TicketOpened

if TYPE_CHECKING:
    from maild.desk.case import Case
    from maild.desk.office import Office
    from maild.desk.prepared import Prepared

TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Opening:
    """A ticket that begins, with all that is written for it."""

    recorded: Recorded
    requester: Contact
    subject: str
    text: str
    changes: Changes


def opening_of(case: Case, office: Office, because: str, linked_to: int | None) -> Opening:
    """Return the ticket that this mail opens; `linked_to` is the one a stranger's mail pointed at."""
    mail, ledger = case.mail, case.ledger
    asker = asker_of(mail, office)
    requester, fresh = ledger.contact(asker.key, asker.name, mail.reading.language)
    number = ledger.work.next("ticket")
    stored = received(mail, ledger, number, "public", because)
    fact = _fact(case, requester.id, linked_to)
    # A ticket begins when the mailbox got the mail, whatever its Date field claims.
    cause = Cause(mail.fetched.received_at, actor_of(case.person, requester), "mail", stored.message_id)
    done = recorded(case.rulebook, number, None, (), fact, cause)
    subject = title_of(mail.message.subject, mail.text, office)
    return Opening(
        recorded=done,
        requester=requester,
        subject=subject,
        text=mail.text,
        changes=Changes(
            contacts=fresh,
            participants=(Participant(number, requester.id, "requester"),),
            words=(TicketWords(number, subject=subject),),
        )
        + stored.changes("opened", case.now, (done,)),
    )


def asker_of(mail: Prepared, office: Office) -> Address:
    """Return who asks: From, or the person in Reply-To where a form wrote in the desk's own name."""
    sender = mail.message.from_address or Address("", "")
    if sender.key != office.address.lower():
        return sender
    return next((one for one in mail.message.reply_to if one.key != sender.key), sender)


def title_of(subject: str, text: str, office: Office) -> str:
    """Return what a ticket is called: its subject without our tags, else the beginning of its text."""
    words = " ".join(word for word in subject.split() if not word.startswith(f"[{office.ticket_prefix}-"))
    return (words or " ".join(text.split()))[:TITLE_LENGTH]


def _fact(case: Case, requester: int, linked_to: int | None) -> TicketOpened:
    triaged = case.mail.triaged
    return TicketOpened(
        type=triaged.type,
        category=triaged.category,
        detail=triaged.detail,
        service=triaged.service,
        urgency=triaged.urgency,
        impact=triaged.impact,
        priority=triaged.priority,
        group=triaged.group,
        requester=requester,
        channel="email",
        tags=triaged.tags,
        confidential=triaged.confidential,
        linked_to=linked_to,
    )
