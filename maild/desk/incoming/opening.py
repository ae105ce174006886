"""How a mail becomes a ticket: what triage guessed, who asks, under which title."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from maild.desk.incoming.form import fields_in, told_of
from maild.desk.incoming.received import received
from maild.desk.letters.receipts import RECEIPT
from maild.desk.recording import DAEMON, Cause, Recorded, actor_of, followed, recorded
from maild.desk.records import Changes, Contact, Participant, TicketWords
from maild.desk.rulebook import COPY
from maild.desk.showing.values import missing_from, person_view
from maild.mail.correlation import is_own_id
from maild.mail.message import Address
from maild.mail.phone import signed_phone
from maild.tickets.events import DetailsRequested, TicketOpened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from maild.desk.happening import Happening
    from maild.desk.incoming.case import Case
    from maild.desk.office import Office
    from maild.desk.prepared import Prepared
    from maild.tickets.events import Visibility

TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Opening:
    """A ticket that begins: the fact that opens it, what follows on that, and all that is written for it."""

    begun: tuple[Recorded, ...]
    requester: Contact
    subject: str
    text: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported: whose it is, in which words, through which channel and when; `fresh` begin to exist with it.

    `visibility` says who may read the words of the mail; `fields` are those of the form that they fill in.
    """

    requester: Contact
    subject: str
    text: str
    at: datetime
    channel: str = "email"
    fresh: tuple[Contact, ...] = ()
    visibility: Visibility = "public"
    fields: Mapping[str, str] = field(default_factory=dict)


def own_report(case: Case, office: Office) -> Report:
    """Return what the sender of a mail reports for himself."""
    mail, asker = case.mail, asker_of(case.mail, office)
    requester, fresh = case.ledger.contact(asker.key, asker.name, mail.reading.language)
    fields = fields_in(mail.text)
    explanation = fields.get("explanation", "")
    # An answer to the empty form bears the title of the form.
    titled = not (explanation and case.found is None and _answers_us(mail, office))
    subject = title_of(mail.message.subject if titled else "", explanation or mail.text, office)
    told = told_of(requester, fields, proven=mail.proof.kind == "sender")
    # Whoever signs with a number need not be asked for it; one that was given on purpose counts more.
    told = replace(told, phone=told.phone or signed_phone(mail.reading.reply.signature))
    # A ticket begins when the mailbox got the mail, whatever its Date field claims.
    fresh = (told,) if fresh or told != requester else ()
    channel = COPY if mail.copied else "email"
    return Report(told, subject, mail.text, mail.fetched.received_at, channel, fresh, fields=fields)


def opening_of(case: Case, report: Report, because: str, linked_to: int | None) -> Opening:
    """Return the ticket that this report opens; `linked_to` is the one a stranger's mail pointed at."""
    mail, ledger, requester = case.mail, case.ledger, report.requester
    number = ledger.work.next("ticket")
    stored = received(mail, ledger, number, report.visibility, because, report.text)
    fact = _fact(case, report, linked_to)
    cause = Cause(report.at, actor_of(case.person, requester), "mail", stored.message_id)
    begun = followed(case.rulebook, number, None, (), fact, cause)
    return Opening(
        begun=begun,
        requester=requester,
        subject=report.subject,
        text=report.text,
        changes=Changes(
            contacts=report.fresh,
            participants=(Participant(number, requester.id, "requester"),),
            words=(TicketWords(number, subject=report.subject, fields=report.fields or None),),
        )
        + stored.changes("opened", case.now, begun),
    )


def asked_for(last: Recorded, happening: Happening, letters: Changes) -> tuple[Recorded, ...]:
    """Return that the requester was asked for what the report lacks, where one of these letters does so (MAD-23)."""
    policy = happening.rulebook.policy
    missing = missing_from(happening, person_view(happening.requester, policy))
    if not missing or happening.outage is not None or all(row.notice != RECEIPT for row in letters.outbox):
        return ()
    cause, ticket = Cause(happening.now, DAEMON, RECEIPT), last.ticket
    return (recorded(happening.rulebook, ticket.number, ticket, last.targets, DetailsRequested(missing), cause),)


def _answers_us(mail: Prepared, office: Office) -> bool:
    return any(is_own_id(parent, office.addresses) for parent in mail.message.in_reply_to)


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


def _fact(case: Case, report: Report, linked_to: int | None) -> TicketOpened:
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
        requester=report.requester.id,
        channel=report.channel,
        tags=triaged.tags,
        confidential=triaged.confidential,
        linked_to=linked_to,
        unit=case.rulebook.policy.people.unit_of(report.requester.address),
    )
