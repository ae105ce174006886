"""Work passes on from whoever is away: to the deputy of these days, else back to the group; once, and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.actions.choosing import assigned_to, there
from maild.desk.actions.proof import evidence_of, is_stale
from maild.desk.files import files_of
from maild.desk.happening import Happening
from maild.desk.hours import midnight
from maild.desk.incoming.received import received
from maild.desk.recording import DAEMON, Cause, followed, recorded
from maild.desk.stages import is_held
from maild.tickets.events import NoteAdded, TicketReleased, TicketTaken
from maild.tickets.transitions import allows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from maild.desk.incoming.case import Case
    from maild.desk.incoming.finding import Found
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.records import Changes
    from maild.policy.model import People, Person
    from maild.tickets.events import Event, Fact
    from maild.tickets.ticket import Ticket

_DAY = timedelta(days=1)


def passed_on(ticket: Ticket, people: People, today: date) -> Fact:
    """Return the fact by which a ticket leaves whoever is away."""
    person = people.person(ticket.assignee)
    deputy = there(person, people, today) if person is not None else None
    if deputy is None or deputy is person:
        return TicketReleased(ticket.assignee, absent=True)
    return assigned_to(deputy, ticket)


def is_left_behind(ticket: Ticket, people: People, today: date) -> bool:
    """Tell whether the person who works on a ticket is away by the office's list, or not on it any more."""
    if not _can_pass_on(ticket):
        return False
    person = people.person(ticket.assignee)
    return person is None or not person.available(today)


def was_taken_since(ticket: Ticket, history: Sequence[Event], moment: datetime) -> bool:
    """Tell whether the person who has it took it since then: who takes work is there, whatever a list says."""
    return any(event.fact == TicketTaken(ticket.assignee) and event.at >= moment for event in history)


def works_anyway(ticket: Ticket, person: Person | None, history: Sequence[Event], today: date, office: Office) -> bool:
    """Tell whether somebody who is away by the list has taken the ticket since the absence began."""
    if person is None:
        return False
    absence = person.absence(today)
    since = absence.since if absence is not None else (person.leaves_on or today) + _DAY
    return was_taken_since(ticket, history, midnight(since, office))


def passed_on_by_vacation(case: Case, found: Found, because: str, notifier: Notifier, office: Office) -> Changes | None:
    """A proven out-of-office of the person who works on a ticket passes it on; None for any other, which is a note.

    A ticket taken the same day stays: the responder answers our own receipt of that.
    """
    ledger, number, today = case.ledger, found.ticket, office.local(case.now).date()
    ticket = ledger.ticket(number)
    if ticket is None or is_held(ticket, case.rulebook.policy) or not _can_pass_on(ticket):
        return None
    if not _is_out_of_office_of(ticket, case, number):
        return None
    if was_taken_since(ticket, ledger.history(number), midnight(today, office)):
        return None
    stored = received(case.mail, ledger, number, "internal", because)
    cause = Cause(case.now, DAEMON, "vacation", stored.message_id)
    note = NoteAdded("internal", automatic=True)
    noted = recorded(case.rulebook, number, ticket, ledger.targets(number), note, cause)
    fact = passed_on(ticket, case.rulebook.policy.people, today)
    done = followed(case.rulebook, number, noted.ticket, noted.targets, fact, cause)
    happening = Happening(
        done[0],
        case.rulebook,
        ledger,
        case.now,
        text=stored.message.text,
        proven=True,
        files=files_of(ledger.work.messages_of(number)),
    )
    happenings = (replace(happening, recorded=one) for one in done)
    return stored.changes("noted", case.now, (noted, *done)) + notifier.letters(*happenings)


def _can_pass_on(ticket: Ticket) -> bool:
    """A proposed solution needs its technician no more: it goes out by itself."""
    return bool(ticket.assignee) and ticket.proposed_at is None and allows(ticket.status, TicketReleased)


def _is_out_of_office_of(ticket: Ticket, case: Case, number: int) -> bool:
    if case.mail.reading.origin.kind != "vacation" or case.person is None or case.person.id != ticket.assignee:
        return False
    return bool(evidence_of(case, number)) and not is_stale(case)
