"""A quarter of an office by mail: real daemons on one database, a clock that stands still between two moments.

People write and answer mails by chance; each daemon takes mail in, keeps time and sends letters in a thread of its own,
all of them at once. What it comes to is judged from the database alone.
"""

from __future__ import annotations

import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from heapq import heappop, heappush
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from maild.bootstrap.clockwork import time_jobs
from maild.desk.follow_ups import FollowUps
from maild.desk.hours import is_working, next_working_moment
from maild.desk.letters.notify import Notifier
from maild.desk.outgoing.dispatch import Dispatch
from maild.desk.ports import Fetched
from maild.desk.records import Place
from maild.desk.rulebook import Rulebook
from maild.policy.calendar import build_all
from maild.policy.loader import load
from maild.policy.model import Season
from maild.store.desk_store import DeskStore
from tests.support.desk import CHECKOUT, KEYRING, OFFICE, Desk, FrozenClock, Troubled, mail, renderer, reply_to
from tests.support.fake_mailer import FakeMailer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maild.desk.records import OutboxRow
    from maild.store.database import Database

START = datetime(2026, 1, 4, 23, 30, tzinfo=UTC)  # Monday the fifth, half past six in Madiun
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SHIFTS = {"sari": "sore", "nanda": "timur", "gita": "timur", "dewi": "selalu"}
"""Who works other hours than the desk."""


@dataclass(frozen=True)
class Plan:
    """How long it lasts, how many tickets come, and what happens meanwhile: days count from its first."""

    tickets: int
    days: int
    decree_after: int
    decreed: date
    asleep_after: int
    asleep_for: int
    restarts: tuple[int, ...]
    set_back_after: int
    step: timedelta

    @property
    def asleep(self) -> datetime:
        return START + self.asleep_after * DAY + 3 * HOUR

    @property
    def awake(self) -> datetime:
        return self.asleep + self.asleep_for * DAY - HOUR


WEEKS = Plan(60, 15, 6, date(2026, 1, 15), 7, 2, (3, 10), 2, 60 * MINUTE)
WHOLE = Plan(3000, 91, 35, date(2026, 2, 13), 49, 7, (6, 20, 33, 61, 80), 24, 30 * MINUTE)

# What is reported, the group that solves it, and how often it comes.
REPORTS = (
    ("Internet di ruang {} lambat sejak pagi.", "jaringan", 5),
    ("Wi-Fi ruang {} putus, kami berlima tidak dapat bekerja.", "jaringan", 2),
    ("Jaringan gedung {} putus total, pelayanan masyarakat berhenti. Darurat!", "jaringan", 1),
    ("Printer di ruang {} macet, mohon bantuannya.", "perangkat", 4),
    ("Aplikasi surat di bagian {} sangat lambat hari ini.", "aplikasi", 4),
    ("Data pegawai bagian {} di SIMPEG tidak sesuai, mohon diperbaiki.", "data", 3),
    ("Mohon dibuatkan akun email untuk pegawai baru bagian {}.", "aplikasi", 3),
    ("Kami di bagian {} menerima surel penipuan yang meminta kata sandi, tautannya sempat dibuka.", "keamanan", 1),
)
WORKERS = {
    "jaringan": ("tariq", "nanda"),
    "perangkat": ("nanda",),
    "aplikasi": ("putri", "yusuf"),
    "data": ("putri",),
    "keamanan": ("dewi", "mona"),
}
SIGNED = "\n\nRita\nHP 0812-3456-7890\nRuang {}"
SOLUTION = "#selesai Sudah kami perbaiki dan uji, catatan kerja {}."
RECORD = "Gejala: seperti dilaporkan\nPenyebab: kabel dan pengaturan\nSurat: 005/{}/2026"


@cache
def rules(decreed: date | None = None) -> Rulebook:
    """The shipped rules, shorter days in Ramadan, some people with other hours, and one day off more once decreed."""
    policy = load(CHECKOUT / "rules")
    desk = policy.calendars["kantor"]
    short = dict.fromkeys(range(1, 6), ((time(8), time(12)), (time(12, 30), time(15))))
    late = dict.fromkeys(range(1, 7), ((time(13), time(21)),))
    closed = {decreed: "Cuti daerah"} if decreed else {}
    calendars = {
        "kantor": replace(
            desk, seasons=(Season("Ramadan", date(2026, 2, 18), date(2026, 3, 17), short),), closed=closed
        ),
        "selalu": policy.calendars["selalu"],
        "sore": replace(desk, name="sore", hours=late, country="", holidays=()),
        "timur": replace(desk, name="timur", timezone="Asia/Jayapura", closed=closed),
    }
    people = tuple(
        replace(
            one,
            calendar=SHIFTS.get(one.id, ""),
            language="en" if one.id == "gita" else one.language,
            roles=one.roles | ({"manager"} if one.id == "gita" else set()),
        )
        for one in policy.people.people
    )
    policy = replace(
        policy,
        calendars=calendars,
        people=replace(policy.people, people=people),
        digest=f"{policy.digest} {decreed or ''}",
    )
    return Rulebook(policy, build_all(calendars, START))


class Daemon:
    """One daemon with connections of its own; it begins with what the database knows, and nothing else."""

    def __init__(self, number: int, database: Database, rulebook: Rulebook, clock: FrozenClock) -> None:
        store, name = DeskStore(database), f"daemon-{number}"
        self._clock_first = number % 2 == 0
        self.clock, self.rulebook = clock, rulebook
        self.desk = Desk(Troubled(store), clock=clock)
        self.desk.rulebook = rulebook
        self.mailer = FakeMailer()
        notifier = Notifier(OFFICE, KEYRING, renderer())
        follow_ups = FollowUps(store, notifier, lambda: self.rulebook, OFFICE)
        self._jobs = [job.run for job in time_jobs(store, notifier, lambda: self.rulebook, OFFICE)]
        self._jobs.append(lambda now: follow_ups.run(now) and None)
        self._dispatch = Dispatch(store, self.mailer, notifier, lambda: self.rulebook, OFFICE, clock, name)

    def go_by(self, rulebook: Rulebook) -> None:
        self.rulebook = self.desk.rulebook = rulebook

    def work(self, mails: Sequence[Fetched]) -> None:
        """Do all there is to do at this moment: some daemons look at the clock first, others at their mail."""
        if self._clock_first:
            self._keep_time()
        self.take_in(mails)
        if not self._clock_first:
            self._keep_time()
        while self._dispatch.send_due().letters:
            pass

    def take_in(self, mails: Sequence[Fetched]) -> None:
        rest = iter(mails)
        while batch := list(islice(rest, 50)):
            self.desk.intake.receive(batch)

    def _keep_time(self) -> None:
        for job in self._jobs:
            job(self.clock())


@dataclass(order=True)
class Awaited:
    """A life that goes on at a moment."""

    at: datetime
    number: int
    life: Iterator[datetime] = field(compare=False)
    begins: bool = field(compare=False, default=False)


class Quarter:
    """The office, its people and its daemons, one for each database that is given: all are connections to one."""

    def __init__(self, databases: Sequence[Database], plan: Plan, seed: int = 7) -> None:
        self.database, self.plan = databases[0], plan
        self.chance = random.Random(seed)
        self.clock = FrozenClock(START)
        self.rulebook = rules()
        self.sent: dict[int, list[datetime]] = defaultdict(list)
        self._databases = databases
        self._store = DeskStore(self.database)
        self._order, self._uids = count(), count(1)
        self._waiting: list[Awaited] = []
        self._inbox: list[Fetched] = []
        self._begin_daemons()

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def end(self) -> datetime:
        return START + self.plan.days * DAY

    # --- time ---

    def pass_by(self) -> None:
        """Let the whole time pass."""
        for _ in range(self.plan.tickets):
            at = START + self.chance.random() * (self.plan.days - 1) * DAY
            at_work = self._in_hours(at)
            usual = self.chance.random() < 0.75 and at_work < self.end - DAY
            self._await(at_work if usual else at, self._life(), begins=True)
        happenings = {
            START + self.plan.decree_after * DAY: self._decree,
            START + self.plan.set_back_after * DAY + 4 * HOUR: self._set_clock_back,
            **{START + day * DAY + 5 * HOUR: self._begin_daemons for day in self.plan.restarts},
        }
        with ThreadPoolExecutor(len(self._daemons)) as pool:
            while self.now < self.end:
                for at in sorted(moment for moment in happenings if moment <= self.now):
                    happenings.pop(at)()
                asleep = self.plan.asleep <= self.now < self.plan.awake
                self._wake_lives(asleep=asleep)
                if not asleep:
                    self._work(pool)
                self._on(asleep=asleep)

    def _on(self, *, asleep: bool) -> None:
        working = any(is_working(self.rulebook.calendars[name], self.now) for name in ("kantor", "timur", "sore"))
        self.clock.at += self.plan.step * (1 if working and not asleep else 2)
        if asleep and self.now >= self.plan.awake:
            # What came meanwhile is there before anybody is told of the time that is gone.
            self._begin_daemons()
            self._daemons[0].take_in(self._taken())

    def _work(self, pool: ThreadPoolExecutor) -> None:
        """Let all daemons work at once; some mail reaches several of them."""
        mails, several, daemons = self._taken(), self.chance.random() < 0.2, self._daemons
        shares = [mails if several else mails[place :: len(daemons)] for place in range(len(daemons))]
        for done in pool.map(Daemon.work, daemons, shares):
            assert done is None

    def _taken(self) -> list[Fetched]:
        mails, self._inbox = self._inbox, []
        return mails

    def _begin_daemons(self) -> None:
        """Begin anew: what daemons knew is only in the database."""
        for daemon in getattr(self, "_daemons", ()):
            self._note_letters(daemon)
        self._daemons = [
            Daemon(number, database, self.rulebook, self.clock) for number, database in enumerate(self._databases, 1)
        ]

    def _decree(self) -> None:
        self.rulebook = rules(self.plan.decreed)
        for daemon in self._daemons:
            daemon.go_by(self.rulebook)

    def _set_clock_back(self) -> None:
        self.clock.at -= 2 * HOUR

    def _note_letters(self, daemon: Daemon) -> None:
        for letter in daemon.mailer.taken:
            self.sent[letter.id].append(self.now)

    def close(self) -> None:
        for daemon in self._daemons:
            self._note_letters(daemon)

    # --- people ---

    def _await(self, at: datetime, life: Iterator[datetime], *, begins: bool = False) -> None:
        heappush(self._waiting, Awaited(at, next(self._order), life, begins))

    def _wake_lives(self, *, asleep: bool) -> None:
        while self._waiting and self._waiting[0].at <= self.now:
            awaited = heappop(self._waiting)
            if asleep and not awaited.begins:
                # Who works with the desk finds it silent, and goes on when it is back.
                self._await(self.plan.awake + self.chance.random() * 3 * HOUR, awaited.life)
            elif (at := next(awaited.life, None)) is not None:
                self._await(at, awaited.life)

    def _life(self) -> Iterator[datetime]:
        """A ticket from its report to its end; it goes on whenever its people do something."""
        chance, choice = self.chance.random, self.chance.choice
        text, group, _ = self.chance.choices(REPORTS, [weight for *_, weight in REPORTS])[0]
        room = self.chance.randrange(100, 400)
        asker = f"rita{self.chance.randrange(300)}@dinkes.madiun.example"
        report = f"<report{next(self._uids)}@dinkes.madiun.example>"
        signed = SIGNED.format(room) if chance() < 0.6 else ""
        self._write(
            asker, text.format(room) + signed, chance() < 0.9, subject=text.format(room)[:40], message_id=report
        )
        yield self.now + self.plan.step
        while (number := self._ticket_of(report)) is None:
            yield self.now + self.plan.step
        worker = choice(WORKERS[group])
        if chance() < 0.06:
            return  # Nobody ever takes it.
        yield self._later(0.05, 3)
        if group != "keamanan":
            operator = choice(("omar", "omar", "sari"))
            if chance() < 0.35:
                self._answer(operator, number, "#ambil")
                worker = operator
            else:
                self._answer(operator, number, f"#eskalasi {group}")
                yield self._later(0.1, 5)
                if chance() < 0.08:
                    self._answer(worker, number, "#kembalikan Bukan bidang kami")
                    yield self._later(0.1, 3)
                    self._answer(operator, number, f"#tugaskan {worker}")
                    yield self._later(0.1, 3)
        if worker not in ("omar", "sari"):
            self._answer(worker, number, "#ambil")
        if chance() < 0.1:
            yield self._later(0.1, 3)
            self._answer(worker, number, f"#prioritas {self.chance.randint(1, 3)}")
        if chance() < 0.12:
            yield self._later(0.2, 3)
            self._answer(worker, number, "#tunggu\nApakah masih terjadi pagi ini?")
            if chance() < 0.3:
                return  # The requester never answers.
            yield self._later(2, 30)
            self._answer(asker, number, "Masih terjadi, mohon dilanjutkan.")
        if chance() < 0.05:
            return  # Work stops here.
        yield self._later(0.5, 30)
        yield from self._solved(worker, number)
        if chance() < 0.07:
            yield self._later(0.5, 8)
            self._answer(asker, number, "#buka Masih belum bisa")
            yield self._later(1, 8)
            yield from self._solved(worker, number)
        yield self._later(0.5, 10)
        if chance() < 0.4:
            self._answer(asker, number, str(self.chance.randint(1, 5)))
        if chance() < 0.3:
            yield self._later(0.5, 5)
            self._answer(asker, number, "#selesai")

    def _solved(self, worker: str, number: int) -> Iterator[datetime]:
        """An operator sends a technician's solution, or nobody does; a record that lacks something is filled later."""
        work, complete = next(self._uids), self.chance.random() < 0.9
        record = f"\n{RECORD.format(work)}"
        self._answer(worker, number, SOLUTION.format(work) + (record if complete else ""))
        if worker not in ("omar", "sari") and self.chance.random() < 0.5:
            yield self._later(0.1, 3)
            self._answer("omar", number, "#selesai")
        elif worker not in ("omar", "sari"):
            yield self._later(4.5, 6)
        if not complete:
            yield self._later(26, 40)
            self._answer("omar", number, record.strip())

    def _write(self, sender: str, text: str, proven: bool, **given: Any) -> None:
        written_at = format_datetime(self.now - timedelta(seconds=self.chance.randrange(1, 60)))
        self._deliver(mail(text, sender=sender, proven=proven, date=written_at, **given))

    def _answer(self, who: str, number: int, text: str) -> None:
        """Let somebody answer the newest letter they have about a ticket; nothing when they have none."""
        letter = self._newest(who, number)
        if letter is not None:
            written_at = format_datetime(self.now - timedelta(seconds=self.chance.randrange(1, 60)))
            self._deliver(reply_to(letter, text, quoted=False, proven=True, date=written_at))

    def _deliver(self, raw: bytes) -> None:
        place = Place("desk", "INBOX", 1, next(self._uids))
        self._inbox.append(Fetched(place, self.now, raw, len(raw)))

    def _ticket_of(self, message_id: str) -> int | None:
        rows = self.asked(f"SELECT ticket FROM threads WHERE message_id = '{message_id}'")
        return rows[0][0] if rows else None

    def _newest(self, who: str, number: int) -> OutboxRow | None:
        whose = f"address = '{who}'" if "@" in who else f"person = '{who}'"
        rows = self.asked(f"SELECT max(id) FROM outbox WHERE ticket = {number} AND {whose}")
        return self._store.letter(rows[0][0]) if rows[0][0] is not None else None

    def asked(self, query: str) -> list[Any]:
        """Return what the database answers."""
        with self.database.reading() as connection:
            return list(connection.exec_driver_sql(query))

    def _later(self, least: float, most: float) -> datetime:
        at = self._in_hours(self.now)
        return self.rulebook.desk_calendar.add(at, self.chance.uniform(least, most) * HOUR)

    def _in_hours(self, at: datetime) -> datetime:
        return next_working_moment(self.rulebook.desk_calendar, at)
