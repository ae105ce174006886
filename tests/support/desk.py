"""A desk for tests: the real use cases on any store, with a clock that stands still and a mailer in memory."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maild.bootstrap.values import desk_addresses, own_signs
from maild.desk.decide import Judge
from maild.desk.incoming.finding import Finder
from maild.desk.intake import Intake
from maild.desk.letters.notify import Notifier
from maild.desk.office import Limits, Office
from maild.desk.outgoing.dispatch import Dispatch
from maild.desk.ports import Fetched
from maild.desk.prepared import Preparer
from maild.desk.records import Place
from maild.desk.rulebook import Rulebook
from maild.mail.authenticity import Trust
from maild.mail.parser import Limits as ReadingLimits
from maild.notices.renderer import Renderer
from maild.policy.calendar import build_all
from maild.policy.loader import load
from maild.policy.people import People, Person
from maild.tokens import Keyring
from tests.support.fake_mailer import FakeMailer
from tests.support.fake_store import FakeStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from maild.desk.ports import Letter, Store, Work
    from maild.desk.records import OutboxRow, StoredMessage
    from maild.tickets.events import Event
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

CHECKOUT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, nine in the morning in Madiun
DESK = "desk@office.example"
ADMIN = "admin@office.example"
RITA, BUDI, STRANGER = "rita@example.com", "budi@example.com", "orang@lain.example"
OMAR, TARIQ, MONA = "omar@example.com", "tariq@example.com", "mona@example.com"
CAST = (
    Person("omar", "Omar Wibowo", (OMAR, "omar.wibowo@example.com"), "Service Desk", roles=frozenset({"operator"})),
    Person("tariq", "Tariq Hidayat", (TARIQ,), "Infrastruktur", roles=frozenset({"technician"}), groups=("jaringan",)),
    Person("mona", "Mona Siregar", (MONA,), "Seksi Layanan", roles=frozenset({"manager"})),
)
OFFICE = Office("Layanan TI", DESK, ADMIN, limits=Limits(0, 0, 0, 0))
KEYRING = Keyring.made_from(bytes(range(32)))
TRUSTED = "mx.office.example"
RECEIPTS = ("receipt", "receipt_fixed", "receipts_collected", "too_big")

_numbers = itertools.count(1)


@cache
def rulebook() -> Rulebook:
    """The shipped rules, with people of our own."""
    policy = load(CHECKOUT / "rules")
    policy = replace(policy, people=People(CAST, policy.people.groups))
    return Rulebook(policy, build_all(policy.calendars, NOW))


@cache
def renderer() -> Renderer:
    return Renderer([CHECKOUT / "templates"])


class FrozenClock:
    """A clock that moves when it is told to."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **span: float) -> None:
        self.at += timedelta(**span)


class Troubled:
    """A store in front of another, whose next commits fail as a test wants it; `inside` tells of an open transaction.

    `before_commit` is called once, before the next commit, as when another daemon comes first.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.troubles: list[Exception | None] = []
        self.before_commit: Callable[[], None] | None = None
        self.inside = False
        self.commits = 0

    @contextmanager
    def begin(self) -> Iterator[Work]:
        with self.store.begin() as work:
            self.inside = True
            commit = work.commit

            def troubled() -> None:
                if (trouble := self.troubles.pop(0) if self.troubles else None) is not None:
                    raise trouble
                if hook := self.before_commit:
                    self.before_commit = None
                    hook()
                commit()
                self.commits += 1

            work.commit = troubled
            try:
                yield work
            finally:
                self.inside = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def mail(
    text: str = "Printer di ruang 204 macet, mohon bantuannya.",
    *,
    sender: str | None = f"Rita Sari <{RITA}>",
    to: str = DESK,
    subject: str = "Printer macet",
    message_id: str | None = "new",
    date: str | None = "Fri, 20 Nov 2026 08:59:00 +0700",
    proven: bool = False,
    **fields: str,
) -> bytes:
    """Return a mail as octets; further header fields by their names with "_" for "-".

    `proven` when the office's server vouches for From.
    """
    if message_id == "new":
        message_id = f"<m{next(_numbers)}@example.com>"
    domain = (sender or "").rpartition("@")[2].rstrip(">")
    results = f"{TRUSTED}; dmarc=pass header.from={domain}" if proven else None
    header = {"Authentication-Results": results, "From": sender, "To": to, "Subject": subject}
    header |= {"Message-ID": message_id, "Date": date}
    header |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in header.items() if value is not None]
    return "\r\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "", text, ""]).encode()


def reply_to(letter: OutboxRow, text: str, *, sender: str | None = None, quoted: bool = True, **given: Any) -> bytes:
    """Return an answer to a letter, as a mail client writes it: to its Reply-To, with its ids, quoting it below."""
    headers = dict(letter.headers)
    said = "".join(f"> {line}\r\n" for line in letter.text.splitlines()) if quoted else ""
    address = headers["Reply-To"].rpartition("<")[2].rstrip(">")
    return mail(
        f"{text}\r\n\r\nOn Fri, 20 Nov 2026 at 09:00, Layanan TI <{DESK}> wrote:\r\n{said}" if said else text,
        **{
            "sender": sender or f"{letter.name} <{letter.address}>",
            "to": address,
            "subject": f"Re: {letter.subject}",
            "In_Reply_To": letter.message_id,
            "References": f"{headers.get('References', '')} {letter.message_id}".strip(),
            **given,
        },
    )


def bounce_of(
    letter: OutboxRow, *, to: str | None = None, status: str = "5.1.1", recipient: str | None = None
) -> bytes:
    """Return the report (RFC 3464) that a letter could not be delivered, sent to its bounce address."""
    report = EmailMessage()
    report["From"] = "Mail Delivery System <MAILER-DAEMON@mx.example.com>"
    report["To"] = to or letter.sender
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Message-ID"] = f"<bounce{next(_numbers)}@mx.example.com>"
    report["Date"] = "Fri, 20 Nov 2026 09:01:00 +0700"
    address = recipient or letter.address
    action = "failed" if status.startswith("5") else "delayed"
    fields = (
        "Reporting-MTA: dns; mx.example.com\r\n",
        f"Final-Recipient: rfc822; {address}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; 550 {status} user unknown",
    )
    parts = (
        ("text/plain", f"This is the mail system. I'm sorry: <{address}>: user unknown"),
        ("message/delivery-status", "\r\n".join(fields)),
        ("text/rfc822-headers", f"Message-ID: {letter.message_id}\r\nSubject: {letter.subject}\r\n"),
    )
    head = report.as_bytes().split(b"\n\n", maxsplit=1)[0].replace(b"\n", b"\r\n").decode()
    body = "".join(f"--edge\r\nContent-Type: {kind}\r\n\r\n{said}\r\n" for kind, said in parts)
    kind = 'multipart/report; report-type=delivery-status; boundary="edge"'
    return f"{head}\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}--edge--\r\n".encode()


@dataclass
class Desk:
    """A desk at work: what tests put in, and what people would see of it."""

    store: Troubled
    office: Office = OFFICE
    clock: FrozenClock = field(default_factory=FrozenClock)
    renderer: Renderer = field(default_factory=renderer)
    mailer: FakeMailer = field(default_factory=FakeMailer)
    judge: type[Judge] = Judge
    txt: Callable[[str], bytes | None] | None = None

    def __post_init__(self) -> None:
        self.rulebook = rulebook()
        self._uids = itertools.count(1)
        self.wire()

    def wire(self) -> None:
        """Wire the use cases, as a start of the daemon does."""
        notifier = Notifier(self.office, KEYRING, self.renderer)
        preparer = Preparer(
            own_signs(self.office), desk_addresses(self.office), Trust((TRUSTED,)), ReadingLimits(), self.txt
        )
        judge = self.judge(self.office, Finder(self.office, KEYRING), notifier)
        self.intake = Intake(self.store, preparer, judge, notifier, lambda: self.rulebook, self.clock)
        self.dispatch = Dispatch(
            self.store, self.mailer, notifier, lambda: self.rulebook, self.office, self.clock, "daemon-1"
        )

    # --- what tests do ---

    def place(self, uid: int | None = None) -> Place:
        return Place("desk", "INBOX", 1, next(self._uids) if uid is None else uid)

    def fetched(self, raw: bytes, place: Place | None = None, *, size: int | None = None) -> Fetched:
        """Return a mail as it came from the mailbox; it is a piece of a bigger one when `size` is larger."""
        whole = size or len(raw)
        return Fetched(place or self.place(), self.clock(), raw, whole, truncated=whole > len(raw))

    def receive(self, *mails: bytes) -> list[str]:
        """Take mails in as one batch, in order, and return what became of each."""
        batch = [self.fetched(raw) for raw in mails]
        outcome = self.intake.receive(batch)
        return [outcome[one.place] for one in batch]

    def open(self, *given: Any, **more: Any) -> Ticket:
        """Let a mail open a ticket."""
        assert self.receive(mail(*given, **more)) == ["opened"]
        return self.tickets()[-1]

    def send(self) -> list[Letter]:
        """Send all that is due; return the letters that the server took."""
        before = len(self.mailer.taken)
        while self.dispatch.send_due().letters:
            pass
        return self.mailer.taken[before:]

    # --- what people see ---

    def tickets(self) -> list[Ticket]:
        with self.store.begin() as work:
            return [ticket for _, ticket in sorted(work.tickets(range(1, work.mark()["ticket"] + 1)).items())]

    def ticket(self, number: int = 1) -> Ticket:
        return self.tickets()[number - 1]

    def targets(self, number: int = 1) -> dict[str, Target]:
        with self.store.begin() as work:
            return {target.name: target for target in work.targets([number]).get(number, ())}

    def events(self, number: int = 1) -> list[Event]:
        return self.store.events(number)

    def kinds(self, number: int = 1) -> list[str]:
        return [type(event.fact).__name__ for event in self.events(number)]

    def outbox(self, to: str | None = None, notice: str | None = None) -> list[OutboxRow]:
        """Return the letters that were written, oldest first."""
        with self.store.begin() as work:
            rows = [work.outbox_row(number) for number in range(1, work.mark()["outbox"] + 1)]
        found = [row for row in rows if row is not None]
        return [row for row in found if to in (None, row.address) and notice in (None, row.notice)]

    def letter(self, to: str | None = None, notice: str | None = None) -> OutboxRow:
        """Return the one such letter."""
        (row,) = self.outbox(to, notice)
        return row

    def messages(self, number: int | None = None) -> list[StoredMessage]:
        with self.store.begin() as work:
            last = work.mark()["message"]
        found = [message for at in range(1, last + 1) if (message := self.store.message(at)) is not None]
        return [message for message in found if number is None or message.ticket == number]

    def count(self, *counters: str) -> list[int]:
        with self.store.begin() as work:
            mark = work.mark()
        return [mark[counter] for counter in counters]

    def held(self) -> list[str]:
        """Return the reasons of what is in quarantine."""
        return [row.reason for row in self.store.quarantined()]


def receipts(rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    return [row for row in rows if row.notice in RECEIPTS]


def desk_on(store: Store | None = None, **given: Any) -> Desk:
    return Desk(Troubled(store or FakeStore()), **given)
