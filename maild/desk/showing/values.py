"""What templates see of a ticket: views for one reader, in this reader's language, and nothing he must not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast
from zoneinfo import ZoneInfo

from maild.desk.recipients import ADDRESSEE
from maild.desk.rulebook import COPY
from maild.desk.showing.handling_values import handling_values
from maild.desk.showing.outage_values import outage_view, proposal_values
from maild.desk.showing.stage_values import stage_labels, stage_values
from maild.desk.showing.survey_views import survey_values
from maild.notices.values import DeskView, FileView, PersonView, ReasonView, ReplyView, TicketView
from maild.tickets.events import NoteAdded, NoticeFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from maild.desk.happening import Happening
    from maild.desk.office import Office
    from maild.desk.recipients import Recipient
    from maild.desk.records import Contact
    from maild.notices.values import SimilarView
    from maild.policy.model import LabelKind, Policy
    from maild.policy.triage import Hit
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

Side = Literal["requester", "staff"]

LETTER = "letter"
REQUESTERS = frozenset({"requester", "participants"})
LABELLED: tuple[LabelKind, ...] = (
    "type",
    "status",
    "category",
    "service",
    "urgency",
    "impact",
    "priority",
    "channel",
)


def desk_view(office: Office) -> DeskView:
    """Return the desk as every notice names it."""
    return DeskView(office.name, office.address, ZoneInfo(office.timezone))


def reply_view(office: Office, number: int | None, thread: str, key: str) -> ReplyView:
    """Return how one reader answers: at an address of his own, or by a key in the foot where the server has none."""
    subject = f"Re: {office.tag(number)}" if number is not None else ""
    if office.plus:
        return ReplyView(office.with_detail(key), subject, thread)
    return ReplyView(office.address, subject, thread, key)


def side_of(recipient: Recipient) -> Side:
    """Return on which side of the desk a reader is."""
    return "requester" if recipient.role in {*REQUESTERS, ADDRESSEE} else "staff"


def values_of(
    happening: Happening, office: Office, hints: Callable[[], tuple[SimilarView, ...]], language: str, side: Side
) -> Mapping[str, object]:
    """Return all that a notice of this happening may speak of to readers of this language on this side of the desk.

    `hints` finds what is like the ticket, in whatever language; the staff alone see it.
    """
    fact, ticket, mail = happening.recorded.event.fact, happening.recorded.ticket, happening.mail
    policy = happening.rulebook.policy
    requester = happening.requester or happening.ledger.requester(ticket.number)
    asked = person_view(requester, policy)
    failed = happening.failed
    return {
        "ticket": ticket_view(happening, language, office, staff=side == "staff"),
        "requester": asked,
        "author": author_view(happening, policy),
        "reader": side,
        "similar": hints() if side == "staff" else (),
        "visibility": fact.visibility if isinstance(fact, NoteAdded) else "public",
        "text": happening.text,
        "of_many": happening.of_many,
        "attachments": _attachments(happening),
        "reasons": tuple(_reason(hit, policy, language) for hit in (mail.triaged.hits if mail else ())),
        "proven": happening.proven,
        "copied": happening.recorded.ticket.channel == COPY,
        "because": happening.because,
        "linked": _linked(happening, office),
        "missing": missing_from(happening, asked),
        "offered": (),
        "recipient": PersonView(failed.address, failed.name) if failed else PersonView(""),
        "permanent": isinstance(fact, NoticeFailed) and fact.permanent,
        "status": fact.status if isinstance(fact, NoticeFailed) else "",
        "diagnostic": happening.text if failed else "",
        "size": mail.fetched.size if mail else 0,
        "limit": len(mail.fetched.raw) if mail else 0,
        "outage": outage_view(happening, office, staff=side == "staff"),
        **proposal_values(happening, office),
        **survey_values(happening, language, office),
        **handling_values(happening),
        **stage_values(happening, language),
    }


def ticket_view(happening: Happening, language: str, office: Office, *, staff: bool = False) -> TicketView:
    """Return a ticket as this reader sees it, its labels in his language."""
    recorded = happening.recorded
    title = _title(happening, recorded.ticket.number)
    policy = happening.rulebook.policy
    return stands_view(recorded.ticket, recorded.targets, title, policy, language, office, staff=staff)


def stands_view(
    ticket: Ticket,
    targets: Iterable[Target],
    title: str,
    policy: Policy,
    language: str,
    office: Office,
    *,
    staff: bool = False,
) -> TicketView:
    """Return a ticket as it stands, for a reader of this language; the staff see the stage of its procedure too."""
    due = {target.name: target for target in sorted(targets, key=lambda target: target.run)}
    response = due.get("response")
    group, assignee = policy.people.group(ticket.group), policy.people.person(ticket.assignee)
    labels = {kind: policy.label(kind, str(getattr(ticket, kind)), language) for kind in LABELLED}
    return TicketView(
        number=office.ticket_name(ticket.number),
        title=title,
        opened_at=ticket.opened_at,
        **labels,
        group=group.name if group else "",
        assignee=assignee.name if assignee else "",
        response_within=response.within if response else None,
        response_due_at=response.due_at if response else None,
        confidential=ticket.confidential,
        **(stage_labels(ticket, policy, language) if staff else {}),
    )


def brief_view(ticket: Ticket, office: Office, targets: Iterable[Target] = ()) -> TicketView:
    """Return a ticket as anybody may see it: its number and what was promised, and none of its words."""
    response = next((target for target in targets if target.name == "response"), None)
    return TicketView(
        number=office.ticket_name(ticket.number),
        title="",
        opened_at=ticket.opened_at,
        response_within=response.within if response else None,
        response_due_at=response.due_at if response else None,
    )


def person_view(contact: Contact | None, policy: Policy) -> PersonView:
    """Return somebody who writes to the desk; the unit is the office's own record where there is one."""
    if contact is None:
        return PersonView("")
    unit = contact.unit or policy.people.unit_of(contact.address)
    return PersonView(contact.address, contact.name, unit, contact.phone, contact.location)


def author_view(happening: Happening, policy: Policy) -> PersonView:
    """Return who wrote the new words: a person of the office under the office's name for them."""
    sender = happening.mail.message.from_address if happening.mail else None
    if sender is None:
        return PersonView("")
    listed = policy.people.by_address(sender.address)
    if listed is not None:
        return PersonView(sender.address, listed.name, listed.unit, listed.phone)
    return PersonView(sender.address, sender.name, policy.people.unit_of(sender.address))


def _reason(hit: Hit, policy: Policy, language: str) -> ReasonView:
    gives = tuple((field, _called(field, value, policy, language)) for field, value in hit.gives)
    return ReasonView(hit.because, hit.rule, f"{hit.file}:{hit.line}", hit.words, gives)


def _called(field: str, value: str, policy: Policy, language: str) -> str:
    if field == "group":
        group = policy.people.group(value)
        return group.name if group else value
    return policy.label(cast("LabelKind", field), value, language)


def _attachments(happening: Happening) -> tuple[FileView, ...]:
    attachments = happening.mail.message.attachments if happening.mail else ()
    return tuple(FileView(one.filename, one.size) for one in attachments if not one.inline)


def _title(happening: Happening, number: int) -> str:
    if happening.subject and number == happening.recorded.ticket.number:
        return happening.subject
    return happening.ledger.words(number).subject or ""


def _linked(happening: Happening, office: Office) -> TicketView | None:
    number = happening.linked_to
    ticket = happening.ledger.ticket(number) if number is not None else None
    if ticket is None:
        return None
    title = "" if ticket.confidential else _title(happening, ticket.number)
    name = office.ticket_name(ticket.number)
    return TicketView(name, title, ticket.opened_at, confidential=ticket.confidential)


def missing_from(happening: Happening, requester: PersonView) -> tuple[str, ...]:
    """MAD-1, UNM-1: what the procedure of this type asks every requester for and this one has not said."""
    procedure = happening.rulebook.policy.procedure_for(happening.recorded.ticket.type)
    known = {"unit": requester.unit, "phone": requester.phone, "location": requester.location}
    missing = tuple(field for field in (procedure.asks if procedure else ()) if not known.get(field))
    return (*missing, LETTER) if needs_letter(happening) else missing


def needs_letter(happening: Happening) -> bool:
    """MAD-23: tell whether such a request is complete only with a letter, and came without any file."""
    kind = happening.rulebook.policy.taxonomy.type(happening.recorded.ticket.type)
    return kind is not None and bool(kind.letter) and not _attachments(happening)
