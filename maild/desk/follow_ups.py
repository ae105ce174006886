"""What happens to a ticket when nobody does anything: solutions go out, work of absentees passes on, silence closes.

What has been done shows in the ticket itself, so each of it happens once, also across restarts and several daemons.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.actions.absorbed import told_to_absorbed
from maild.desk.actions.passing_on import is_left_behind, passed_on, works_anyway
from maild.desk.actions.record import missing_of
from maild.desk.actions.spreading import spread
from maild.desk.files import files_of
from maild.desk.happening import Happening
from maild.desk.knowledge.diagnosis import documents_after
from maild.desk.ledger import Ledger
from maild.desk.letters.writing import Order
from maild.desk.outages.reports import is_hidden
from maild.desk.recipients import Recipient, circle_of
from maild.desk.recording import DAEMON, Cause, followed, written
from maild.desk.records import Changes, Conflict, Told
from maild.desk.showing.values import person_view, stands_view
from maild.desk.stages import is_held, may_close
from maild.errors import TemporaryError
from maild.tickets.events import (
    ClosingProposed,
    RequesterReminded,
    TicketClosed,
    TicketResolved,
    WaitingBegan,
    WaitingEnded,
)
from maild.tickets.transitions import WORKED_ON

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from datetime import datetime

    from maild.desk.files import Files
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.ports import Store, Work
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Person, Procedure
    from maild.tickets.events import Fact
    from maild.tickets.ticket import Ticket

JOB = "follow-ups"
LOOKED_AT_AGAIN = timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Silence:
    """A ticket on which it is time to do something."""

    ticket: Ticket
    procedure: Procedure
    ledger: Ledger
    rulebook: Rulebook
    now: datetime

    def is_over(self, since: datetime | None, lasting: timedelta | None) -> bool:
        """Tell whether so much working time has passed since then; never for a time that the office did not set."""
        if since is None or lasting is None:
            return False
        return self.rulebook.desk_calendar.add(since, lasting) <= self.now


class _Quiet:
    """Tickets on which nothing was to be done though their time has come, such as those whose record lacks something.

    They are looked at again after their next event or under other rules, else once an hour: a look is a transaction.
    """

    def __init__(self) -> None:
        self._looked_at: dict[int, tuple[int, datetime]] = {}
        self._rulebook: Rulebook | None = None

    def forget_all_but(self, found: Container[int], rulebook: Rulebook) -> None:
        """Keep what is known of these tickets under these rules."""
        same, self._rulebook = rulebook is self._rulebook, rulebook
        self._looked_at = {one: seen for one, seen in self._looked_at.items() if same and one in found}

    def add(self, ticket: Ticket, now: datetime) -> None:
        """Know that nothing is to be done on a ticket as it stands."""
        self._looked_at[ticket.number] = (ticket.sequence, now)

    def has(self, ticket: Ticket, now: datetime) -> bool:
        """Tell whether a ticket needs no look now."""
        sequence, at = self._looked_at.get(ticket.number, (0, now))
        return sequence == ticket.sequence and abs(now - at) < LOOKED_AT_AGAIN


class FollowUps:
    """The job that looks after what waits."""

    def __init__(self, store: Store, notifier: Notifier, rulebook: Callable[[], Rulebook], office: Office) -> None:
        self._store = store
        self._notifier = notifier
        self._rulebook = rulebook
        self._office = office
        self._quiet = _Quiet()
        self._steps: tuple[Callable[[Silence], Changes | None], ...] = (
            self._solution_goes_out,
            self._work_passes_on,
            self._named_day_comes,
            self._closing_is_proposed,
            self._requester_is_reminded,
            self._record_is_incomplete,
            self._ticket_is_closed,
        )

    def run(self, now: datetime) -> int:
        """Do all that is due; return on how many tickets something was done."""
        rulebook = self._rulebook()
        with self._store.begin() as work:
            waiting = (one for one in _waiting(work, now) if _time_has_come(one, rulebook, now))
            found = {ticket.number: ticket for ticket in (*waiting, *self._left_behind(work, now))}
        self._quiet.forget_all_but(found, rulebook)
        due = [ticket for _, ticket in sorted(found.items()) if not self._quiet.has(ticket, now)]
        return sum(self._followed_up(ticket, now) for ticket in due)

    def _left_behind(self, work: Work, now: datetime) -> Iterable[Ticket]:
        """Return what is worked on by somebody who is away."""
        people, today = self._rulebook().policy.people, self._office.local(now).date()
        worked_on = (one for status in WORKED_ON for one in work.tickets_that_are(status))
        return (ticket for ticket in worked_on if is_left_behind(ticket, people, today))

    def _followed_up(self, ticket: Ticket, now: datetime) -> bool:
        """Do what is due on one ticket, in a transaction of its own: one that fails stops no other."""
        number = ticket.number
        try:
            with self._store.begin() as work:
                changes = self._due(number, work, now)
                if changes is None:
                    self._quiet.add(ticket, now)
                    return False
                work.write(changes + documents_after(changes, Ledger(work), self._rulebook().policy))
                work.commit()
        except Conflict:
            log.info("another daemon was first ticket=%d", number)
            return False
        except TemporaryError:
            raise
        except Exception:  # one ticket that nobody foresaw must not stop the next
            log.exception("a ticket could not be followed up ticket=%d", number)
            return False
        return True

    def _due(self, number: int, work: Work, now: datetime) -> Changes | None:
        ledger, rulebook = Ledger(work), self._rulebook()
        ticket = ledger.ticket(number)
        procedure = rulebook.policy.procedure_for(ticket.type) if ticket is not None else None
        if ticket is None or procedure is None:
            return None
        silence = Silence(ticket, procedure, ledger, rulebook, now)
        return next((changes for step in self._steps if (changes := step(silence)) is not None), None)

    def _solution_goes_out(self, silence: Silence) -> Changes | None:
        """A technician's solution that no operator has looked at goes to the client by itself."""
        ticket = silence.ticket
        if ticket.proposed_at is None or ticket.send_at is None or ticket.send_at > silence.now:
            return None
        solution = silence.ledger.words(ticket.number).solution or ""
        return self._done(silence, TicketResolved("staff"), solution)

    def _work_passes_on(self, silence: Silence) -> Changes | None:
        """Nobody's work waits until they are back, or for somebody who has left."""
        ticket, people = silence.ticket, silence.rulebook.policy.people
        today = self._office.local(silence.now).date()
        # While work is held, the deputy of whoever's turn it is may act: nothing has to change hands.
        if is_held(ticket, silence.rulebook.policy) or not is_left_behind(ticket, people, today):
            return None
        person, history = people.person(ticket.assignee), silence.ledger.history(ticket.number)
        if works_anyway(ticket, person, history, today, self._office):
            return None
        files = files_of(silence.ledger.work.messages_of(ticket.number))
        return self._done(silence, passed_on(ticket, people, today), "", files)

    def _named_day_comes(self, silence: Silence) -> Changes | None:
        ticket = silence.ticket
        if ticket.status != "waiting" or ticket.waiting_until is None or ticket.waiting_until > silence.now:
            return None
        return self._done(silence, WaitingEnded(), _question(silence))

    def _closing_is_proposed(self, silence: Silence) -> Changes | None:
        ticket = silence.ticket
        if ticket.status != "waiting" or ticket.closing_proposed_at is not None:
            return None
        if not silence.is_over(ticket.waiting_since, silence.procedure.closing_proposed_after):
            return None
        return self._done(silence, ClosingProposed(), _question(silence))

    def _requester_is_reminded(self, silence: Silence) -> Changes | None:
        ticket = silence.ticket
        if ticket.status != "waiting" or ticket.reminded_at is not None or ticket.closing_proposed_at is not None:
            return None
        if not silence.is_over(ticket.waiting_since, silence.procedure.reminded_after):
            return None
        return self._done(silence, RequesterReminded(), _question(silence))

    def _record_is_incomplete(self, silence: Silence) -> Changes | None:
        """Silence closes no ticket whose record lacks something (MAD-16): the operators are told, once."""
        if not _silence_counts(silence):
            return None
        ticket, ledger = silence.ticket, silence.ledger
        if is_hidden(ticket, ledger):
            # It ends with the outage, whose record is the one that is looked at.
            return None
        missing = missing_of(ticket, ledger.words(ticket.number), silence.rulebook.policy, ledger)
        if not missing:
            return None
        key = f"record:{ticket.number}:{ticket.reopened}"
        if ledger.told(key) is not None:
            return None
        letters = (self._incomplete(person, missing, silence) for person in _operators(silence))
        return sum(letters, Changes(told=(Told(key, silence.now),)))

    def _ticket_is_closed(self, silence: Silence) -> Changes | None:
        words = silence.ledger.words(silence.ticket.number)
        if not _silence_counts(silence) or missing_of(silence.ticket, words, silence.rulebook.policy, silence.ledger):
            return None
        return self._done(silence, TicketClosed("silence"), words.solution or "")

    def _done(self, silence: Silence, fact: Fact, text: str, files: Files = ()) -> Changes:
        ticket, ledger = silence.ticket, silence.ledger
        cause = Cause(silence.now, DAEMON, "timetable")
        done = followed(silence.rulebook, ticket.number, ticket, ledger.targets(ticket.number), fact, cause)
        happenings = [
            Happening(one, silence.rulebook, ledger, silence.now, text=text, proven=True, files=files) for one in done
        ]
        letters = self._notifier.letters(*happenings)
        absorbed = told_to_absorbed(happenings, self._notifier, self._office)
        return written(done) + letters + absorbed + spread(happenings, self._notifier, self._office)

    def _incomplete(self, person: Person, missing: tuple[str, ...], silence: Silence) -> Changes:
        ticket, ledger, policy = silence.ticket, silence.ledger, silence.rulebook.policy
        title = ledger.words(ticket.number).subject or ""
        asker = ledger.requester(ticket.number)
        targets = ledger.targets(ticket.number)
        values = {
            "ticket": stands_view(ticket, targets, title, policy, person.language, self._office),
            "requester": person_view(asker, policy),
            "fields": missing,
        }
        recipient = Recipient(person.address, person.name, person.language, "operators", person=person.id)
        return self._notifier.letter(Order("record_incomplete", recipient, silence.now, ticket.number), values, ledger)


def _waiting(work: Work, now: datetime) -> Iterable[Ticket]:
    yield from work.tickets_to_send(now)
    yield from work.tickets_that_are("waiting")
    yield from work.tickets_that_are("resolved")


def _time_has_come(ticket: Ticket, rulebook: Rulebook, now: datetime) -> bool:
    """Tell whether anything may be due: what only waits is read, and costs no transaction of its own each minute."""
    procedure = rulebook.policy.procedure_for(ticket.type)
    if procedure is None:
        return False
    spans = (
        (ticket.waiting_since, procedure.reminded_after, ticket.reminded_at),
        (ticket.waiting_since, procedure.closing_proposed_after, ticket.closing_proposed_at),
        (ticket.resolved_at, procedure.closed_after, None),
    )
    add = rulebook.desk_calendar.add
    ends = [add(since, span) for since, span, done_at in spans if since and span and done_at is None]
    return any(at is not None and at <= now for at in (*ends, ticket.waiting_until, ticket.send_at))


def _silence_counts(silence: Silence) -> bool:
    """Silence is consent only where the solution has arrived."""
    ticket = silence.ticket
    if ticket.status != "resolved" or ticket.undelivered or not may_close(ticket, silence.rulebook.policy):
        return False
    return silence.is_over(ticket.resolved_at, silence.procedure.closed_after)


def _question(silence: Silence) -> str:
    """Return what the requester was asked last."""
    asked = (event for event in reversed(silence.ledger.history(silence.ticket.number)))
    event = next((one for one in asked if isinstance(one.fact, WaitingBegan)), None)
    message = silence.ledger.work.message(event.message) if event is not None and event.message is not None else None
    return message.text if message is not None else ""


def _operators(silence: Silence) -> list[Person]:
    people = silence.rulebook.policy.people.with_role("operator")
    if not silence.ticket.confidential:
        return list(people)
    return [one for one in people if one.id in circle_of(silence.ticket, silence.rulebook.policy)]
