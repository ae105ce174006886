"""A desk with one ticket of Rita's, its letters, and the pages that they lead to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from maild.desk.health import Figures, Health
from maild.desk.letters.notify import Notifier
from maild.desk.links import Doorkeeper, page_link, survey_link
from maild.desk.recording import Cause, recorded, written
from maild.desk.records import Changes, Contact, OutboxRow, Participant, StoredMessage, TicketWords
from maild.desk.showing.pages import PageMaker, TicketPages
from maild.desk.surveys.survey_pages import SurveyPages
from maild.tickets.events import (
    NoteAdded,
    TicketClassified,
    TicketClosed,
    TicketOpened,
    TicketReopened,
    TicketResolved,
    TicketTaken,
    WaitingBegan,
)
from maild.web.site import Desk, site_of
from maild.web.watching import Metrics
from tests.support.desk import KEYRING, NOW, OFFICE, OMAR, RITA, FrozenClock, renderer, rulebook
from tests.support.fake_store import FakeStore
from tests.support.samples import SCAN, digest

if TYPE_CHECKING:
    from maild.tickets.events import Event, Fact
    from maild.tickets.ticket import Ticket

BASE = "https://desk.office.example"
HOSTED = replace(OFFICE, base_url=BASE)
ANSWERS = {
    **dict.fromkeys(("score-penyampaian", "score-kecepatan", "score-penyelesaian", "score-kesesuaian"), "5"),
    **dict.fromkeys(("score-ramah", "score-informasi", "score-tepat", "score-mutu", "score-fasilitas"), "4"),
    "score-sesuai": "3",
}
MEAN = 4.3
BAD_ANSWERS = dict.fromkeys(ANSWERS, "2")


@dataclass
class PublicDesk:
    """The desk behind the pages; what happens to its ticket is recorded by the real use cases."""

    store: FakeStore
    clock: FrozenClock
    health: Health

    def __init__(self, *, confidential: bool = False, type_: str = "incident", languages: str = "") -> None:
        self.store, self.clock, self.health = FakeStore(), FrozenClock(), Health()
        doorkeeper = Doorkeeper(HOSTED, KEYRING, self.store)
        maker = PageMaker(HOSTED, KEYRING, renderer().page_languages)
        notifier = Notifier(HOSTED, KEYRING, renderer())
        surveys = SurveyPages(self.store, doorkeeper, maker, notifier, rulebook, self.clock)
        metrics = Metrics(self.health, self.figures, self.clock, "0.1.0")
        tickets = TicketPages(doorkeeper, maker, rulebook, self.clock)
        self.site = site_of(Desk(surveys, tickets, maker, renderer(), self.health, metrics, self.clock))
        rita = Contact(1, RITA, "Rita Sari", "Bagian Keuangan", "+62 812-3456-789", "Gedung B, ruang 204", languages)
        fact = TicketOpened(
            type_,
            "Jaringan",
            "Internet lambat",
            "Internet",
            "tinggi",
            "menengah",
            1,
            "jaringan",
            1,
            "email",
            (),
            confidential,
        )
        self.write(
            Changes(
                contacts=(rita,),
                participants=(Participant(1, 1, "requester"),),
                words=(TicketWords(1, subject="Internet lambat di ruang keuangan"),),
            )
        )
        self.store.tables.counters |= {"contact": 1, "ticket": 1}
        self.say(RITA, "Selamat pagi, sejak pukul 08.00 internet di ruang keuangan sangat lambat.", scan=True)
        self.record(fact, "contact:1")

    @property
    def client(self) -> TestClient:
        """A browser without scripts or cookies; what fails inside is answered as people would see it."""
        return TestClient(self.site, raise_server_exceptions=False, follow_redirects=False)

    @property
    def ticket(self) -> Ticket:
        return self.store.tables.tickets[1]

    @property
    def events(self) -> list[Event]:
        return self.store.events(1)

    @property
    def letters(self) -> list[OutboxRow]:
        """What was sent because of what happened."""
        return [row for row in self.store.tables.outbox.values() if row.notice != "sample"]

    def figures(self) -> Figures:
        return Figures({"opened": 3, "ignored": 2}, {"sent": 4, "waiting": 1}, {"new": 2, "closed": 1}, 1)

    def write(self, changes: Changes) -> None:
        with self.store.begin() as work:
            work.write(changes)
            work.commit()

    def record(self, fact: Fact, actor: str = "person:tariq") -> None:
        """Let something happen to the ticket."""
        ticket = self.store.tables.tickets.get(1)
        targets = tuple(self.store.tables.targets.values())
        done = recorded(rulebook(), 1, ticket, targets, fact, Cause(self.clock(), actor, "mail"), self.events)
        self.write(written([done]))

    def say(self, sender: str, text: str, *, visibility: str = "public", scan: bool = False) -> None:
        """Put a message on the ticket."""
        number = len(self.store.tables.messages) + 1
        message = StoredMessage(
            id=number,
            content=digest(f"{number} {text}"),
            raw=None,
            ticket=1,
            direction="in",
            visibility=visibility,
            message_id=f"<{number}@example.com>",
            date=None,
            at=self.clock(),
            sender=sender,
            sender_name="",
            to=(HOSTED.address,),
            subject="",
            text=text,
            folded="",
            language="id",
            origin="person",
            proof="sender",
            because="",
            attachments=(SCAN,) if scan else (),
        )
        self.write(Changes(messages=(message,)))

    def letter(self, **given: object) -> OutboxRow:
        """Write a letter, to Rita unless said otherwise."""
        with self.store.begin() as work:
            row = OutboxRow(
                id=work.next("outbox"),
                ticket=1,
                notice="sample",
                address=RITA,
                name="Rita Sari",
                role="requester",
                message_id="",
                subject="",
                text="",
                html="",
                headers=(),
                sender=HOSTED.address,
                created_at=self.clock(),
                next_attempt_at=self.clock(),
                contact=1,
            )
            row = replace(row, **{"message_id": f"<letter.{row.id}@office.example>", **given})
            work.write(Changes(outbox=(row,)))
            work.commit()
        return row

    def survey_path(self, **given: object) -> str:
        return survey_link(HOSTED, KEYRING, self.letter(**given)).removeprefix(BASE)

    def page_path(self, **given: object) -> str:
        return page_link(HOSTED, KEYRING, self.letter(**given)).removeprefix(BASE)


def solved(**given: object) -> PublicDesk:
    """Return a desk whose ticket was worked on and solved, with things said in public and inside."""
    desk = PublicDesk(**given)
    desk.clock.pass_(minutes=6)
    desk.record(TicketTaken("tariq"))
    desk.record(TicketClassified("urgency", "tinggi", "tinggi", 1))
    desk.clock.pass_(minutes=20)
    desk.say(OMAR, "Kami sedang memeriksa sakelar di lantai 2. Apakah kabel di ruang Ibu baru dipindah?")
    desk.record(NoteAdded("public"), "person:omar")
    desk.record(WaitingBegan(), "person:omar")
    desk.clock.pass_(minutes=15)
    desk.say(RITA, "Ya, kemarin meja kami dipindah.")
    desk.record(NoteAdded("public", by_requester=True), "contact:1")
    desk.say("tariq@example.com", "Rahasia dapur: sakelarnya murah.", visibility="internal")
    desk.say("budi@example.com", "Saya Budi, menumpang bertanya.")
    desk.clock.pass_(minutes=40)
    desk.write(
        Changes(
            words=(
                TicketWords(
                    1,
                    symptoms="Internet lambat sejak pagi.",
                    cause="Kabel longgar sesudah meja dipindah.",
                    analysis="Sakelar mencatat galat pada porta 14.",
                    solution="Kabel diganti dan porta diperiksa; kecepatan kembali wajar.",
                    fields={"note": "Periksa lagi pekan depan."},
                ),
            )
        )
    )
    desk.record(TicketResolved())
    return desk


__all__ = [
    "ANSWERS",
    "BAD_ANSWERS",
    "BASE",
    "HOSTED",
    "MEAN",
    "NOW",
    "PublicDesk",
    "TicketClosed",
    "TicketReopened",
    "solved",
    "timedelta",
]
