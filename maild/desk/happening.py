"""Something that people may have to be told: what was recorded, through which mail, and in whose words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.files import Files
    from maild.desk.ledger import Ledger
    from maild.desk.prepared import Prepared
    from maild.desk.recording import Recorded
    from maild.desk.records import Article, Contact, OutboxRow, TicketWords
    from maild.desk.rulebook import Rulebook
    from maild.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Happening:
    """One event with all that its notices need; `of_many` when it is told for so many notes of an hour.

    `requester`, `subject` and `text` are given where the ticket begins; `failed` is the letter that bounced; `proven`
    tells whether the sender is, and `because` why the mail was let in as it was; `held_back` that its sender opens too
    many tickets, so that nobody is to be woken; `on_behalf` that the ticket was recorded for somebody else; `files`
    are what its letters carry; `words` are the record where this changes it; `article` is what becomes of the ticket;
    `outage` is the one that it reports, of which the staff know, and `reports` are the tickets that may be one.
    """

    recorded: Recorded
    rulebook: Rulebook
    ledger: Ledger
    now: datetime
    mail: Prepared | None = None
    requester: Contact | None = None
    subject: str = ""
    text: str = ""
    failed: OutboxRow | None = None
    linked_to: int | None = None
    proven: bool = False
    because: str = ""
    held_back: bool = False
    on_behalf: bool = False
    files: Files = ()
    words: TicketWords | None = None
    of_many: int = 0
    article: Article | None = None
    outage: Ticket | None = None
    reports: tuple[int, ...] = ()
