"""A mail about a ticket becomes a note on it: who may read it, what follows from its words, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.desk.actions import addresses
from maild.desk.actions.afterwards import afterwards
from maild.desk.actions.diagnosing import diagnosis_before
from maild.desk.actions.record import filled, named, with_known
from maild.desk.incoming.breaker import EVERY_NOTE, telling_of_note, telling_of_unproven
from maild.desk.incoming.form import fields_in, told_of
from maild.desk.incoming.leaving_text import fit_to_leave
from maild.desk.incoming.received import note_of
from maild.desk.outgoing.learning import learned
from maild.desk.recording import actor_of
from maild.desk.records import Changes, SurveyAnswer
from maild.desk.surveys.survey import score_in
from maild.tickets.events import NoteAdded, RecordFilled, SurveyAnswered, TicketReopened, WaitingEnded

if TYPE_CHECKING:
    from maild.desk.incoming.admission import Admission
    from maild.desk.incoming.breaker import Telling
    from maild.desk.incoming.case import Case
    from maild.desk.incoming.finding import Found
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.records import TicketWords
    from maild.tickets.events import Fact
    from maild.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail says on a ticket: the note that it is, the text of that, and the facts that follow.

    `record` are the words of the ticket's record that it fills in, `left_out` the lines that may not leave the desk.
    """

    note: NoteAdded
    text: str
    then: tuple[Fact, ...] = ()
    record: TicketWords | None = None
    left_out: tuple[str, ...] = ()


class NoteTaker:
    """Takes the notes of one desk."""

    def __init__(self, office: Office, notifier: Notifier) -> None:
        self._office = office
        self._notifier = notifier

    def noted(self, case: Case, found: Found, ticket: Ticket, admission: Admission) -> Changes:
        """Return the note that a mail is on the ticket it has found, and all that comes of it."""
        sender = case.mail.message.from_address
        contact, fresh = case.ledger.contact(case.mail.sender, sender.name if sender else "")
        said, actor = self._said(case, found, ticket, admission), actor_of(case.person, contact)
        if said.note.by_requester and admission.entry == "joined":
            told = told_of(contact, fields_in(said.text), proven=case.mail.proof.kind == "sender")
            fresh = (told,) if fresh or told != contact else ()
        scored = any(isinstance(fact, SurveyAnswered) for fact in said.then)
        changes = Changes(
            contacts=fresh,
            outbox_steps=tuple(learned(found, case.mail, case.ledger, case.now)),
            words=(said.record,) if said.record is not None else (),
            survey_answers=(SurveyAnswer(ticket.number, contact.id, case.now),) if scored else (),
        )
        telling = self._telling(case, ticket, said.note, actor)
        changes += note_of(
            case, ticket.number, said.note, actor, admission.because, self._notifier, said.text, said.then, telling
        )
        row = found.row
        if row is not None and admission.entry == "inside":
            changes += addresses.renewal(case, row, ticket, contact, changes.messages[0].id, self._notifier)
        if row is not None and said.left_out:
            changes += self._notifier.left_out(said.left_out, row, ticket, case.ledger, case.now)
        return changes

    def _said(self, case: Case, found: Found, ticket: Ticket, admission: Admission) -> Said:
        text = case.mail.text
        if admission.entry != "joined":
            by_requester = admission.standing == "participant" and admission.entry != "inside"
            return Said(NoteAdded("internal", by_requester=by_requester, flagged=admission.entry != "heard"), text)
        if admission.standing == "participant":
            return Said(NoteAdded("public", by_requester=True), text, _then_of_requester(case, ticket))
        return self._said_by_staff(case, found, ticket)

    def _said_by_staff(self, case: Case, found: Found, ticket: Ticket) -> Said:
        text, words = case.mail.text, case.ledger.words(ticket.number)
        said = Said(NoteAdded("internal"), text)
        if self._answers_the_public(case, found):
            text, left_out = fit_to_leave(text, ticket.number, words, case.ledger)
            said = Said(NoteAdded("public" if text.strip() else "internal"), text, left_out=left_out)
        record = with_known(filled(ticket.number, case.mail.text), words)
        return replace(said, then=_then_of_record(record, ticket, case), record=record) if named(record) else said

    def _answers_the_public(self, case: Case, found: Found) -> bool:
        """An operator's reply to a client's message is public; text leaves the desk only with enough proof."""
        row = found.row
        if case.person is None or row is None or not found.addressed or "operator" not in case.person.roles:
            return False
        proven = case.mail.proof.kind == "sender" or self._office.commands == "key"
        return proven and found.how == "key" and row.reply == "public"

    def _telling(self, case: Case, ticket: Ticket, note: NoteAdded, actor: str) -> Telling:
        """Guarantee 4: however much somebody writes on a ticket, those who work on it are not flooded."""
        if note.flagged:
            return telling_of_unproven(ticket.number, case.mail.sender, case.ledger, case.now)
        if note.by_requester or case.person is None:
            return telling_of_note(ticket.number, actor, case.ledger, self._office.limits, case.now)
        return EVERY_NOTE


def _then_of_requester(case: Case, ticket: Ticket) -> tuple[Fact, ...]:
    """A requester scores the work, says that it is not solved, or answers what was asked."""
    score = score_in(case.mail.text, ticket.number, case.ledger, case.rulebook.policy, case.now)
    if score is not None:
        return (score,)
    if afterwards(case.mail, ticket, case.rulebook, case.now) == "reopen":
        return (TicketReopened("requester"),)
    return (WaitingEnded(),) if ticket.status == "waiting" else ()


def _then_of_record(record: TicketWords, ticket: Ticket, case: Case) -> tuple[Fact, ...]:
    """The record has words, and the one that says what helps ends the diagnosis."""
    fact = RecordFilled(named(record))
    diagnosis = diagnosis_before(fact, ticket, None, lambda: case.ledger.history(ticket.number))
    return (diagnosis, fact) if diagnosis is not None else (fact,)
