"""What the giver of commands is written: receipt, refusal, question whether it was them, answer, offer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.actions.given import giver_of
from maild.desk.actions.telling import view_of_command
from maild.desk.letters.budgets import unproven_receipt_at
from maild.desk.letters.writing import Order
from maild.desk.recipients import Recipient
from maild.desk.records import Changes, Confirmation
from maild.desk.showing.values import person_view, stands_view
from maild.notices.values import CommandView, PersonView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maild.desk.actions.course import Course
    from maild.desk.actions.given import Given
    from maild.desk.actions.inquiry import Answer
    from maild.desk.actions.task import Giver, Refused
    from maild.desk.happening import Happening
    from maild.desk.incoming.case import Case
    from maild.desk.incoming.opening import Report
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.notices.values import DoneView, TicketView
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

CONFIRMATIONS_AN_HOUR = 3
HOUR = timedelta(hours=1)


class Replies:
    """Writes to the giver of commands, and to nobody else."""

    def __init__(self, office: Office, notifier: Notifier) -> None:
        self._office = office
        self._notifier = notifier

    def receipt(
        self, given: Given, done: tuple[DoneView, ...], course: Course, case: Case, letters: Changes | None = None
    ) -> Changes:
        """Return what was done and who saw it; a requester whom another letter tells so gets no receipt besides."""
        address = given.giver.contact.address.lower()
        if given.giver.person is None and letters and any(row.address.lower() == address for row in letters.outbox):
            return Changes()
        values = {
            "ticket": self._view(course.ticket, given.giver, case),
            "requester": self._requester(course.ticket, case),
            "done": done,
            "public": course.public,
            "internal": course.internal if given.giver.person else "",
            "left_out": course.left_out,
            "told": _told(letters) if given.giver.person else (),
            "others": _others(letters, course.ticket.number),
            "undoable": given.giver.person is not None and bool(course.recorded),
        }
        return self._letter("command_receipt", given.giver, values, case, course.ticket, course.happenings(case))

    def refusal(self, given: Given, refusal: Refused, ticket: Ticket | None, case: Case) -> Changes:
        """Return why nothing was done, and what would be right."""
        named = refusal.command or next((one.name for one in given.commands if one.name), "")
        values = {
            "ticket": self._view(ticket, given.giver, case) if ticket else None,
            "reason": refusal.code,
            "said": {"likely": (), "fields": (), **refusal.values},
            "command": view_of_command(named, given.giver.language) or CommandView("#bantuan", "", ""),
        }
        return self._letter("command_refused", given.giver, values, case, ticket)

    def confirmation(self, given: Given, ticket: Ticket, message: int, case: Case) -> Changes:
        """Return the question whether a command mail is its sender's; it quotes nothing of that mail."""
        person = given.giver.person
        assert person is not None, "requesters are not asked"
        if case.ledger.work.unconfirmed_since(ticket.number, person.id, case.now - HOUR) >= CONFIRMATIONS_AN_HOUR:
            return Changes()
        views = (view_of_command(command.name, given.giver.language) for command in given.commands)
        values = {
            "ticket": self._view(ticket, given.giver, case),
            "commands": tuple(view for view in views if view is not None),
        }
        recipient = Recipient(person.address, person.name, given.giver.language, "staff", person=person.id)
        order = Order("confirm", recipient, case.now, ticket.number, key="confirm")
        letter = self._notifier.letter(order, values, case.ledger)
        row = letter.outbox[0]
        return letter + Changes(confirmations=(Confirmation(row.id, ticket.number, person.id, message, case.now),))

    def answer(self, giver: Giver, answer: Answer, case: Case) -> Changes:
        """Return the letter that answers a question."""
        ticket = self._view(answer.ticket, giver, case) if answer.ticket else None
        requester = self._requester(answer.ticket, case) if answer.ticket else PersonView("")
        values = {"ticket": ticket, "requester": requester, "staff": giver.person is not None, **answer.values}
        return self._letter(answer.notice, giver, values, case, answer.ticket)

    def opened_for(
        self, giver: Giver, ticket: Ticket, targets: tuple[Target, ...], report: Report, case: Case
    ) -> Changes:
        """Return what an operator gets about a ticket recorded for somebody: a text to paste where no mail goes."""
        policy = case.rulebook.policy
        values = {
            "ticket": stands_view(ticket, targets, report.subject, policy, giver.language, self._office),
            "requester": person_view(report.requester, policy),
        }
        return self._letter("opened_for", giver, values, case, ticket)

    def offer(self, name: str, ticket: Ticket, case: Case) -> Changes:
        """Return plain words as a button."""
        contact, _ = case.ledger.contact(case.mail.sender)
        giver = giver_of(contact, case.person, self._office)
        reader = "staff" if giver.person is not None else "requester"
        view, command = self._view(ticket, giver, case), view_of_command(name, giver.language)
        values = {"ticket": view, "command": command, "reader": reader}
        return self._letter("command_offered", giver, values, case, ticket)

    def _letter(
        self,
        notice: str,
        giver: Giver,
        values: Mapping[str, object],
        case: Case,
        ticket: Ticket | None,
        happenings: Iterable[Happening] = (),
    ) -> Changes:
        recipient, budget = recipient_of(giver, ticket), "unproven" if _proves_little(case) else ""
        if budget and unproven_receipt_at(recipient.address, case.ledger, self._office.limits, case.now) > case.now:
            return Changes()
        references = _references(ticket, giver, case)
        number = ticket.number if ticket else None
        order = Order(notice, recipient, case.now, number, references=references, reply="internal", budget=budget)
        return self._notifier.letter(order, values, case.ledger, happenings)

    def _view(self, ticket: Ticket, giver: Giver, case: Case) -> TicketView:
        words, targets = case.ledger.words(ticket.number), case.ledger.targets(ticket.number)
        policy, staff = case.rulebook.policy, giver.person is not None
        return stands_view(ticket, targets, words.subject or "", policy, giver.language, self._office, staff=staff)

    def _requester(self, ticket: Ticket, case: Case) -> PersonView:
        asker = case.ledger.requester(ticket.number)
        return person_view(asker, case.rulebook.policy)


def _others(letters: Changes | None, number: int) -> int:
    """Count those who were told in threads of their own: requesters of what was merged or is part of an outage."""
    return sum(row.contact is not None and row.ticket != number for row in letters.outbox) if letters else 0


def _told(letters: Changes | None) -> tuple[str, ...]:
    """Return who of the office was written to because of these commands."""
    rows = letters.outbox if letters is not None else ()
    return tuple(dict.fromkeys(row.name for row in rows if row.person))


def recipient_of(giver: Giver, ticket: Ticket | None) -> Recipient:
    """Return the giver as a reader: at the address he wrote from, which is one on file."""
    address, person = giver.contact.address, giver.person
    if person is not None:
        return Recipient(address, person.name, giver.language, "staff", person=person.id)
    role = "requester" if ticket is not None and ticket.requester == giver.contact.id else "participants"
    return Recipient(address, giver.contact.name, giver.language, role, contact=giver.contact.id)


def _proves_little(case: Case) -> bool:
    """Tell whether a thread id is all that speaks for the sender: who found one may not fill a mailbox by it."""
    return case.mail.proof.kind != "sender" and case.found is not None and case.found.how == "thread"


def _references(ticket: Ticket | None, giver: Giver, case: Case) -> tuple[str, ...]:
    own = case.mail.message.message_id
    known = case.ledger.conversation(ticket.number, giver.contact.address) if ticket else ()
    return (*known, own) if own and own not in known else known
