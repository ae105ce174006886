"""Mail that people sent from the desk's own webmail: an answer on a ticket is heard, all else is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.desk.incoming.received import journal, received
from maild.desk.recording import Cause, actor_of, followed
from maild.desk.records import Changes
from maild.desk.views import TicketFilter
from maild.mail.commands import plain
from maild.mail.correlation import is_own_id
from maild.mail.origin_signs import auto_submitted
from maild.mail.subjects import without_prefixes
from maild.policy.people import STAFF_ROLES
from maild.tickets.events import NoteAdded

if TYPE_CHECKING:
    from maild.desk.incoming.case import Case
    from maild.desk.office import Office
    from maild.policy.model import Person

MOST_READERS = 5
MOST_TICKETS = 20


def was_sent(case: Case, office: Office) -> bool:
    """Tell whether a mail was found in a folder of what the desk has sent."""
    place = case.mail.fetched.place
    return (place.mailbox, place.folder) in office.sent_folders


def heard(case: Case, office: Office) -> Changes:
    """Return the public answer that a sent mail is: it has left already, so nobody is mailed again.

    Of what answers no ticket only the journal is kept: these are copies of our own letters, and mails of the office
    that are none of the desk's affair.
    """
    reason = _reason_not_to_hear(case, office)
    number = None if reason else _answered(case)
    ticket = case.ledger.ticket(number) if number is not None else None
    if ticket is None:
        because = reason or "it was sent from the desk's mailbox, and is about no ticket that is known"
        return Changes(journal=(journal(case.mail, case.now, "ignored", because, None, None),))
    kept = received(case.mail, case.ledger, ticket.number, "public", "it was sent from the desk's own mailbox")
    message = replace(kept.message, direction="out")
    sent = replace(kept, message=message, rows=replace(kept.rows, messages=(message,)))
    cause = Cause(case.now, actor_of(_writer(case), None), "sent", sent.message_id)
    targets = case.ledger.targets(ticket.number)
    done = followed(case.rulebook, ticket.number, ticket, targets, NoteAdded("public"), cause)
    return sent.changes("noted", case.now, done)


def _reason_not_to_hear(case: Case, office: Office) -> str:
    mail, found = case.mail.message, case.found
    if is_own_id(mail.message_id or "", office.addresses) or auto_submitted(mail):
        return "it is a copy of a letter that the desk has sent"
    if case.mail.sender != office.address.lower() and _writer(case) is None:
        return "it lies among the sent mail, but neither the desk nor its staff wrote it"
    public = case.ledger.participants(found.ticket) if found is not None else ()
    reached = {address.key for address in (*mail.to, *mail.cc)} & {one.address.lower() for one in public}
    if found is not None and not reached:
        return f"it is about ticket {found.ticket}, but went to nobody on its public side"
    return ""


def _answered(case: Case) -> int | None:
    """Return the ticket that a sent mail is about.

    One that refers to nothing is about the open ticket of that title of those to whom it went, or their only one.
    """
    mail = case.mail.message
    if case.found is not None or case.mail.carriers.message_ids:
        return case.found.ticket if case.found is not None else None
    reached = dict.fromkeys(address.key for address in (*mail.to, *mail.cc))
    wanted = (TicketFilter(requester=key, open=True, limit=MOST_TICKETS) for key in list(reached)[:MOST_READERS])
    theirs = [ticket for one in wanted for ticket in case.ledger.work.listed(one)]
    titled = [ticket for ticket in theirs if plain(ticket.subject) == plain(without_prefixes(mail.subject))]
    chosen = titled or theirs
    return chosen[0].number if len(chosen) == 1 else None


def _writer(case: Case) -> Person | None:
    return case.person if case.person is not None and case.person.roles & STAFF_ROLES else None
