"""What becomes of one mail: an ordered list of questions, the first that answers decides.

A decision is a value. It is made inside the transaction, sees the decisions before it, and counts only when whole.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.desk.actions import addresses
from maild.desk.actions.afterwards import afterwards, another_matter
from maild.desk.actions.confirming import asked_about, said_in
from maild.desk.actions.on_behalf import report_for_somebody
from maild.desk.actions.passing_on import passed_on_by_vacation
from maild.desk.actions.performing import Performer
from maild.desk.actions.releasing import let_go
from maild.desk.actions.replies import Replies
from maild.desk.actions.task import Refused
from maild.desk.happening import Happening
from maild.desk.incoming.admission import admit
from maild.desk.incoming.case import Case
from maild.desk.incoming.opener import Opener
from maild.desk.incoming.opening import own_report, title_of
from maild.desk.incoming.received import journal, note_of, received
from maild.desk.incoming.sent_mail import heard, was_sent
from maild.desk.noting import NoteTaker
from maild.desk.outgoing.undelivered import failure_of
from maild.desk.recording import DAEMON, Cause, actor_of, recorded
from maild.desk.records import Changes, OutboxStep
from maild.tickets.events import NoteAdded

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from maild.desk.incoming.finding import Finder
    from maild.desk.ledger import Ledger
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.prepared import Prepared
    from maild.desk.records import OutboxRow
    from maild.desk.rulebook import Rulebook
    from maild.mail.message import Bounce, BouncedRecipient

MACHINES = frozenset({"auto_reply", "vacation", "receipt", "bounce", "bulk", "loop"})


class Judge:
    """Decides what becomes of a mail; the order of its questions is the order of `_questions`."""

    def __init__(self, office: Office, finder: Finder, notifier: Notifier) -> None:
        self._office = office
        self._finder = finder
        self._notifier = notifier
        self._opener = Opener(office, notifier)
        self._note_taker = NoteTaker(office, notifier)
        self._performer = Performer(office, notifier, Replies(office, notifier))
        self._questions: tuple[Callable[[Case], Changes | None], ...] = (
            self._is_known,
            self._is_sent_by_hand,
            self._is_a_bounce_of_ours,
            self._is_a_machine_about_a_ticket,
            self._is_a_machine,
            self._is_a_confirmation,
            self._lets_a_mail_go,
            self._is_about_a_ticket,
            self._is_a_question,
            self._is_for_somebody,
            self._is_not_wanted,
            self._is_new,
        )

    def decide(self, mail: Prepared, ledger: Ledger, rulebook: Rulebook, now: datetime) -> Changes:
        """Return all that is to be written because of this mail."""
        policy = rulebook.policy
        found = self._finder.find(mail, ledger, policy, now)
        case = Case(
            mail=mail,
            found=found,
            bounced=self._finder.bounced_letter(mail, ledger),
            answered=None if found and found.row else self._finder.answered_letter(mail, ledger, policy, now),
            person=policy.people.by_address(mail.sender) if mail.sender else None,
            ledger=ledger,
            rulebook=rulebook,
            now=now,
        )
        answers = (question(case) for question in self._questions)
        return next(changes for changes in answers if changes is not None)

    def _is_known(self, case: Case) -> Changes | None:
        """Rule 2: a content that was stored before is a duplicate, and nobody is told."""
        known = case.ledger.content(case.mail.content)
        if known is None:
            return None
        because = f"the same mail was taken in before, as message {known.message}"
        return Changes(journal=(journal(case.mail, case.now, "duplicate", because, known.message, known.ticket),))

    def _is_sent_by_hand(self, case: Case) -> Changes | None:
        """People who answer from the desk's own webmail are heard, and nothing of theirs is mailed again."""
        return heard(case, self._office) if was_sent(case, self._office) else None

    def _is_a_bounce_of_ours(self, case: Case) -> Changes | None:
        """Guarantee 4: a bounce counts only at its letter's own bounce address, and for that letter's recipient."""
        bounce, row = case.mail.reading.bounce, case.bounced
        concerned = _concerned(bounce, row) if bounce is not None and row is not None else None
        ticket = case.ledger.ticket(row.ticket) if row is not None and row.ticket is not None else None
        if bounce is None or row is None or concerned is None or ticket is None:
            return None
        fact = failure_of(row, ticket, concerned.status, permanent=not bounce.temporary)
        because = f"the letter to {row.address} was not delivered ({concerned.status or 'no status'})"
        stored = received(case.mail, case.ledger, ticket.number, "internal", because)
        cause = Cause(case.now, DAEMON, "bounce", stored.message_id)
        done = recorded(case.rulebook, ticket.number, ticket, case.ledger.targets(ticket.number), fact, cause)
        changes = stored.changes("bounced", case.now, (done,))
        if bounce.temporary:
            return changes
        said = concerned.diagnostic
        failed = OutboxStep(row.id, "failed", row.attempts, row.next_attempt_at, case.now, said or because)
        happening = Happening(done, case.rulebook, case.ledger, case.now, failed=row, text=said)
        return changes + Changes(outbox_steps=(failed,)) + self._notifier.letters(happening)

    def _is_a_machine_about_a_ticket(self, case: Case) -> Changes | None:
        """A machine's mail about a ticket is kept there, and moves nothing but the work of who is away."""
        found = case.found
        if not _is_machine(case.mail) or found is None or found.how == "tag":
            return None
        origin = case.mail.reading.origin
        because = f"{origin.kind}: {origin.because}"
        passed_on = passed_on_by_vacation(case, found, because, self._notifier, self._office)
        fact = NoteAdded("internal", automatic=True)
        return passed_on or note_of(case, found.ticket, fact, DAEMON, because)

    def _is_a_machine(self, case: Case) -> Changes | None:
        """Machines are never answered, and what they write about nothing of ours is put aside with the reason."""
        origin = case.mail.reading.origin
        if not _is_machine(case.mail):
            return None
        return self._put_aside(case, f"{origin.kind}: {origin.because}")

    def _is_a_confirmation(self, case: Case) -> Changes | None:
        """Guarantee 5: held commands wait for one word of the person on file, and a "no" is an alarm."""
        letter = self._finder.asking_letter(case.mail, case.ledger, case.rulebook.policy.people)
        waiting = asked_about(letter, case) if letter is not None else None
        answer = said_in(case) if waiting is not None else None
        if letter is None or waiting is None or answer is None:
            return None
        if letter.contact is not None:
            return addresses.answered(case, letter, waiting, answer, self._notifier)
        if answer == "yes":
            return self._performer.confirmed(case, waiting)
        because = "somebody else wrote commands in this person's name"
        fact = NoteAdded("internal", flagged=True)
        actor = actor_of(case.person, None)
        noted = note_of(case, waiting.ticket, fact, actor, because, self._notifier)
        return noted + Changes(withdrawals=(letter.id,))

    def _lets_a_mail_go(self, case: Case) -> Changes | None:
        """Guarantee 3: what is held in quarantine is released by mail."""
        return let_go(case, self._office, self._notifier)

    def _is_about_a_ticket(self, case: Case) -> Changes | None:
        """Whoever is let in adds a note; a stranger gets a ticket of their own beside it."""
        found = case.found
        ticket = case.ledger.ticket(found.ticket) if found is not None else None
        if found is None or ticket is None:
            return None
        admission = admit(case, found)
        if admission.entry == "apart":
            own, because = own_report(case, self._office), f"{admission.because}, so it has its own"
            return self._opener.opened(case, own, because, linked_to=found.ticket, stranger=True)
        done = self._performer.perform(case, found, admission)
        if done is not None:
            return done
        takes_part = admission.entry == "joined" and admission.standing == "participant"
        if takes_part and afterwards(case.mail, ticket, case.rulebook, case.now) == "apart":
            because = f"ticket {found.ticket} is over, and this is another matter"
            another = another_matter(case)
            report = replace(own_report(another, self._office), subject=title_of("", case.mail.text, self._office))
            return self._opener.opened(another, report, because, linked_to=found.ticket)
        return self._note_taker.noted(case, found, ticket, admission) + self._performer.offer(case, found, admission)

    def _is_a_question(self, case: Case) -> Changes | None:
        """A mail that only asks the desk something is answered, and opens nothing."""
        return self._performer.answer(case)

    def _is_not_wanted(self, case: Case) -> Changes | None:
        """The office's rules may say that a mail is no ticket."""
        triaged = case.mail.triaged
        if triaged.disposition != "ignore":
            return None
        hit = next((hit for hit in reversed(triaged.hits)), None)
        return self._put_aside(case, f"rule {hit.rule}: {hit.because}" if hit else "the rules say it is no ticket")

    def _is_new(self, case: Case) -> Changes:
        opened = self._opener.opened(case, own_report(case, self._office), "it is about no ticket that is known")
        return opened + self._performer.refusal(case, Refused("no_ticket"))

    def _put_aside(self, case: Case, because: str) -> Changes:
        stored = received(case.mail, case.ledger, None, "internal", because)
        return stored.changes("ignored", case.now, ())

    def _is_for_somebody(self, case: Case) -> Changes | None:
        """MAD-3: an operator records what somebody else reported, by phone, on paper or in a mail passed on."""
        try:
            report = report_for_somebody(case, self._office)
        except Refused as refusal:
            # What cannot be understood still opens its ticket, in the operator's own name.
            own = own_report(case, self._office)
            return self._opener.opened(case, own, "it is about no ticket that is known") + self._performer.refusal(
                case, refusal
            )
        if report is None:
            return None
        opened = self._opener.opened(case, report, "an operator recorded it for somebody", on_behalf=True)
        return opened + self._performer.opened_for(case, report, opened)


def _is_machine(mail: Prepared) -> bool:
    return mail.reading.origin.kind in MACHINES


def _concerned(bounce: Bounce, row: OutboxRow) -> BouncedRecipient | None:
    return next((one for one in bounce.recipients if one.address.lower() == row.address.lower()), None)
