"""Sending the outbox: the contract of delivery.

A row is one mail to one recipient. It is claimed in a commit of its own before the first octet leaves, and what became
of it is committed within a tenth of a second of the server's answer. `sent`: the server took it. `waiting`: the server
said later, and the row comes back after a pause that grows. `failed`: the server said never, or said later for five
days; the ticket says so, and an answer that did not arrive counts no longer. `unsure`: the last dot went out and no
answer came, or the daemon that held the row died; it goes again, the same octets under the same Message-ID, so that the
reader's server can tell. A server that cannot be reached is no letter's fault: nothing counts as an attempt.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.files import files_of
from maild.desk.happening import Happening
from maild.desk.ledger import Ledger
from maild.desk.letter import letter_of
from maild.desk.letters.writing import thread_of
from maild.desk.outgoing.collecting import LATER, collect
from maild.desk.outgoing.learning import said_to_be
from maild.desk.outgoing.undelivered import failure_of
from maild.desk.ports import Outcome
from maild.desk.recipients import ADDRESSEE
from maild.desk.recording import DAEMON, Cause, followed, written
from maild.desk.records import Changes, OutboxRow, OutboxState, OutboxStep
from maild.errors import PermanentError, TemporaryError
from maild.tickets.events import LetterSent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.ports import Clock, Letter, Mailer, Store
    from maild.desk.rulebook import Rulebook
    from maild.tickets.events import Fact
    from maild.tickets.ticket import Ticket

AT_ONCE = 50
SETTLED_WITHIN = timedelta(milliseconds=100)
GIVEN_UP_AFTER = timedelta(days=5)
UNREACHABLE_FOR = timedelta(minutes=1)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 10, 30, 60, 120, 240))

STATES: dict[str, OutboxState] = {
    "sent": "sent",
    "temporary": "waiting",
    "permanent": "failed",
    "unsure": "unsure",
    "unreachable": "waiting",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one round did: how many letters it handled, and whether the server could be reached."""

    letters: int
    reachable: bool


class Dispatch:
    """The use case of the sender: takes what is due from the outbox and settles what became of it."""

    def __init__(
        self,
        store: Store,
        mailer: Mailer,
        notifier: Notifier,
        rulebook: Callable[[], Rulebook],
        office: Office,
        clock: Clock,
        holder: str,
    ) -> None:
        self._store = store
        self._mailer = mailer
        self._notifier = notifier
        self._rulebook = rulebook
        self._office = office
        self._clock = clock
        self._holder = holder
        self._settling = _Settling(clock, self._settle)

    def take_over(self, claimed_before: datetime) -> int:
        """Let the letters of a daemon that died go again, since nobody knows how far they got."""
        now = self._clock()
        with self._store.begin() as work:
            steps = tuple(
                OutboxStep(row.id, "unsure", row.attempts, now, now, "the daemon that was sending it died")
                for row in work.claimed_letters(claimed_before)
            )
            work.write(Changes(outbox_steps=steps))
            work.commit()
        return len(steps)

    def send_due(self) -> Sent:
        """Send what is due, in one round; TemporaryError when the database is away."""
        # What a round before this one could not write down comes first: those letters have left.
        self._settling.finish()
        rows, collected = self._claimed()
        letters, unfit = self._letters(rows)
        self._settling.begin(rows)
        for outcome in unfit:
            self._settling.add(outcome)
        if letters:
            self._mailer.deliver(letters, self._settling.add)
        self._settling.finish()
        return Sent(len(rows) + collected, self._settling.reachable)

    def _claimed(self) -> tuple[list[OutboxRow], int]:
        """Claim what is due, and decide on the receipts whose wait is over; return how many those were."""
        now = self._clock()
        with self._store.begin() as work:
            due = work.due_letters(now, AT_ONCE)
            waited = [row for row in due if row.budget == LATER]
            rows = [row for row in due if row.budget != LATER]
            ledger = Ledger(work)
            collect(waited, ledger, self._notifier, self._office.limits, now)
            steps = (
                OutboxStep(row.id, "claimed", row.attempts, row.next_attempt_at, now, row.last_error, self._holder)
                for row in rows
            )
            work.write(ledger.changes() + Changes(outbox_steps=tuple(steps)))
            work.commit()
        return rows, len(waited)

    def _letters(self, rows: Sequence[OutboxRow]) -> tuple[list[Letter], list[Outcome]]:
        """Return the letters that can be written, and as failed those that no mail can be made of."""
        letters: list[Letter] = []
        unfit: list[Outcome] = []
        for row in rows:
            try:
                letters.append(letter_of(row, self._office, self._store.raw))
            except (PermanentError, LookupError) as error:
                unfit.append(Outcome(row.id, "permanent", str(error)))
            except Exception as error:  # nobody foresaw it: it may be over after an upgrade, and stops no other letter
                log.exception("a letter could not be written outbox=%d", row.id)
                unfit.append(Outcome(row.id, "temporary", f"{type(error).__name__}: {error}"))
        return letters, unfit

    def _settle(self, settled: Sequence[tuple[OutboxRow, Outcome]]) -> None:
        now = self._clock()
        with self._store.begin() as work:
            ledger = Ledger(work)
            for row, outcome in settled:
                step = _step(row, outcome, now)
                renamed = (thread_of(row, step.learned_message_id),) if step.learned_message_id and row.ticket else ()
                ledger.accept(Changes(outbox_steps=(step,), threads=renamed))
                if step.state == "failed":
                    self._fail(row, outcome, ledger, now)
                if step.state == "sent" and row.role == ADDRESSEE:
                    self._lead_on(row, ledger, now)
            work.write(ledger.changes())
            work.commit()

    def _fail(self, row: OutboxRow, outcome: Outcome, ledger: Ledger, now: datetime) -> None:
        """Guarantee 2: a permanent failure shows on the ticket, and somebody is told."""
        log.warning("a letter could not be delivered outbox=%d notice=%s error=%s", row.id, row.notice, outcome.answer)
        ticket = ledger.ticket(row.ticket) if row.ticket is not None else None
        if ticket is None:
            return
        fact = failure_of(row, ticket, outcome.status, permanent=True)
        self._record(fact, ticket, ledger, now, failed=row, text=outcome.answer)

    def _lead_on(self, row: OutboxRow, ledger: Ledger, now: datetime) -> None:
        """A letter of the procedure has left, and its next stage begins (SEC-2)."""
        ticket = ledger.ticket(row.ticket) if row.ticket is not None else None
        if ticket is not None:
            self._record(LetterSent(row.id), ticket, ledger, now)

    def _record(
        self,
        fact: Fact,
        ticket: Ticket,
        ledger: Ledger,
        now: datetime,
        *,
        failed: OutboxRow | None = None,
        text: str = "",
    ) -> None:
        rulebook, cause = self._rulebook(), Cause(now, DAEMON, "smtp")
        done = followed(rulebook, ticket.number, ticket, ledger.targets(ticket.number), fact, cause)
        files = files_of(ledger.work.messages_of(ticket.number)) if isinstance(fact, LetterSent) else ()
        happenings = (Happening(one, rulebook, ledger, now, failed=failed, text=text, files=files) for one in done)
        ledger.accept(written(done) + self._notifier.letters(*happenings))


class _Settling:
    """Gathers outcomes and settles them together, none later than a tenth of a second.

    While the database is away they are kept: what a server has said of a letter is not asked twice.
    """

    def __init__(self, clock: Clock, settle: Callable[[Sequence[tuple[OutboxRow, Outcome]]], None]) -> None:
        self._clock = clock
        self._settle = settle
        self._rows: dict[int, OutboxRow] = {}
        self._waiting: list[tuple[OutboxRow, Outcome]] = []
        self._since = clock()
        self.reachable = True

    def begin(self, rows: Sequence[OutboxRow]) -> None:
        """Begin a round with these letters."""
        self._rows = {row.id: row for row in rows}
        self.reachable = True

    def add(self, outcome: Outcome) -> None:
        """Take an outcome in; never raises, since the letters behind this one are still on their way."""
        self.reachable = self.reachable and outcome.result != "unreachable"
        if not self._waiting:
            self._since = self._clock()
        self._waiting.append((self._rows[outcome.id], outcome))
        if self._clock() - self._since >= SETTLED_WITHIN:
            with suppress(TemporaryError):
                self.finish()

    def finish(self) -> None:
        """Settle what has been gathered; TemporaryError when the database is away."""
        if self._waiting:
            self._settle(self._waiting)
            self._waiting = []


def _step(row: OutboxRow, outcome: Outcome, now: datetime) -> OutboxStep:
    attempts = row.attempts + (outcome.result != "unreachable")
    state = "failed" if _is_given_up(row, outcome, attempts, now) else STATES[outcome.result]
    pause = UNREACHABLE_FOR if outcome.result == "unreachable" else PAUSES[min(attempts, len(PAUSES)) - 1]
    error = "" if state == "sent" else outcome.answer
    return OutboxStep(row.id, state, attempts, now + pause, now, error, learned_message_id=said_to_be(row, outcome))


def _is_given_up(row: OutboxRow, outcome: Outcome, attempts: int, now: datetime) -> bool:
    """Tell whether a letter was tried for long enough: by the calendar and by tries, since we may have been down."""
    goes_again = outcome.result in {"temporary", "unsure"}
    return goes_again and now - row.created_at > GIVEN_UP_AFTER and attempts > len(PAUSES)
