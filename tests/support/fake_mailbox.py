"""A mailbox in memory with the behaviour of a real one: UIDs, folders, and the moments at which it fails."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from maild.desk.ports import Fetched, FolderState, Listed
from maild.desk.records import Place
from maild.errors import MaildError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Destination = Literal["processed", "quarantine"]
Call = Literal["open", "listing", "fetch", "file", "wait"]


@dataclass(frozen=True)
class Mail:
    """A mail as it lies in a folder."""

    raw: bytes
    received_at: datetime


class FakeMailbox:
    """One folder and its two destinations.

    `deliver` puts mail in; `fail_at` makes the next call of that name raise, and `lose_answer_of` makes it raise after
    it was done, as when the connection breaks before the server's answer arrives; `renumber` changes the UIDVALIDITY.
    """

    def __init__(self, name: str = "desk", folder: str = "INBOX", *, limit: int = 0) -> None:
        self.name = name
        self.folder = folder
        self.inbox: dict[int, Mail] = {}
        self.filed: dict[Destination, list[Mail]] = {"processed": [], "quarantine": []}
        self.uidvalidity = 1
        self.connected = False
        self._limit = limit
        self._uids = itertools.count(1)
        self._faults: dict[tuple[Call, bool], list[MaildError]] = {}
        self._news = threading.Event()

    # --- what tests do ----------------------------------------------------------------------------------------------

    def deliver(self, raw: bytes, received_at: datetime) -> int:
        """Put a mail into the folder and return its UID."""
        uid = next(self._uids)
        self.inbox[uid] = Mail(raw, received_at)
        self._news.set()
        return uid

    def renumber(self) -> None:
        """Change the UIDVALIDITY: all mails stay under new UIDs, and the connection is lost."""
        mails = list(self.inbox.values())
        self.uidvalidity += 1
        self._uids = itertools.count(1)
        self.inbox = {next(self._uids): mail for mail in mails}
        self.connected = False

    def put_back(self) -> None:
        """Move everything that was filed back into the folder under new UIDs, as people do by drag and drop."""
        for mails in self.filed.values():
            for mail in mails:
                self.inbox[next(self._uids)] = mail
            mails.clear()

    def fail_at(self, call: Call, error: MaildError | None = None) -> None:
        """Let the next such call fail before it does anything."""
        self._faults.setdefault((call, False), []).append(error or TemporaryError(f"{call} failed"))

    def lose_answer_of(self, call: Call, error: MaildError | None = None) -> None:
        """Let the next such call do its work and fail then."""
        self._faults.setdefault((call, True), []).append(error or TemporaryError(f"the answer to {call} was lost"))

    # --- the port ---------------------------------------------------------------------------------------------------

    def open(self) -> FolderState:
        self._maybe_fail("open")
        self.connected = True
        self._maybe_fail("open", done=True)
        uidnext = next(self._uids)
        self._uids = itertools.count(uidnext)
        return FolderState(self.uidvalidity, uidnext)

    def listing(self) -> list[Listed]:
        self._begin("listing")
        found = [Listed(uid, len(mail.raw), mail.received_at) for uid, mail in sorted(self.inbox.items())]
        self._maybe_fail("listing", done=True)
        return found

    def fetch(self, listed: Sequence[Listed]) -> list[Fetched]:
        self._begin("fetch")
        found = [self._fetched(uid) for uid in sorted(each.uid for each in listed) if uid in self.inbox]
        self._maybe_fail("fetch", done=True)
        return found

    def file(self, uids: Sequence[int], destination: Destination) -> None:
        self._begin("file")
        for uid in uids:
            if mail := self.inbox.pop(uid, None):
                self.filed[destination].append(mail)
        self._maybe_fail("file", done=True)

    def wait(self, seconds: float) -> bool:
        self._begin("wait")
        rang = self._news.wait(seconds)
        self._news.clear()
        self._maybe_fail("wait", done=True)
        return rang

    def interrupt(self) -> None:
        self._news.set()

    def close(self) -> None:
        self.connected = False

    # --- inside -----------------------------------------------------------------------------------------------------

    def _fetched(self, uid: int) -> Fetched:
        mail = self.inbox[uid]
        truncated = 0 < self._limit < len(mail.raw)
        raw = mail.raw[: self._limit] if truncated else mail.raw
        place = Place(self.name, self.folder, self.uidvalidity, uid)
        return Fetched(place, mail.received_at, raw, len(mail.raw), truncated)

    def _begin(self, call: Call) -> None:
        self._maybe_fail(call)
        if not self.connected:
            raise TemporaryError(f"The mailbox {self.name} is not connected.")

    def _maybe_fail(self, call: Call, *, done: bool = False) -> None:
        if faults := self._faults.get((call, done)):
            self.connected = False
            raise faults.pop(0)
