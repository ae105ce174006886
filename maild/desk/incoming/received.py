"""A mail as it is kept: its octets, what was read of it, the ids by which later mail finds it, its journal entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.desk.files import files_of
from maild.desk.happening import Happening
from maild.desk.incoming.breaker import EVERY_NOTE, told_by
from maild.desk.recording import Cause, followed, written
from maild.desk.records import Changes, JournalEntry, RawMail, StoredMessage, Thread
from maild.tickets.events import NoteAdded, StageEntered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from maild.desk.incoming.breaker import Telling
    from maild.desk.incoming.case import Case
    from maild.desk.ledger import Ledger
    from maild.desk.letters.notify import Notifier
    from maild.desk.prepared import Prepared
    from maild.desk.recording import Recorded
    from maild.desk.records import Disposition
    from maild.tickets.events import Fact, Visibility


@dataclass(frozen=True, slots=True)
class Received:
    """A mail that is being taken in, with the rows that keep it."""

    mail: Prepared
    message: StoredMessage
    rows: Changes

    @property
    def message_id(self) -> int:
        """The number of the stored message."""
        return self.message.id

    def as_public(self, text: str) -> Received:
        """Return the same mail as a message that the public side may read, in these words of it."""
        message = replace(self.message, visibility="public", text=text)
        return replace(self, message=message, rows=replace(self.rows, messages=(message,)))

    def changes(self, disposition: Disposition, now: datetime, done: Sequence[Recorded]) -> Changes:
        """Return the rows that keep this mail, its journal entry, and what was recorded because of it."""
        message, ticket = self.message, self.message.ticket
        entry = journal(self.mail, now, disposition, message.because, message.id, ticket)
        return self.rows + Changes(journal=(entry,)) + written(done)


def journal(
    mail: Prepared, now: datetime, disposition: Disposition, because: str, message: int | None, ticket: int | None
) -> JournalEntry:
    """Return the line that tells what became of this mail."""
    return JournalEntry(mail.fetched.place, mail.fetched.received_at, now, disposition, because, message, ticket)


def received(
    mail: Prepared,
    ledger: Ledger,
    ticket: int | None,
    visibility: Visibility,
    because: str,
    text: str | None = None,
) -> Received:
    """Return a mail with the rows that keep it, on a ticket or on none; `text` stands for its own when given."""
    because = "; ".join(filter(None, (because, mail.shortfall)))
    read, sender = mail.message, mail.message.from_address
    raw = RawMail(ledger.work.next("raw"), mail.raw_digest, mail.fetched.raw)
    stored = StoredMessage(
        id=ledger.work.next("message"),
        content=mail.content,
        raw=raw.id,
        ticket=ticket,
        direction="in",
        visibility=visibility,
        message_id=read.message_id or "",
        date=read.date,
        at=mail.fetched.received_at,
        sender=sender.address if sender else "",
        sender_name=sender.name if sender else "",
        to=tuple(address.address for address in read.to),
        subject=read.subject,
        text=mail.text if text is None else text,
        folded=mail.folded,
        language=mail.reading.language,
        origin=mail.reading.origin.kind,
        proof=mail.proof.kind,
        because=because,
        attachments=mail.attachments,
    )
    threads = _threads(mail, ledger, ticket) if ticket is not None else ()
    return Received(mail, stored, Changes(raws=(raw,), messages=(stored,), threads=threads))


def note_of(
    case: Case,
    number: int,
    fact: NoteAdded,
    actor: str,
    because: str,
    notifier: Notifier | None = None,
    text: str | None = None,
    then: Sequence[Fact] = (),
    telling: Telling = EVERY_NOTE,
) -> Changes:
    """Return the note that this mail is on a ticket, and the notices of it, when somebody is to be told.

    `text` stands for the mail's own when given; `then` are facts that follow from what was said, of which people are
    told also where `telling` keeps the note itself from them.
    """
    ticket = case.ledger.ticket(number)
    if ticket is None:
        raise LookupError(f"ticket {number} is gone")
    stored = received(case.mail, case.ledger, number, fact.visibility, because, text)
    cause = Cause(case.now, actor, "mail", stored.message_id)
    targets = case.ledger.targets(number)
    done: list[Recorded] = []
    for each in (fact, *then):
        done += followed(case.rulebook, number, ticket, targets, each, cause)
        ticket, targets = done[-1].ticket, done[-1].targets
    changes = stored.changes("noted", case.now, done)
    if notifier is None:
        return changes
    answers = fact.visibility == "public" and not fact.by_requester
    happenings = (
        Happening(
            one,
            case.rulebook,
            case.ledger,
            case.now,
            mail=case.mail,
            text=stored.message.text,
            proven=not fact.flagged,
            because=because,
            files=files_of([stored.message], public=True) if answers else (),
        )
        for one in _told_first(done)
    )
    return changes + Changes(told=telling.remembered) + notifier.letters(*told_by(telling, happenings))


def _told_first(done: Sequence[Recorded]) -> Sequence[Recorded]:
    """Return in which order people are told: whose turn it is by what somebody said is told more than the words."""
    note, *rest = done
    return (*rest, note) if any(isinstance(one.event.fact, StageEntered) for one in rest) else done


def _threads(mail: Prepared, ledger: Ledger, ticket: int) -> tuple[Thread, ...]:
    """Rule 4: every id received or referenced belongs to one ticket; the first to claim it keeps it."""
    threads = [Thread(name, ticket) for name in mail.message.references if ledger.thread(name) is None]
    own = mail.message.message_id
    if own:
        known = ledger.thread(own)
        sender, date = mail.identity
        if known is None:
            threads.append(Thread(own, ticket, sender, date))
        elif known.sender is None:
            threads.append(replace(known, sender=sender, date=date))
    return tuple({thread.message_id: thread for thread in threads}.values())
