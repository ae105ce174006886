"""One folder of one mailbox: the port `Mailbox` over IMAP."""

from __future__ import annotations

import contextlib
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from maild.desk.ports import Fetched, FolderState, Listed
from maild.desk.records import Place
from maild.errors import MaildError, TemporaryError
from maild.transport.imap.bell import Bell
from maild.transport.imap.client import Client, in_commands
from maild.transport.imap.suspects import Suspects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from maild.transport.settings import ImapSettings

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(slots=True)
class Numbering:
    """What is known of mails by their UIDs, which mean nothing under another UIDVALIDITY."""

    uidvalidity: int
    suspects: Suspects
    known: dict[int, Listed] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)

    def forget_all_but(self, uids: Sequence[int]) -> None:
        """Keep what is known of these mails only: the others are gone."""
        self.settled.intersection_update(uids)
        self.known = {uid: self.known[uid] for uid in uids if uid in self.known}

    def unknown(self, uids: Sequence[int]) -> list[int]:
        """Return those that must be asked for."""
        return [uid for uid in uids if uid not in self.known and not self.suspects.rests(uid)]

    def waiting(self) -> list[Listed]:
        """Return the mails that nobody has taken in, by UID."""
        return [
            self.known[uid] for uid in sorted(self.known) if uid not in self.settled and not self.suspects.rests(uid)
        ]


class ImapMailbox:
    """A folder and the connection it is read over; only `interrupt` may be called from another thread."""

    def __init__(self, name: str, settings: ImapSettings, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._settings = settings
        self._folder = settings.folder
        self._destinations = {"processed": settings.processed_folder, "quarantine": settings.quarantine_folder}
        self._monotonic = monotonic
        self._bell = Bell()
        self._client: Client | None = None
        self._looked_at = 0.0
        self._numbering = self._anew(uidvalidity=0)

    def open(self) -> FolderState:
        # A connection that still lives is kept; one that died meanwhile is nobody's trouble yet.
        if self._client is not None:
            with contextlib.suppress(TemporaryError):
                return self._select()
        with self._dropping("open", connect=True) as client:
            for folder in () if self._settings.read_only else self._destinations.values():
                if folder and not client.has_folder(folder):
                    client.make_folder(folder)
        return self._select()

    def listing(self) -> list[Listed]:
        with self._dropping("list") as client:
            selected = client.select(self._folder, read_only=self._settings.read_only)
            if selected.uidvalidity != self._numbering.uidvalidity:
                raise TemporaryError(f"The folder {self._folder} of {self.name} was numbered anew.")
            uids = client.uids(selected.exists)
        self._looked_at = self._monotonic()
        # A size never changes under its UID, so each is asked once.
        self._numbering.forget_all_but(uids)
        for some in in_commands(self._numbering.unknown(uids)):
            self._numbering.known |= self._read(some, Client.sizes)
        return self._numbering.waiting()

    def fetch(self, listed: Sequence[Listed]) -> list[Fetched]:
        wanted = {each.uid: each for each in sorted(listed, key=lambda each: each.uid)}
        oversized = [uid for uid, each in wanted.items() if self._is_oversized(each)]
        raws = self._read([uid for uid in wanted if uid not in oversized], Client.bodies)
        raws |= self._read(oversized, lambda client, uids: client.bodies(uids, self._settings.beginning_bytes))
        return [
            Fetched(
                Place(self.name, self._folder, self._numbering.uidvalidity, uid),
                each.received_at,
                raws[uid],
                each.size,
                truncated=uid in oversized,
            )
            for uid, each in wanted.items()
            if uid in raws
        ]

    def file(self, uids: Sequence[int], destination: Literal["processed", "quarantine"]) -> None:
        if not self._settings.read_only:
            self._move(uids, self._destinations[destination])
        # What stays in the folder all the same is not listed again.
        self._numbering.settled.update(uids)

    def wait(self, seconds: float) -> bool:
        until = self._monotonic() + seconds
        look_at = self._looked_at + self._settings.poll_every
        with self._dropping("wait") as client:
            idles = self._settings.idle and client.can("IDLE")
            news = False
            while not (news or self._bell.heard()):
                now = self._monotonic()
                if now >= min(until, look_at):
                    return now >= look_at
                left = min(until, look_at) - now
                if idles:
                    news = client.idle(left, self._bell.reader)
                else:
                    self._bell.wait(left)
        return True

    def interrupt(self) -> None:
        self._bell.ring()

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.log_out()

    # --- inside -----------------------------------------------------------------------------------------------------

    def _anew(self, uidvalidity: int) -> Numbering:
        return Numbering(uidvalidity, Suspects(self._monotonic))

    def _select(self) -> FolderState:
        with self._dropping("open") as client:
            selected = client.select(self._folder, read_only=self._settings.read_only)
        if selected.uidvalidity != self._numbering.uidvalidity:
            self._numbering = self._anew(selected.uidvalidity)
        return FolderState(selected.uidvalidity, selected.uidnext)

    def _move(self, uids: Sequence[int], folder: str) -> None:
        with self._dropping("file") as client:
            if folder:
                client.move(uids, folder)
            else:
                client.mark(uids, rb"\Seen")

    def _is_oversized(self, listed: Listed) -> bool:
        return 0 < self._settings.message_bytes < listed.size

    def _read(self, uids: Sequence[int], ask: Callable[[Client, Sequence[int]], dict[int, T]]) -> dict[int, T]:
        """Return what can be read of these mails; the one that cannot ends this connection, but holds up no other."""
        found: dict[int, T] = {}
        for group in self._numbering.suspects.groups(uids):
            try:
                with self._dropping("read") as client:
                    found |= ask(client, group)
            except TemporaryError:
                for uid in self._numbering.suspects.broke(group):
                    where = (self.name, self._folder, uid)
                    log.warning("mail cannot be read, tried again in an hour mailbox=%s folder=%s uid=%d", *where)
                if not found:
                    raise
                return found
            self._numbering.suspects.cleared(group)
        return found

    @contextlib.contextmanager
    def _dropping(self, doing: str, *, connect: bool = False) -> Iterator[Client]:
        """Lend the connection; after any error it is given up, because nobody knows what it would say next."""
        try:
            if connect:
                self._client = Client(self._settings)
            yield self._connected()
        except MaildError:
            self._drop()
            raise
        except Exception as error:
            self._drop()
            raise TemporaryError(
                f"Could not {doing} {self._folder} of {self.name}: {str(error) or type(error).__name__}"
            ) from error

    def _connected(self) -> Client:
        if self._client is None:
            raise TemporaryError(f"The mailbox {self.name} is not connected.")
        return self._client

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.hang_up()
