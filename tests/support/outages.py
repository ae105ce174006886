"""An outage for tests: many people report the same to a desk, and its operator says that it is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.letters.notify import Notifier
from maild.desk.outage_watch import OutageWatch
from tests.support.at_work import omar, rules
from tests.support.desk import KEYRING, Desk, desk_on

if TYPE_CHECKING:
    from maild.desk.ports import Store
    from maild.desk.records import OutboxRow
    from maild.tickets.ticket import Ticket

NAMES = ("Rita Sari", "Budi Santoso", "Citra Dewi", "Dedi Kurnia", "Endang Lestari", "Fajar Nugroho", "Gita Permata")
REPORTERS = tuple(f"{name.split()[0].lower()}@example.com" for name in NAMES)
TEXT = "Gangguan di switch inti, sedang diganti. Perkiraan pulih pukul 11."
REPORT = "Internet lambat sekali, tidak bisa membuka apa pun."


def reported(desk: Desk, who: int, text: str = REPORT, **given: object) -> Ticket:
    """Let one of the reporters write."""
    title = f"Internet lambat di ruang {who}"
    return desk.open(f"{text} Ruang {who}.", subject=title, sender=f"{NAMES[who]} <{REPORTERS[who]}>", **given)


def look(desk: Desk) -> int:
    """Let the timetable come to the job."""
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    return OutageWatch(desk.store, notifier, lambda: desk.rulebook).look(desk.clock())


def in_trouble(reports: int = 5, minutes: float = 4, store: Store | None = None) -> Desk:
    """Return a desk to which so many people have reported the same, one every few minutes."""
    desk = desk_on(store)
    desk.rulebook = rules()
    for who in range(reports):
        reported(desk, who, proven=True)
        desk.clock.pass_(minutes=minutes)
    return desk


def proposed(store: Store | None = None) -> Desk:
    desk = in_trouble(store=store)
    assert look(desk) == 1
    return desk


def declared(text: str = TEXT, store: Store | None = None) -> Desk:
    desk = proposed(store)
    omar(desk, f"#setuju\n{text}" if text else "#setuju", notice="outage_proposed")
    return desk


def solved() -> Desk:
    desk = declared()
    omar(desk, "#selesai Switch inti sudah diganti.", notice="outage_proposed")
    return desk


def letters_to(desk: Desk, who: int, notice: str) -> list[OutboxRow]:
    return desk.outbox(REPORTERS[who], notice)


def statuses(desk: Desk) -> list[str]:
    return [ticket.status for ticket in desk.tickets()]
