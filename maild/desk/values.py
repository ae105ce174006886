"""What templates see: plain values of one ticket for one reader, and nothing that this reader must not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.tickets.events import NoteAdded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.desk.happening import Happening
    from maild.desk.office import Office
    from maild.desk.recipients import Recipient
    from maild.policy.model import LabelKind

EXCERPT = 4000
LABELLED: tuple[LabelKind, ...] = (
    "type",
    "status",
    "category",
    "detail",
    "service",
    "urgency",
    "impact",
    "priority",
    "channel",
)


def values_for(happening: Happening, recipient: Recipient, office: Office, reply: str) -> Mapping[str, object]:
    """Return the values of one letter.

    `office`, `recipient`, `ticket` (number, tag, title, opened_at, and the labels in the reader's language),
    `requester` (name, address, unit, phone, location), `text` (the new words), `note` (visibility, author, flagged),
    `reasons` (why triage decided so), `response_due_at`, `response_within`, `missing` (what the requester is asked
    for), `linked_to`, `failed` (address and diagnostic), `reply` (who reads an answer: public or internal).
    """
    recorded, policy = happening.recorded, happening.rulebook.policy
    ticket, language = recorded.ticket, recipient.language
    labels = {kind: policy.label(kind, str(getattr(ticket, kind)), language) for kind in LABELLED}
    response = next((target for target in recorded.targets if target.name == "response"), None)
    requester = happening.requester or next(iter(happening.ledger.participants(ticket.number)), None)
    unit = (requester.unit or policy.people.unit_of(requester.address)) if requester else ""
    return {
        "office": office,
        "recipient": recipient,
        "ticket": {
            **labels,
            "number": ticket.number,
            "tag": office.tag(ticket.number),
            "title": _title(happening),
            "opened_at": ticket.opened_at,
            "group": _group(happening),
        },
        "requester": {
            "name": requester.name if requester else "",
            "address": requester.address if requester else "",
            "unit": unit,
            "phone": requester.phone if requester else "",
            "location": requester.location if requester else "",
        },
        "text": happening.text[:EXCERPT],
        "note": _note(happening),
        "reasons": [
            {"rule": hit.rule, "because": hit.because}
            for hit in (happening.mail.triaged.hits if happening.mail else ())
        ],
        "attachments": [
            {"filename": one.filename, "size": one.size}
            for one in (happening.mail.message.attachments if happening.mail else ())
            if not one.inline
        ],
        "response_due_at": response.due_at if response else None,
        "response_within": response.within if response else None,
        "missing": _missing(happening, unit),
        "linked_to": office.tag(happening.linked_to) if happening.linked_to else "",
        "failed": {"address": happening.failed.address, "diagnostic": happening.text} if happening.failed else None,
        "reply": reply,
    }


def _title(happening: Happening) -> str:
    if happening.subject:
        return happening.subject
    words = happening.ledger.work.words(happening.recorded.ticket.number)
    return (words.subject or "") if words else ""


def _group(happening: Happening) -> str:
    group = happening.rulebook.policy.people.group(happening.recorded.ticket.group)
    return group.name if group else ""


def _note(happening: Happening) -> Mapping[str, object] | None:
    fact = happening.recorded.event.fact
    if not isinstance(fact, NoteAdded):
        return None
    sender = happening.mail.message.from_address if happening.mail else None
    return {
        "visibility": fact.visibility,
        "flagged": fact.flagged,
        "by_requester": fact.by_requester,
        "author": (sender.name or sender.address) if sender else "",
    }


def _missing(happening: Happening, unit: str) -> list[str]:
    """MAD-1, UNM-1: what the procedure of this type asks every requester for and this one has not said."""
    procedure = happening.rulebook.policy.procedure_for(happening.recorded.ticket.type)
    known = {"unit": unit}
    if happening.requester is not None:
        known |= {"phone": happening.requester.phone, "location": happening.requester.location}
    return [field for field in (procedure.asks if procedure else ()) if not known.get(field)]
