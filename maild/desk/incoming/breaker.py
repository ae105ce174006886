"""The circuit breaker: a sender who writes without end wakes nobody; it closes by itself when the sender stops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.records import Told
from maild.tickets.events import NoteAdded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from maild.desk.happening import Happening
    from maild.desk.ledger import Ledger
    from maild.desk.office import Limits
    from maild.desk.records import Contact

WINDOW = timedelta(hours=1)
ALERTS_A_DAY = 5


@dataclass(frozen=True, slots=True)
class Telling:
    """Whether people are told of a note: `of_many` is how many the sender wrote within an hour when they are too many.

    `remembered` is what keeps the next ones from being told as well.
    """

    told: bool = True
    of_many: int = 0
    remembered: tuple[Told, ...] = ()


EVERY_NOTE = Telling()


def told_by(telling: Telling, happenings: Iterable[Happening]) -> Iterator[Happening]:
    """Yield what people are told of: all that happened, but not the note itself where there are too many."""
    for one in happenings:
        if telling.told or not isinstance(one.recorded.event.fact, NoteAdded):
            yield replace(one, of_many=telling.of_many)


def is_over(contact: Contact, ledger: Ledger, limits: Limits, received_at: datetime) -> bool:
    """Tell whether this sender had opened as many tickets as one may, within the hour before this mail came.

    The hour is that of the mailbox, so that a backlog shows a loop as well as a stream does.
    """
    most = limits.tickets_per_sender_hour
    return bool(most) and ledger.tickets_since(received_at - WINDOW, contact.id) >= most


def breaker_key(contact: Contact) -> str:
    """Return under which name the administrator was told of this sender."""
    return f"circuit:{contact.id}"


def telling_of_unproven(number: int, sender: str, ledger: Ledger, now: datetime) -> Telling:
    """Return whether the desk is told of a mail that nothing proves.

    The first few of a day in one name on one ticket are told; those after them are kept on the ticket only.
    """
    keys = (f"unproven:{number}:{sender}:{at}" for at in range(ALERTS_A_DAY))
    key = next((key for key in keys if ledger.is_news(key, now)), None)
    return Telling(remembered=(Told(key, now),)) if key is not None else Telling(told=False)


def telling_of_note(number: int, actor: str, ledger: Ledger, limits: Limits, now: datetime) -> Telling:
    """Return whether the desk is told of another note of a requester.

    Of more than the limit in an hour one letter an hour tells how many there are; all of them are on the ticket.
    """
    most = limits.notes_per_sender_hour
    count = ledger.notes_since(now - WINDOW, number, actor) + 1 if most else 0
    if count <= most:
        return EVERY_NOTE
    key = f"notes:{number}:{actor}"
    last = ledger.told(key)
    if last is not None and now - last < WINDOW:
        return Telling(told=False)
    return Telling(of_many=count, remembered=(Told(key, now),))
