"""Carrying out the commands of a mail, all or nothing, and telling their giver what was done and who saw it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.desk.actions.absorbed import told_to_absorbed
from maild.desk.actions.course import Course
from maild.desk.actions.given import given_before, given_in, giver_of
from maild.desk.actions.inquiry import Inquiry
from maild.desk.actions.naming import likely
from maild.desk.actions.proof import is_known, is_stale, suffices
from maild.desk.actions.spreading import spread
from maild.desk.actions.table import ACTIONS, QUESTIONS, allowed
from maild.desk.actions.task import Refused
from maild.desk.actions.telling import status
from maild.desk.incoming.breaker import EVERY_NOTE, telling_of_note, told_by
from maild.desk.incoming.received import received
from maild.desk.recipients import circle_of
from maild.desk.recording import Cause
from maild.desk.records import Changes
from maild.desk.stages import awaits_requester
from maild.mail.command_words import COMMANDS
from maild.mail.commands import asks_for_status, meant, ticket_named
from maild.mail.message import Command
from maild.tickets.events import NoteAdded

if TYPE_CHECKING:
    from maild.desk.actions.given import Given
    from maild.desk.actions.replies import Replies
    from maild.desk.actions.task import Giver
    from maild.desk.incoming.admission import Admission
    from maild.desk.incoming.breaker import Telling
    from maild.desk.incoming.case import Case
    from maild.desk.incoming.finding import Found
    from maild.desk.incoming.opening import Report
    from maild.desk.incoming.received import Received
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.records import Confirmation
    from maild.tickets.events import Visibility
    from maild.tickets.ticket import Ticket

TO_ANOTHER = frozenset({"merge"})
"""The commands whose argument is another ticket."""


class Performer:
    """Carries out what mails command."""

    def __init__(self, office: Office, notifier: Notifier, replies: Replies) -> None:
        self._office = office
        self._notifier = notifier
        self._replies = replies

    def perform(self, case: Case, found: Found, admission: Admission) -> Changes | None:
        """Return all that the commands of a mail about a ticket do, or why they do nothing; None without any."""
        ticket = case.ledger.ticket(found.ticket)
        staff = admission.standing == "staff"
        given = given_in(case, self._office, found.ticket, staff=staff) if admission.entry == "joined" else None
        if given is None or ticket is None:
            return None
        visibility: Visibility = "internal" if staff else "public"
        stored = received(case.mail, case.ledger, ticket.number, visibility, admission.because)
        fresh = Changes(contacts=given.fresh)
        try:
            self._check(given, case, ticket)
            lacking = self._lacks_proof(given, ticket)
            if lacking:
                return fresh + self._held(given, ticket, stored, case)
            return fresh + self._done(given, ticket, stored, case)
        except Refused as refusal:
            return fresh + self._refused(given, ticket, refusal, stored, case)

    def answer(self, case: Case) -> Changes | None:
        """Return the answer to a mail that holds nothing but questions and is about no ticket, None for all others."""
        staff = case.person is not None and bool(case.person.roles)
        given = given_in(case, self._office, None, staff=staff)
        if given is None or not is_known(case) or not case.mail.reading.origin.may_answer:
            return None
        only_questions = all(command.name in QUESTIONS for command in given.commands)
        beside = case.mail.text and not staff and _says_more(case.mail.text)
        if not only_questions or beside or (given.text and staff):
            return None
        stored = received(case.mail, case.ledger, None, "internal", "it asks the desk, and was answered")
        changes = Changes(contacts=given.fresh) + stored.changes("noted", case.now, ())
        try:
            return changes + self._answers(given, None, case)
        except Refused as refusal:
            return changes + self._replies.refusal(given, refusal, None, case)

    def confirmed(self, case: Case, confirmation: Confirmation) -> Changes:
        """Return what a held mail does now that its sender has confirmed it (guarantee 5)."""
        ticket = case.ledger.ticket(confirmation.ticket)
        message = case.ledger.work.message(confirmation.message)
        if ticket is None or message is None or case.person is None:
            raise LookupError(f"what letter {confirmation.letter} asked about is gone")
        stored = received(case.mail, case.ledger, ticket.number, "internal", "the sender confirmed a command mail")
        changes = stored.changes("noted", case.now, ()) + Changes(
            confirmations=(replace(confirmation, confirmed_at=case.now),), withdrawals=(confirmation.letter,)
        )
        contact, fresh = case.ledger.contact(case.mail.sender)
        given = given_before(message, contact, case.person, self._office)
        cause = Cause(case.now, given.giver.actor, "confirmed", message.id)
        course = Course(given, ticket, case, self._office, cause, message)
        try:
            done = course.run()
        except Refused as refusal:
            return Changes(contacts=fresh) + changes + self._replies.refusal(given, refusal, ticket, case)
        letters = self._letters(course, given, case)
        receipt = self._replies.receipt(given, done, course, case, letters)
        return Changes(contacts=fresh) + changes + course.written() + letters + receipt

    def offer(self, case: Case, found: Found, admission: Admission) -> Changes:
        """Return what plain words ask for: a command is offered back as a button, a status is told."""
        ticket = case.ledger.ticket(found.ticket)
        if ticket is None or admission.entry != "joined":
            return Changes()
        name = meant(case.mail.text)
        if admission.standing == "participant":
            if asks_for_status(case.mail.text):
                return self._status(case, ticket)
            confirms = name == "resolve" and awaits_requester(ticket, case.rulebook.policy)
            return self._replies.offer("resolve", ticket, case) if confirms else Changes()
        return self._replies.offer(name, ticket, case) if name is not None and case.person is not None else Changes()

    def _status(self, case: Case, ticket: Ticket) -> Changes:
        contact, _ = case.ledger.contact(case.mail.sender)
        giver = giver_of(contact, None, self._office)
        asked = Inquiry(Command("status", ""), giver, ticket.number, case.ledger, case.rulebook, self._office, case.now)
        return self._replies.answer(giver, status(asked), case)

    def opened_for(self, case: Case, report: Report, opened: Changes) -> Changes:
        """Return the operator's own letter about a ticket recorded for somebody, with a text to paste where needed."""
        giver = self._giver(case)
        ticket = opened.tickets[-1]
        targets = tuple(target for target in opened.targets if target.ticket == ticket.number)
        return self._replies.opened_for(giver, ticket, targets, report, case) if giver else Changes()

    def refusal(self, case: Case, refusal: Refused) -> Changes:
        """Return why the commands of a mail that is about no ticket did nothing."""
        given = given_in(case, self._office, None, staff=True) if case.person is not None else None
        if given is None or not is_known(case):
            return Changes()
        return self._replies.refusal(given, refusal, None, case)

    def _giver(self, case: Case) -> Giver | None:
        if case.person is None:
            return None
        contact, _ = case.ledger.contact(case.mail.sender)
        return giver_of(contact, case.person, self._office)

    def _check(self, given: Given, case: Case, ticket: Ticket) -> None:
        person = given.giver.person
        if person is not None and ticket.confidential and person.id not in circle_of(ticket, case.rulebook.policy):
            raise Refused("confidential")
        for command in given.commands:
            if not allowed(command.name, staff=person is not None):
                raise Refused("unknown_command", likely=_likely(command.line))
            self._check_ticket(command)
        if is_stale(case):
            raise Refused("too_old")
        if _was_said(case):
            raise Refused("said_before")

    def _check_ticket(self, command: Command) -> None:
        """Refuse what is said to another ticket than the one that its mail is about: nothing is done to that one."""
        named = ticket_named(command, self._office.ticket_prefix)
        if named is not None and command.name in ACTIONS and command.name not in TO_ANOTHER:
            refusal = Refused("other_ticket", number=self._office.ticket_name(named[0]))
            refusal.command = command.name
            raise refusal

    def _lacks_proof(self, given: Given, ticket: Ticket) -> bool:
        if given.giver.person is None:
            # Who is let in as a participant has proven enough for what participants may do.
            return False
        actions = (ACTIONS[command.name] for command in given.commands if command.name in ACTIONS)
        needs = ["both" if ticket.confidential else action.need for action in actions]
        return not all(suffices(given.evidence, need, self._office) for need in needs)

    def _done(self, given: Given, ticket: Ticket, stored: Received, case: Case) -> Changes:
        cause = Cause(case.now, given.giver.actor, "mail", stored.message_id)
        course = Course(given, ticket, case, self._office, cause, stored.message)
        done = course.run()
        answers = self._answers(given, ticket.number, case)
        told = stored.as_public(course.public) if course.public and _says(case.mail.text, course.public) else stored
        changes = told.changes("noted", case.now, course.recorded) + course.beside()
        letters = self._letters(course, given, case)
        if done:
            answers += self._replies.receipt(given, done, course, case, letters)
        return changes + letters + answers

    def _answers(self, given: Given, about: int | None, case: Case) -> Changes:
        changes = Changes()
        for command in given.commands:
            if (question := QUESTIONS.get(command.name)) is not None:
                asked = Inquiry(command, given.giver, about, case.ledger, case.rulebook, self._office, case.now)
                changes += self._replies.answer(given.giver, question.answer(asked), case)
        return changes

    def _letters(self, course: Course, given: Given, case: Case) -> Changes:
        telling = self._telling(given, course.ticket, case)
        happenings = tuple(told_by(telling, course.happenings(case)))
        letters = Changes(told=telling.remembered) + self._notifier.letters(*happenings)
        letters += told_to_absorbed(happenings, self._notifier, self._office)
        return letters + spread(happenings, self._notifier, self._office)

    def _telling(self, given: Given, ticket: Ticket, case: Case) -> Telling:
        """Guarantee 4: a requester's words reach the staff no oftener for standing beside a command."""
        if given.giver.person is not None:
            return EVERY_NOTE
        return telling_of_note(ticket.number, given.giver.actor, case.ledger, self._office.limits, case.now)

    def _refused(self, given: Given, ticket: Ticket, refusal: Refused, stored: Received, case: Case) -> Changes:
        """The text stays as a note, nothing else happens, and the giver hears why."""
        cause = Cause(case.now, given.giver.actor, "mail", stored.message_id)
        course = Course(given, ticket, case, self._office, cause, stored.message)
        course.note(NoteAdded(stored.message.visibility, by_requester=given.giver.person is None))
        changes = stored.changes("noted", case.now, course.recorded)
        return changes + self._replies.refusal(given, refusal, ticket, case)

    def _held(self, given: Given, ticket: Ticket, stored: Received, case: Case) -> Changes:
        """One proof is there and one is missing: the mail waits for a word from the address on file."""
        cause = Cause(case.now, given.giver.actor, "mail", stored.message_id)
        course = Course(given, ticket, case, self._office, cause, stored.message)
        course.note(NoteAdded("internal", flagged=True))
        changes = stored.changes("noted", case.now, course.recorded)
        return changes + self._replies.confirmation(given, ticket, stored.message_id, case)


def _was_said(case: Case) -> bool:
    """Tell whether the same words came before under another Message-ID, on this ticket or another.

    A signed mail can be sent again by anybody, with other ids around it.
    """
    mail = case.mail
    if mail.message.date is None:
        return False
    said = case.ledger.work.said_at(mail.sender, mail.message.date, mail.message.subject)
    return any(_says(mail.text, text) for text in said)


def _says(whole: str, part: str) -> bool:
    """Tell whether every line of a part stands in the whole."""
    return {line.strip() for line in part.splitlines()} <= {line.strip() for line in (*whole.splitlines(), "")}


def _likely(line: str) -> tuple[str, ...]:
    word = line.lstrip("#＃ ").split(None, 1)[0].lower() if line.strip("#＃ ") else ""
    known = (one for one in COMMANDS if allowed(one.name, staff=True) or allowed(one.name, staff=False))
    return likely(word, ((f"#{each}", (each,)) for one in known for each in one.words))


def _says_more(text: str) -> bool:
    return len([line for line in text.splitlines() if line.strip()]) > 1
