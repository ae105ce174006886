"""Some weeks of an office in small: a frozen clock, people who work by chance, and the jobs that keep time.

Everything that happens is recorded as the desk records it; only mail and commands are left out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

from maild.desk.digest.digests import Digests
from maild.desk.digest.worklists import WorkLists
from maild.desk.hours import is_working, next_working_moment
from maild.desk.ledger import Ledger
from maild.desk.letters.notify import Notifier
from maild.desk.office import Office
from maild.desk.promises.warnings import Warnings
from maild.desk.recording import Cause, recorded
from maild.desk.records import Changes, Contact, Participant, StoredMessage, TicketWords
from maild.desk.rulebook import Rulebook
from maild.policy.calendar import build_all
from maild.policy.loader import load
from maild.store.numbers import SqlNumbers
from maild.tickets import events
from tests.support.desk import CHECKOUT, KEYRING, renderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from maild.store.desk_store import DeskStore
    from maild.tickets.events import Fact
    from maild.tickets.targets import Target

OFFICE = Office("Layanan TI", "desk@office.example", "admin@office.example")
START = datetime(2026, 12, 14, 0, 0, tzinfo=UTC)  # a Monday, seven in the morning in Madiun
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KINDS = (("Jaringan", "Internet lambat", "jaringan"), ("Aplikasi", "Aplikasi down", "aplikasi"))
TITLES = (
    ("Internet lambat di ruang keuangan", "Wi-Fi lantai 2 putus", "=Jaringan(kantor) mati", "VPN tidak tersambung"),
    ("SIMPEG tidak bisa dibuka", "E-kinerja galat saat simpan", "+Aplikasi surat lambat", "Lupa kata sandi SIPD"),
)
WORKERS = {"jaringan": ("tariq", "nanda"), "aplikasi": ("putri", "yusuf")}


@cache
def rulebook() -> Rulebook:
    """The shipped rules with their example people, one manager of whom reads English."""
    policy = load(CHECKOUT / "rules")
    people = tuple(
        replace(one, language="en", roles=frozenset({"manager"})) if one.id == "gita" else one
        for one in policy.people.people
    )
    policy = replace(policy, people=replace(policy.people, people=people))
    return Rulebook(policy, build_all(policy.calendars, START))


@dataclass(order=True)
class Planned:
    """Something that will be done."""

    at: datetime
    number: int
    act: Callable[[], None] = field(compare=False)


class Season:
    """An office over some weeks; `tick` asks the jobs as the timetable does."""

    def __init__(
        self, store: DeskStore, start: datetime = START, seed: int = 7, daemons: int = 1, step: int = 10
    ) -> None:
        self.store = store
        self.now = start
        self.step = step * MINUTE
        self.random = random.Random(seed)
        self.rulebook = rulebook()
        self.numbers = SqlNumbers(store.database)
        self.calendar = self.rulebook.desk_calendar
        self._plans: list[Planned] = []
        self._order = count()
        self.daemons = [self._jobs() for _ in range(daemons)]

    def restart(self) -> None:
        """Let all daemons begin anew: what they knew is only in the database."""
        self.daemons = [self._jobs() for _ in self.daemons]

    def go_by(self, rules: Rulebook) -> None:
        """Let other rules be in force from now on."""
        self.rulebook = rules
        self.restart()

    def _jobs(self) -> tuple[Callable[[datetime], int], ...]:
        notifier = Notifier(OFFICE, KEYRING, renderer())
        rules = self._rules
        self.digests = Digests(self.store, self.numbers, notifier, rules, OFFICE)
        return (
            Warnings(self.store, notifier, rules, OFFICE).give,
            WorkLists(self.store, self.numbers, notifier, rules, OFFICE).send_due,
            self.digests.send_due,
        )

    def _rules(self) -> Rulebook:
        return self.rulebook

    # --- time ---

    def plan(self, at: datetime, act: Callable[[], None]) -> None:
        heappush(self._plans, Planned(at, next(self._order), act))

    def run_until(self, end: datetime, *, asleep: bool = False) -> None:
        """Let time pass: ticks are closer during work, and none come while the daemons are asleep."""
        while self.now < end:
            while self._plans and self._plans[0].at <= self.now:
                heappop(self._plans).act()
            if not asleep:
                self.tick()
            working = is_working(self.calendar, self.now)
            soonest = self.now + self.step if working else next_working_moment(self.calendar, self.now)
            self.now = min(self.now + (self.step if working else HOUR), soonest, end)

    def tick(self) -> None:
        for jobs in self.daemons:
            for job in jobs:
                job(self.now)

    # --- what happens ---

    def open(self, priority: int = 3, kind: int = 0, *, confidential: bool = False, proven: bool = False) -> int:
        """Open a ticket of Rita's now and return its number."""
        with self.store.begin() as work:
            ledger = Ledger(work)
            contact, fresh = ledger.contact(f"rita{self.random.randrange(20)}@example.com", "Rita")
            number = work.next("ticket")
            category, service, _ = KINDS[kind]
            fact = events.TicketOpened(
                "incident", category, category, service, "tinggi", "tinggi", priority, "meja-layanan", contact.id,
                self.random.choice(("email", "email", "telepon")), confidential=confidential,
            )  # fmt: skip
            message = self._report(work.next("message"), number, "sender" if proven else "none")
            cause = Cause(self.now, f"contact:{contact.id}", "mail", message.id)
            done = recorded(self.rulebook, number, None, (), fact, cause)
            work.write(
                Changes(
                    contacts=tuple(replace(one, unit="Umum") for one in fresh),
                    participants=(Participant(number, contact.id, "requester"),),
                    words=(TicketWords(number, subject=f"{self.random.choice(TITLES[kind])} ({number})"),),
                    messages=(message,),
                    events=(done.event,),
                    tickets=(done.ticket,),
                    targets=done.event.targets,
                )
            )
            work.commit()
        return number

    def _report(self, message: int, number: int, proof: str) -> StoredMessage:
        return StoredMessage(
            message, f"content {message}", None, number, "in", "public", f"<{message}@example.com>", None, self.now,
            "rita@example.com", "Rita", ("desk@office.example",), "", "", "", "id", "person", proof, "a mail",
        )  # fmt: skip

    def happen(self, number: int, fact: Fact, actor: str = "person:omar") -> bool:
        """Let something happen to a ticket now; False when it cannot."""
        with self.store.begin() as work:
            ledger = Ledger(work)
            try:
                done = recorded(
                    self.rulebook,
                    number,
                    ledger.ticket(number),
                    ledger.targets(number),
                    fact,
                    Cause(self.now, actor, "mail"),
                    self.store.events(number) if isinstance(fact, events.ActionUndone) else (),
                )
            except ValueError:
                return False
            work.write(Changes(events=(done.event,), tickets=(done.ticket,), targets=done.event.targets))
            work.commit()
        return True

    def target(self, number: int, name: str) -> Target:
        """Return how a promise stands."""
        with self.store.begin() as work:
            return next(one for one in work.targets([number])[number] if one.name == name)

    def letters(self, *notices: str) -> list[Any]:
        """Return what is in the outbox of these notices, oldest first."""
        with self.store.database.reading() as connection:
            names = ", ".join(f"'{name}'" for name in notices)
            rows = connection.exec_driver_sql(f"SELECT id FROM outbox WHERE notice IN ({names}) ORDER BY id").all()
        with self.store.begin() as work:
            return [work.outbox_row(row[0]) for row in rows]

    # --- a life by chance ---

    def live(self, tickets: int, days: int) -> None:
        """Plan the lives of many tickets over some days."""
        for _ in range(tickets):
            at = self.now + self.random.random() * days * DAY
            if self.random.random() < 0.7:
                at = self._in_hours(at)
            self.plan(at, self._life)

    def _life(self) -> None:
        chance, kind = self.random.random, self.random.randrange(2)
        number = self.open(self.random.choice((1, 2, 2, 3, 3, 3)), kind, confidential=chance() < 0.05)
        group = KINDS[kind][2]
        worker = self.random.choice(WORKERS[group])
        at = self._later(self.now, 0.05, 2)
        if chance() < 0.6:
            self._do(at, number, events.TriageConfirmed())
        if chance() < 0.15:
            self._do(at, number, events.TicketClassified("category", KINDS[kind][0], KINDS[1 - kind][0], 2))
        diagnosed = chance() < 0.5
        if diagnosed:
            at = self._later(at, 0.05, 1)
            self._do(at, number, events.DiagnosisCompleted("initial", chance() < 0.3))
        escalated = chance() < 0.6
        if escalated:
            if not diagnosed:
                self._do(at, number, events.DiagnosisCompleted("initial", False))
            self._do(at, number, events.TicketEscalated(group))
            at = self._later(at, 0.2, 4)
            if chance() < 0.15:
                self._do(at, number, events.EscalationReturned("meja-layanan", "wrong"), f"person:{worker}")
                at = self._later(at, 0.1, 2)
            self._do(at, number, events.TicketTaken(worker), f"person:{worker}")
        if chance() < 0.2:
            self._do(at, number, events.WaitingBegan(), f"person:{worker}")
            at = self._later(at, 4, 60)
            self._do(at, number, events.WaitingEnded(), "contact:1")
        if chance() < 0.85:
            at = self._later(at, 1, 40)
            if escalated or not diagnosed:
                stage = "investigation" if escalated else "initial"
                self._do(at, number, events.DiagnosisCompleted(stage, True), f"person:{worker}")
            self._do(at, number, events.TicketResolved(), f"person:{worker}")
            self._after_solution(self._later(at, 4, 30), number)

    def _after_solution(self, at: datetime, number: int) -> None:
        chance = self.random.random
        if chance() < 0.1:
            self._do(at, number, events.TicketReopened(), "contact:1")
            at = self._later(at, 1, 10)
            self._do(at, number, events.TicketResolved())
        if chance() < 0.5:
            scores = tuple((f"q{question}", self.random.randint(1, 5)) for question in range(4))
            self._do(at, number, events.SurveyAnswered("penanganan-masalah", scores, "page"), "contact:1")
        self._do(self._later(at, 1, 20), number, events.TicketClosed("silence"), "maild")

    def _do(self, at: datetime, number: int, fact: Fact, actor: str = "person:omar") -> None:
        self.plan(at, lambda: self._done(number, fact, actor))

    def _done(self, number: int, fact: Fact, actor: str) -> None:
        self.happen(number, fact, actor)

    def _later(self, at: datetime, least: float, most: float) -> datetime:
        return self.calendar.add(self._in_hours(at), self.random.uniform(least, most) * HOUR)

    def _in_hours(self, at: datetime) -> datetime:
        return next_working_moment(self.calendar, at)


__all__ = ["OFFICE", "START", "Contact", "Season", "rulebook"]
