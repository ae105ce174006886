"""The use case of the digest: it is made when it is due, once, and sent to the managers in their languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.desk.digest.decisions import Scene
from maild.desk.digest.open_tickets import open_tickets
from maild.desk.digest.plan import Plan, due_at, form_of, planned
from maild.desk.digest.rounds import rounds_due
from maild.desk.digest.view import Material, digest_view, read_since, span_of
from maild.desk.hours import midnight
from maild.desk.ledger import Ledger
from maild.desk.letters.enclosures import enclosure
from maild.desk.letters.writing import Order
from maild.desk.recipients import Recipient
from maild.desk.records import Changes, Conflict, merged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from maild.desk.digest.plan import Form
    from maild.desk.digest.rounds import Round
    from maild.desk.letters.notify import Notifier
    from maild.desk.numbers import Numbers
    from maild.desk.office import Office
    from maild.desk.ports import Store
    from maild.desk.rulebook import Rulebook
    from maild.mail.builder import File
    from maild.notices.report_values import DigestView
    from maild.policy.model import Person

JOB = "digest"
DIGEST = "digest"
RULES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Digest:
    """A report, ready to be shown in any language."""

    plan: Plan
    scene: Scene
    material: Material

    def view(self, language: str) -> DigestView:
        """Return what it tells in a language."""
        return digest_view(self.plan, self.scene, self.material, language)

    def table(self, language: str) -> File:
        """Return the table of all open tickets."""
        return open_tickets(self.scene, language)


class Digests:
    """Makes digests and sends them."""

    def __init__(
        self,
        store: Store,
        numbers: Numbers,
        notifier: Notifier,
        rulebook: Callable[[], Rulebook],
        office: Office,
    ) -> None:
        self._store = store
        self._numbers = numbers
        self._notifier = notifier
        self._rulebook = rulebook
        self._office = office

    def send_due(self, now: datetime) -> int:
        """Send the digests whose hour has come, once; return how many letters were written."""
        rulebook = self._rulebook()
        rounds = rounds_due(JOB, rulebook.policy.reports.digest_at, now, self._store, rulebook, self._office)
        return sum(self._send(one, rulebook) for one in rounds)

    def send(self, made: Digest, now: datetime) -> int:
        """Send a digest now, whatever the hour; the one of this morning still comes."""
        rulebook = made.scene.rulebook
        with self._store.begin() as work:
            letters = self._letters(made, _readers(rulebook, made.plan.day), Ledger(work), now)
            work.write(letters)
            work.commit()
        return len(letters.outbox)

    def planned(self, day: date, form: Form | None = None) -> Plan:
        """Return the digest of a day's morning, in the form of that day unless another one is wanted."""
        calendar = self._rulebook().desk_calendar
        return planned(day, form or form_of(day, calendar, self._office), calendar, self._office)

    def moment(self, day: date, now: datetime) -> datetime:
        """Return as of when a digest of this day is told: its hour, or now for today."""
        if day >= self._office.local(now).date():
            return now
        rulebook = self._rulebook()
        hour = due_at(day, rulebook.desk_calendar, self._office, rulebook.policy.reports.digest_at)
        return hour or midnight(day, self._office)

    def made(self, plan: Plan, now: datetime) -> Digest:
        """Return a report as of a moment; nothing that happened later is in it."""
        rulebook, span = self._rulebook(), span_of(plan, self._office)
        since = midnight(read_since(plan), self._office)
        read = (history.until(now) for history in self._numbers.histories(since, now))
        scene = Scene(
            histories=tuple(history for history in read if history is not None),
            rulebook=rulebook,
            office=self._office,
            calendar=rulebook.desk_calendar,
            span=span,
            now=now,
        )
        material = Material(
            corrections=self._numbers.corrections(span.since, span.until, RULES_SHOWN),
            mailboxes=self._numbers.mailboxes(span.since, span.until),
            trouble=self._numbers.trouble(span.since, span.until),
        )
        return Digest(plan, scene, material)

    def _send(self, turn: Round, rulebook: Rulebook) -> int:
        """Write the letters of one round and that it was made; nothing, when another daemon was first."""
        readers = turn.readers(_readers(rulebook, turn.plan.day), rulebook)
        made = self.made(turn.plan, turn.now) if readers else None
        if made is not None and turn.last is None and not made.scene.histories:
            made = None
        try:
            with self._store.begin() as work:
                if not turn.is_open(work):
                    return 0
                letters = self._letters(made, readers, Ledger(work), turn.now) if made else Changes()
                work.write(letters + turn.run)
                work.commit()
        except Conflict:
            return 0
        return len(letters.outbox)

    def _letters(self, made: Digest, persons: Iterable[Person], ledger: Ledger, now: datetime) -> Changes:
        readers = [_reader(person) for person in persons]
        tables = {
            language: enclosure(made.table(language), self._office, ledger, now)
            for language in dict.fromkeys(reader.language for reader in readers)
        }
        letters = [
            self._notifier.letter(
                Order(DIGEST, reader, now, attachments=(tables[reader.language].reference,)),
                {"digest": made.view(reader.language)},
                ledger,
            )
            for reader in readers
        ]
        return merged(letters) + Changes(raws=tuple(table.raw for table in tables.values()))


def _readers(rulebook: Rulebook, day: date) -> tuple[Person, ...]:
    people = rulebook.policy.people
    return people.present(people.with_role("manager"), day)


def _reader(person: Person) -> Recipient:
    role = "managers" if "manager" in person.roles else "deputies"
    return Recipient(person.address, person.name, person.language, role, person=person.id)
