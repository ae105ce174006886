"""What becomes of one mail: an ordered list of questions, the first that answers decides.

A decision is a value. It is made inside the transaction, sees the decisions before it, and counts only when whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.admission import Admission, admit
from maild.desk.breaker import TOLD_AGAIN_AFTER, WINDOW, breaker_key, is_over
from maild.desk.case import Case
from maild.desk.happening import Happening
from maild.desk.opening import opening_of
from maild.desk.received import journal, note_of, received
from maild.desk.recording import DAEMON, Cause, actor_of, recorded
from maild.desk.records import Changes, Told, TriageHit
from maild.tickets.events import NoteAdded, NoticeFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from maild.desk.finding import Finder, Found
    from maild.desk.ledger import Ledger
    from maild.desk.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.prepared import Prepared
    from maild.desk.records import Contact, OutboxRow
    from maild.desk.rulebook import Rulebook
    from maild.mail.message import Bounce

MACHINES = frozenset({"auto_reply", "vacation", "receipt", "bounce", "bulk", "loop"})


class Judge:
    """Decides what becomes of a mail; the order of its questions is the order of `_questions`."""

    def __init__(self, office: Office, finder: Finder, notifier: Notifier) -> None:
        self._office = office
        self._finder = finder
        self._notifier = notifier
        self._questions: tuple[Callable[[Case], Changes | None], ...] = (
            self._is_known,
            self._is_a_bounce_of_ours,
            self._is_a_machine_about_a_ticket,
            self._is_a_machine,
            self._is_about_a_ticket,
            self._is_not_wanted,
            self._is_new,
        )

    def decide(self, mail: Prepared, ledger: Ledger, rulebook: Rulebook, now: datetime) -> Changes:
        """Return all that is to be written because of this mail."""
        people = rulebook.policy.people
        case = Case(
            mail=mail,
            found=self._finder.find(mail, ledger, people),
            bounced=self._finder.bounced_letter(mail, ledger),
            person=people.by_address(mail.sender) if mail.sender else None,
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

    def _is_a_bounce_of_ours(self, case: Case) -> Changes | None:
        """Guarantee 4: a bounce counts only at its letter's own bounce address, and for that letter's recipient."""
        bounce, row = case.mail.reading.bounce, case.bounced
        if bounce is None or row is None or row.ticket is None or not _concerns(bounce, row):
            return None
        ticket = case.ledger.ticket(row.ticket)
        if ticket is None:
            return None
        status = next(iter(recipient.status for recipient in bounce.recipients), "")
        fact = NoticeFailed(row.id, row.contact or 0, status, permanent=not bounce.temporary)
        because = f"the letter to {row.address} was not delivered ({status or 'no status'})"
        stored = received(case.mail, case.ledger, row.ticket, "internal", because)
        cause = Cause(case.now, DAEMON, "bounce", stored.message_id)
        done = recorded(case.rulebook, row.ticket, ticket, case.ledger.targets(row.ticket), fact, cause)
        changes = stored.changes("bounced", case.now, (done,))
        if bounce.temporary:
            return changes
        said = bounce.recipients[0].diagnostic
        return changes + self._notifier.letters(
            Happening(done, case.rulebook, case.ledger, case.now, failed=row, text=said)
        )

    def _is_a_machine_about_a_ticket(self, case: Case) -> Changes | None:
        """A machine's mail about a ticket is kept there, and moves nothing."""
        found = case.found
        if not _is_machine(case.mail) or found is None or found.how == "tag":
            return None
        origin = case.mail.reading.origin
        because = f"{origin.kind}: {origin.because}"
        fact = NoteAdded("internal", automatic=True)
        return note_of(case, found.ticket, fact, DAEMON, because)

    def _is_a_machine(self, case: Case) -> Changes | None:
        """Machines are never answered, and what they write about nothing of ours is put aside with the reason."""
        origin = case.mail.reading.origin
        if not _is_machine(case.mail):
            return None
        return self._put_aside(case, f"{origin.kind}: {origin.because}")

    def _is_about_a_ticket(self, case: Case) -> Changes | None:
        """Whoever is let in adds a note; a stranger gets a ticket of their own beside it."""
        found = case.found
        if found is None or case.ledger.ticket(found.ticket) is None:
            return None
        admission = admit(case.mail, found, case.person, case.ledger.participants(found.ticket))
        if admission.entry == "apart":
            return self._opened(case, f"{admission.because}, so it has its own", linked_to=found.ticket)
        return self._noted(case, found, admission)

    def _is_not_wanted(self, case: Case) -> Changes | None:
        """The office's rules may say that a mail is no ticket."""
        triaged = case.mail.triaged
        if triaged.disposition != "ignore":
            return None
        hit = next((hit for hit in reversed(triaged.hits)), None)
        return self._put_aside(case, f"rule {hit.rule}: {hit.because}" if hit else "the rules say it is no ticket")

    def _is_new(self, case: Case) -> Changes:
        return self._opened(case, "it is about no ticket that is known")

    def _put_aside(self, case: Case, because: str) -> Changes:
        stored = received(case.mail, case.ledger, None, "internal", because)
        return stored.changes("ignored", case.now, ())

    def _opened(self, case: Case, because: str, linked_to: int | None = None) -> Changes:
        opening = opening_of(case, self._office, because, linked_to)
        happening = Happening(
            opening.recorded,
            case.rulebook,
            case.ledger,
            case.now,
            mail=case.mail,
            requester=opening.requester,
            text=opening.text,
            subject=opening.subject,
            linked_to=linked_to,
            proven=case.mail.proof.kind == "sender",
            because=because,
        )
        hits = tuple(
            TriageHit(opening.recorded.ticket.number, hit.rule, hit.file, hit.line, hit.because)
            for hit in case.mail.triaged.hits
        )
        letters = self._held_back(opening.requester, case) or self._notifier.letters(happening)
        return opening.changes + Changes(hits=hits) + letters

    def _held_back(self, requester: Contact, case: Case) -> Changes | None:
        """Guarantee 4: a sender in a loop opens tickets and wakes nobody, but the administrator once a day."""
        if not is_over(requester, case.ledger, self._office.limits, case.now):
            return None
        key, told = breaker_key(requester), case.ledger.told(breaker_key(requester))
        if told is not None and case.now - told < TOLD_AGAIN_AFTER:
            return Changes()
        because = f"{requester.address} opened more than {self._office.limits.tickets_per_sender_hour} tickets an hour"
        waiting = case.ledger.tickets_since(case.now - WINDOW, requester.id)
        values = {"because": because, "waiting": waiting, "since": case.now - WINDOW}
        letter = self._notifier.to_admin("circuit_open", values, case.ledger, case.now)
        return letter + Changes(told=(Told(key, case.now),))

    def _noted(self, case: Case, found: Found, admission: Admission) -> Changes:
        contact, fresh = case.ledger.contact(case.mail.sender, _name(case.mail))
        by_requester = admission.standing == "participant"
        public = admission.entry == "joined" and (by_requester or self._answers_the_public(case, found))
        fact = NoteAdded(
            "public" if public else "internal", by_requester=by_requester, flagged=admission.entry == "flagged"
        )
        actor = actor_of(case.person, contact)
        noted = note_of(case, found.ticket, fact, actor, admission.because, self._notifier)
        withdrawn = found.row.id if admission.entry == "inside" and found.row else None
        return Changes(contacts=fresh, withdrawals=(withdrawn,) if withdrawn else ()) + noted

    def _answers_the_public(self, case: Case, found: Found) -> bool:
        """An operator's reply to a client's message is public; text leaves the desk only with enough proof."""
        row = found.row
        if case.person is None or row is None or not found.addressed or "operator" not in case.person.roles:
            return False
        proven = case.mail.proof.kind == "sender" or self._office.commands == "key"
        return proven and found.how == "key" and row.reply == "public"


def _is_machine(mail: Prepared) -> bool:
    return mail.reading.origin.kind in MACHINES


def _concerns(bounce: Bounce, row: OutboxRow) -> bool:
    return any(recipient.address.lower() == row.address.lower() for recipient in bounce.recipients)


def _name(mail: Prepared) -> str:
    return mail.message.from_address.name if mail.message.from_address else ""
