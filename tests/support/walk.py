"""A random walk over the intake: two mailboxes, two daemons, and whatever can happen between them and the database.

Mails come, come twice, come before what they answer; daemons are killed before and after their commits, meet each other
over the same mails, lose connections; folders are numbered anew, filed mail is moved back. At the end every mail must
be there once, on the ticket of its thread, and every ticket must have been confirmed once.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from threading import Event
from typing import TYPE_CHECKING

from maild.daemon.inbound import Inbound
from maild.desk.decide import Judge
from maild.desk.health import Health
from maild.desk.records import Place
from maild.errors import TemporaryError
from tests.support.at_once import AtOnce, OwnTurn
from tests.support.desk import NOW, Desk, Troubled, mail, receipts, rulebook
from tests.support.fake_mailbox import FakeMailbox
from tests.support.fake_mailer import Killed
from tests.support.fake_store import FakeStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.ports import Fetched, Listed, Store
    from maild.desk.prepared import Prepared, Preparer
    from maild.desk.records import Changes, StoredMessage
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Policy

UNREADABLE, UNDECIDABLE = "unreadable", "undecidable"


@dataclass(frozen=True)
class Sent:
    """A mail that somebody has sent: `root` names the thread it belongs to."""

    raw: bytes
    message_id: str | None
    references: tuple[str, ...]
    root: str
    poison: str = ""


class Folder(FakeMailbox):
    """A mailbox of which a reader sees `most` mails at a time; `fetched` is called once, after the next fetch."""

    most = 50
    dies_when_filing = False
    fetched: Callable[[], None] | None = None

    def listing(self) -> list[Listed]:
        # Old mail stays for ever, so the limit holds for what may be new.
        return [one for one in super().listing() if one.received_at >= NOW][: self.most]

    def fetch(self, listed: Sequence[Listed]) -> list[Fetched]:
        found = super().fetch(listed)
        if hook := self.fetched:
            self.fetched = None
            hook()
            self.connected = True
        return found

    def file(self, uids: Sequence[int], destination: str) -> None:
        if self.dies_when_filing:
            self.dies_when_filing = False
            raise Killed
        super().file(uids, destination)


class Remembering:
    """Prepares a mail once, since walks send the same ones again and again; some mails it cannot read."""

    def __init__(self, preparer: Preparer) -> None:
        self._preparer = preparer
        self.known: dict[bytes, Prepared] = {}

    def prepare(self, fetched: Fetched, policy: Policy) -> Prepared:
        if UNREADABLE.encode() in fetched.raw:
            raise ValueError(UNREADABLE)
        if fetched.raw not in self.known:
            self.known[fetched.raw] = self._preparer.prepare(fetched, policy)
        return replace(self.known[fetched.raw], fetched=fetched)


class Stumbling(Judge):
    """Decides as always, and fails on some mails when all is decided."""

    def decide(self, mail: Prepared, ledger: Ledger, rulebook: Rulebook, now: datetime) -> Changes:
        changes = super().decide(mail, ledger, rulebook, now)
        if UNDECIDABLE in mail.text:
            raise ZeroDivisionError(UNDECIDABLE)
        return changes


@cache
def receipts_only() -> Rulebook:
    """Rules by which nobody but the requester is told of anything."""
    policy = rulebook().policy
    notices = tuple(rule for rule in policy.notices if rule.template == "receipt")
    return replace(rulebook(), policy=replace(policy, notices=notices))


REMEMBERING: list[Remembering] = []


class Walk:
    """One walk on a store that is empty at its beginning."""

    def __init__(self, store: Store, seed: int) -> None:
        self._chance = random.Random(seed)
        self._waits_for_others = not isinstance(store, FakeStore)
        self.folders = [Folder("a"), Folder("b")]
        self.sent: list[Sent] = []
        self.daemons = [self._daemon(store), self._daemon(store)]
        self.folders[0].deliver(mail("Surat lama."), NOW.replace(year=2025))
        for folder in self.folders:
            self._read(self.daemons[0], folder)

    def go(self) -> list[str]:
        """Walk to the end, and return what is wrong then."""
        for _ in range(self._chance.randint(10, 30)):
            self._step()
        self._finish()
        return list(self._mistakes())

    # --- what happens ---

    def _step(self) -> None:
        x = self._chance.random()
        if x < 0.5:
            self._deliver()
        elif x < 0.6:
            self._chance.choice(self.folders).renumber()
        elif x < 0.65:
            self._move_back()
        elif x < 0.85:
            self._work(self.daemons[0], self._chance.choice(self.folders))
        else:
            self._meet()

    def _deliver(self) -> None:
        sent = self._written(len(self.sent) + 1)
        self.sent.append(sent)
        folder = self._chance.choice(self.folders)
        folder.deliver(sent.raw, NOW)
        if self._chance.random() < 0.2 and sent.message_id and not sent.poison:
            again = b"Received: from elsewhere by mx.office.example\r\n" + sent.raw
            self._chance.choice(self.folders).deliver(again, NOW)
        if self._chance.random() < 0.2:
            self._swap_the_last_two(folder)

    def _written(self, number: int) -> Sent:
        kind, earlier = self._chance.random(), [one for one in self.sent if one.message_id and "const" not in one.root]
        date = f"Fri, 20 Nov 2026 09:{number // 60:02}:{number % 60:02} +0700"
        if kind < 0.4 and earlier:
            return self._reply(number, self._chance.choice(earlier), date)
        if kind < 0.5:
            root, message_id = f"const{number}", "<const@scanner.example>"
            return self._plain(root, message_id, "Hasil pindaian printer.", date)
        if kind < 0.6:
            return self._plain(f"bare{number}", None, "Hasil pindaian printer.", None)
        if kind < 0.65:
            poison = self._chance.choice((UNREADABLE, UNDECIDABLE))
            return self._plain(f"poison{number}", f"<m{number}@example.com>", f"This is {poison}.", date, poison)
        return self._plain(f"new{number}", f"<m{number}@example.com>", f"Printer {number} macet.", date)

    def _plain(self, root: str, message_id: str | None, text: str, date: str | None, poison: str = "") -> Sent:
        return Sent(_mail_of(root, message_id, text, date), message_id, (), root, poison)

    def _reply(self, number: int, parent: Sent, date: str) -> Sent:
        assert parent.message_id is not None
        references = (*parent.references[:1], parent.message_id)
        message_id = f"<m{number}@example.com>"
        raw = _mail_of(parent.root, message_id, f"Tambahan {number}.", date, References=" ".join(references))
        return Sent(raw, message_id, references, parent.root)

    def _swap_the_last_two(self, folder: Folder) -> None:
        """What was sent later arrives first: a reply before its parent."""
        uids = sorted(folder.inbox)[-2:]
        places = {Place(folder.name, folder.folder, folder.uidvalidity, uid) for uid in uids}
        new = all(folder.inbox[uid].received_at == NOW for uid in uids)
        if len(uids) == 2 and new and not self.daemons[0].intake.known(places):
            first, second = uids
            folder.inbox[first], folder.inbox[second] = folder.inbox[second], folder.inbox[first]

    def _move_back(self) -> None:
        filed = [(folder, kind) for folder in self.folders for kind in folder.filed if folder.filed[kind]]
        if filed:
            folder, kind = self._chance.choice(filed)
            moved = folder.filed[kind].pop(self._chance.randrange(len(folder.filed[kind])))
            self.folders[0].deliver(moved.raw, moved.received_at)

    def _work(self, daemon: Desk, folder: Folder) -> None:
        folder.most = self._chance.randint(1, 4)
        x = self._chance.random()
        if x < 0.15:
            daemon.store.troubles = [Killed()]
        elif x < 0.35:
            folder.dies_when_filing = True
        elif x < 0.45:
            folder.fail_at("file")
        elif x < 0.55:
            folder.lose_answer_of("file")
        self._read(daemon, folder)

    def _meet(self) -> None:
        """Two daemons hold the same mails: the second decides and commits while the first is about to."""
        first, second = self.daemons
        folder = self._chance.choice(self.folders)
        folder.most = 4

        def comes_first() -> None:
            self._work(second, folder)

        if self._waits_for_others or self._chance.random() < 0.5:
            folder.fetched = comes_first
        else:
            first.store.before_commit = comes_first
        self._read(first, folder)
        folder.fetched = first.store.before_commit = None

    def _read(self, daemon: Desk, folder: Folder) -> None:
        inbound = Inbound(
            folder, "INBOX", OwnTurn(), daemon.intake, daemon.store, AtOnce(daemon.intake), Health(), daemon.clock
        )
        with suppress(Killed, TemporaryError):
            inbound.read(Event())
        daemon.store.troubles = []
        folder.dies_when_filing = False

    def _finish(self) -> None:
        for folder in self.folders:
            folder.most = 50
            for _ in range(4):
                self._read(self.daemons[1], folder)

    # --- what must be true ---

    def _mistakes(self) -> Iterator[str]:
        desk = self.daemons[0]
        messages = desk.messages()
        by_content = {message.content: message for message in messages}
        contents = {self._content(one): one for one in self.sent if not one.poison}
        left = [one for folder in self.folders for one in folder.inbox.values() if one.received_at == NOW]
        if left:
            yield f"{len(left)} mails are left in their folders"
        if lost := contents.keys() - by_content.keys():
            yield f"lost: {[contents[content].raw for content in lost]}"
        if len(by_content) != len(messages) or by_content.keys() - contents.keys():
            yield f"{len(messages)} messages of {len(contents)} mails"
        held = {desk.store.raw(row.raw) for row in desk.store.quarantined()}
        yield from (f"not held: {one.raw!r}" for one in self.sent if one.poison and one.raw not in held)
        if strange := held - {one.raw for one in self.sent if one.poison}:
            yield f"held without a reason: {strange}"
        yield from self._of_threads(contents, by_content)
        yield from self._of_tickets(messages)

    def _of_threads(self, contents: dict[str, Sent], kept: dict[str, StoredMessage]) -> Iterator[str]:
        tickets: defaultdict[str, set[int | None]] = defaultdict(set)
        for content, one in contents.items():
            if content in kept:
                tickets[one.root].add(kept[content].ticket)
        yield from (f"split: {root} over {found}" for root, found in tickets.items() if len(found) > 1)
        holders = Counter(ticket for found in tickets.values() for ticket in found)
        yield from (f"ticket {ticket} holds {count} threads" for ticket, count in holders.items() if count > 1)

    def _of_tickets(self, messages: Sequence[StoredMessage]) -> Iterator[str]:
        desk = self.daemons[0]
        tickets = desk.tickets()
        if [ticket.number for ticket in tickets] != list(range(1, len(tickets) + 1)):
            yield "the numbers of the tickets have a gap"
        confirmed = Counter(row.ticket for row in receipts(desk.outbox()))
        yield from (f"ticket {number} was confirmed {count} times" for number, count in confirmed.items() if count > 1)
        yield from (f"ticket {one.number} was not confirmed" for one in tickets if one.number not in confirmed)
        told = Counter(event.message for one in tickets for event in desk.events(one.number))
        yield from (f"message {one.id} has {told[one.id]} events" for one in messages if told[one.id] != 1)

    def _content(self, sent: Sent) -> str:
        return REMEMBERING[0].known[sent.raw].content

    def _daemon(self, store: Store) -> Desk:
        desk = Desk(Troubled(store), judge=Stumbling)
        desk.rulebook = receipts_only()
        if not REMEMBERING:
            REMEMBERING.append(Remembering(desk.intake._preparer))
        desk.intake._preparer = REMEMBERING[0]
        return desk


def _mail_of(root: str, message_id: str | None, text: str, date: str | None, **more: str) -> bytes:
    """Return a mail of a thread: all of one thread are from one sender, and every other sender is proven."""
    sender = f"{root}@example.com"
    proven = int("".join(filter(str.isdigit, root))) % 2 == 0
    # Scanners without Message-ID or Date differ in what their servers write above the mail only.
    stamp = {"X_Scan": root} if message_id is None else {}
    return mail(text, sender=sender, message_id=message_id, date=date, proven=proven, **stamp, **more)
