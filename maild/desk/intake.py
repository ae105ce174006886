"""Taking mail in: a batch is read, decided in order and committed at once; only then may it be filed in the mailbox.

The contract, which every path below keeps: a mail is journalled in the same commit as all that it causes; whoever
calls again with a mail whose place is journalled gets the same answer and causes nothing; a mail that cannot be
handled leaves its quarantine row and stops nobody; a database that is gone, locked or full is never a mail's fault.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.knowledge.diagnosis import documents_after
from maild.desk.ledger import Ledger
from maild.desk.prepared import Prepared
from maild.desk.quarantine import WANTED, as_fetched, held, released, told_of
from maild.desk.records import Changes, Conflict, Death
from maild.errors import PermanentError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from maild.desk.decide import Judge
    from maild.desk.letters.notify import Notifier
    from maild.desk.ports import Clock, Fetched, Store, Work
    from maild.desk.prepared import Preparer
    from maild.desk.records import Place, QuarantineRow
    from maild.desk.rulebook import Rulebook

CONFLICTS = 5
DEATHS = 3
CLEAN_FOR = timedelta(hours=1)

log = logging.getLogger(__name__)

Outcome = dict["Place", str]


class Unreadable:
    """A mail that could not even be prepared, and why."""

    def __init__(self, fetched: Fetched, reason: str) -> None:
        self.fetched = fetched
        self.reason = reason


class Intake:
    """The use case of the worker: batches of fetched mail in, dispositions by place out."""

    def __init__(
        self,
        store: Store,
        preparer: Preparer,
        judge: Judge,
        notifier: Notifier,
        rulebook: Callable[[], Rulebook],
        clock: Clock,
    ) -> None:
        self._store = store
        self._preparer = preparer
        self._judge = judge
        self._notifier = notifier
        self._rulebook = rulebook
        self._clock = clock
        self._begun: set[Place] = set()

    def known(self, places: Iterable[Place]) -> Outcome:
        """Return the dispositions of those places that were taken in before (rule 1): they are only filed again."""
        with self._store.begin() as work:
            return work.journalled(places)

    def receive(self, batch: Sequence[Fetched]) -> Outcome:
        """Take a batch in, in UID order and in one commit (rules 5 to 7); TemporaryError when the database is away."""
        rulebook = self._rulebook()
        mails = [self._prepared(fetched, rulebook) for fetched in sorted(batch, key=lambda mail: mail.place)]
        for _ in range(CONFLICTS):
            try:
                return self._commit(mails, rulebook)
            except Conflict:
                log.info("another daemon was first, deciding again mails=%d", len(mails))
            except PermanentError as error:
                log.warning("the batch was refused, taking its mails singly error=%s", error.what)
                break
        outcome: Outcome = {}
        for mail in mails:
            outcome |= self._alone(mail, rulebook)
        return outcome

    def receive_with_care(self, batch: Sequence[Fetched]) -> Outcome:
        """Take a batch in after an unclean end: mails go singly, each attempt committed first (rule 8).

        A mail on which the daemon has died three times is quarantined without being read. A process dies once: what it
        has begun and has to begin again, because the database was away, is no further attempt.
        """
        outcome: Outcome = {}
        deaths = {death.place: death.attempts for death in self._store.deaths()}
        for fetched in sorted(batch, key=lambda mail: mail.place):
            attempts = deaths.get(fetched.place, 0)
            if attempts >= DEATHS and fetched.place not in self._begun:
                reason = f"the daemon died {attempts} times while it was reading this mail"
                outcome |= self._set_aside(Unreadable(fetched, reason))
                continue
            self._begin(fetched.place, attempts)
            outcome |= self.receive([fetched])
            self._survive(fetched.place)
        return outcome

    def retry(self, row: QuarantineRow) -> str:
        """Take a mail from quarantine in once more, and return its disposition; KeyError when it was erased.

        Somebody has decided that it is to be taken in: a rule that would put it aside again is not asked.
        """
        rulebook = self._rulebook()
        mail = self._prepared(as_fetched(row, self._store), rulebook)
        if isinstance(mail, Prepared):
            mail = mail.wanted()
        for _ in range(CONFLICTS):
            try:
                with self._store.begin() as work:
                    ledger = self._read_ahead(work, [mail])
                    changes = self._whole(mail, ledger, rulebook)
                    after = released(changes, row)
                    work.write(after + self._told_again(row, after, mail, ledger))
                    work.commit()
            except Conflict:
                continue
            return changes.journal[0].disposition
        raise TemporaryError("Other daemons write to the database without a pause.", "Try again.")

    def _told_again(self, row: QuarantineRow, after: Changes, mail: Prepared | Unreadable, ledger: Ledger) -> Changes:
        """Whoever has let a mail go by mail hears when that was in vain; on the terminal it is said at once."""
        held = [one for one in after.quarantine if one.state == "held"]
        if row.state != WANTED or not held:
            return Changes()
        said = mail.message if isinstance(mail, Prepared) else None
        return told_of(held[0], said, ledger, self._notifier, self._clock())

    def retry_wanted(self) -> int:
        """Take in the mails from quarantine that somebody has let go, each once, even if that ends the daemon."""
        wanted = list(self._store.quarantined(WANTED))
        for row in wanted:
            self._write(Changes(quarantine=(replace(row, state="held", retried=row.retried + 1),)))
            self.retry(row)
        return len(wanted)

    def retry_deadly(self, now: datetime) -> int:
        """Read the mails once more on which the daemon had died, after an hour in which it did not (rule 8)."""
        deaths = {death.place: death for death in self._store.deaths()}
        if not deaths or now - max(death.at for death in deaths.values()) < CLEAN_FOR:
            return 0
        held = [row for row in self._store.quarantined() if row.place in deaths and not row.retried]
        for row in held:
            self._begun.discard(row.place)
            self._begin(row.place, deaths[row.place].attempts, Changes(quarantine=(replace(row, retried=1),)))
            self.retry(replace(row, retried=1))
            self._survive(row.place)
        return len(held)

    def _begin(self, place: Place, attempts: int, changes: Changes | None = None) -> None:
        """Write down that a mail is about to be handled, in case this is the last thing that is ever written."""
        if place not in self._begun:
            death = Death(place, attempts + 1, self._clock())
            self._write(Changes(deaths=(death,)) + (changes or Changes()))
            self._begun.add(place)

    def _survive(self, place: Place) -> None:
        self._write(Changes(survived=(place,)))
        self._begun.discard(place)

    def _prepared(self, fetched: Fetched, rulebook: Rulebook) -> Prepared | Unreadable:
        try:
            return self._preparer.prepare(fetched, rulebook.policy)
        except TemporaryError:
            raise
        except Exception as error:  # one mail that nobody foresaw must not stop the next (rule 6)
            log.exception("a mail could not be read place=%s", fetched.place)
            return Unreadable(fetched, f"it could not be read: {type(error).__name__}: {error}")

    def _commit(self, mails: Sequence[Prepared | Unreadable], rulebook: Rulebook) -> Outcome:
        with self._store.begin() as work:
            ledger = self._read_ahead(work, mails)
            outcome = {mail.fetched.place: self._decided(mail, ledger, rulebook) for mail in mails}
            work.write(ledger.changes())
            work.commit()
        return outcome

    def _read_ahead(self, work: Work, mails: Sequence[Prepared | Unreadable]) -> Ledger:
        readable = [mail for mail in mails if isinstance(mail, Prepared)]
        ledger = Ledger(work)
        ledger.read_ahead(
            places=[mail.fetched.place for mail in mails],
            contents=[mail.content for mail in readable],
            message_ids={name for mail in readable for name in mail.message_ids},
            addresses={mail.sender for mail in readable},
        )
        return ledger

    def _decided(self, mail: Prepared | Unreadable, ledger: Ledger, rulebook: Rulebook) -> str:
        place = mail.fetched.place
        known = ledger.journalled(place)
        if known is not None:
            return known
        changes = self._whole(mail, ledger, rulebook)
        ledger.accept(changes)
        return changes.journal[0].disposition

    def _whole(self, mail: Prepared | Unreadable, ledger: Ledger, rulebook: Rulebook) -> Changes:
        """Return a whole decision: one that raises is dropped, and the mail is kept instead (rule 6)."""
        mark = ledger.work.mark()
        try:
            return self._changes(mail, ledger, rulebook)
        except (Conflict, TemporaryError):
            raise
        except Exception as error:
            log.exception("a mail could not be decided place=%s", mail.fetched.place)
            ledger.work.back_to(mark)
            reason = f"it could not be handled: {type(error).__name__}: {error}"
            return self._held(mail, reason, ledger)

    def _changes(self, mail: Prepared | Unreadable, ledger: Ledger, rulebook: Rulebook) -> Changes:
        if isinstance(mail, Unreadable):
            return self._held(mail, mail.reason, ledger)
        if mail.triaged.disposition == "quarantine":
            hit = next(iter(mail.triaged.hits), None)
            return self._held(mail, f"rule {hit.rule}: {hit.because}" if hit else "the rules say so", ledger)
        decided = self._judge.decide(mail, ledger, rulebook, self._clock())
        return decided + documents_after(decided, ledger, rulebook.policy)

    def _held(self, mail: Prepared | Unreadable, reason: str, ledger: Ledger) -> Changes:
        said = mail.message if isinstance(mail, Prepared) else None
        return held(mail.fetched, said, reason, ledger, self._notifier, self._clock())

    def _alone(self, mail: Prepared | Unreadable, rulebook: Rulebook) -> Outcome:
        """Rule 7: one mail a commit, and the one that fails alone is quarantined."""
        reason = "it conflicts with what another daemon wrote, again and again"
        for _ in range(CONFLICTS):
            try:
                return self._commit([mail], rulebook)
            except Conflict:
                continue
            except PermanentError as error:
                reason = f"the database refused it: {error.what}"
                break
        return self._set_aside(Unreadable(mail.fetched, reason))

    def _set_aside(self, mail: Unreadable) -> Outcome:
        for _ in range(CONFLICTS):
            try:
                return self._commit([mail], self._rulebook())
            except Conflict:
                continue
        raise TemporaryError("Other daemons write to the database without a pause.")

    def _write(self, changes: Changes) -> None:
        with self._store.begin() as work:
            work.write(changes)
            work.commit()
