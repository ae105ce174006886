"""The IMAP commands that a desk needs, typed, over one logged-in connection (RFC 9051)."""

from __future__ import annotations

import contextlib
import imaplib
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from maild.desk.ports import Listed
from maild.errors import PermanentError
from maild.transport.imap import idling
from maild.transport.imap.login import connect, hang_up, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maild.transport.settings import ImapSettings

# imaplib refuses a line of more than a million octets; so many UIDs of ten digits stay well below.
SEARCH_WINDOW = 50_000
# So many UIDs of ten digits keep a command within the 8,192 octets that servers take (RFC 7162, section 4).
UIDS_PER_COMMAND = 500


@dataclass(frozen=True, slots=True)
class Selected:
    """What a folder said when it was selected."""

    uidvalidity: int
    uidnext: int
    exists: int


class Client:
    """One connection, for one thread; every error but those of maild leaves it unusable."""

    def __init__(self, settings: ImapSettings) -> None:
        self._client = connect(settings)
        self._settings = settings

    def can(self, capability: str) -> bool:
        """Say whether the server offers this."""
        return bool(self._client.has_capability(capability))

    def select(self, folder: str, *, read_only: bool = False) -> Selected:
        """Select a folder, also again, which tells what has become of it; PermanentError when that is refused."""
        try:
            answer = self._client.select_folder(folder, readonly=read_only)
        except imaplib.IMAP4.readonly as error:
            raise PermanentError(
                f"{self._where(folder)} can only be read.", "Give this user the right to write and to delete there."
            ) from error
        except imaplib.IMAP4.error as error:
            raise refusal(
                error, f"{self._where(folder)} cannot be opened", f"There are: {', '.join(self.folders())}."
            ) from error
        if b"UIDVALIDITY" not in answer:
            raise PermanentError(f"{self._where(folder)} keeps no UIDs.", "This mail server cannot be used.")
        # UIDNEXT may be left out of the answer to SELECT, not of the answer to STATUS.
        uidnext = answer.get(b"UIDNEXT") or self._client.folder_status(folder, ["UIDNEXT"])[b"UIDNEXT"]
        return Selected(answer[b"UIDVALIDITY"], uidnext, answer[b"EXISTS"])

    def folders(self) -> list[str]:
        """Return the names of all folders."""
        return [name for _flags, _separator, name in self._client.list_folders()]

    def has_folder(self, folder: str) -> bool:
        """Say whether there is a folder of this name."""
        return bool(self._client.folder_exists(folder))

    def make_folder(self, folder: str) -> None:
        """Make a folder that people see in their mail clients; PermanentError when that is refused."""
        try:
            self._client.create_folder(folder)
        except imaplib.IMAP4.error as error:
            raise refusal(
                error,
                f"{self._where(folder)} cannot be made",
                f"Make it by hand, or choose a name like those that exist: {', '.join(self.folders())}.",
            ) from error
        with contextlib.suppress(imaplib.IMAP4.error):
            self._client.subscribe_folder(folder)

    def uids(self, exists: int) -> list[int]:
        """Return the UIDs of the selected folder, without those of mails that are marked deleted."""
        found: set[int] = set()
        # By sequence number a window is bounded however sparse the UIDs are. Should another client remove mails
        # meanwhile, numbers sink: from the top down a mail is then seen twice, but never missed.
        for last in range(exists, 0, -SEARCH_WINDOW):
            first = max(1, last - SEARCH_WINDOW + 1)
            found.update(self._client.search(f"{first}:{last} UNDELETED"))
        return sorted(found)

    def latest(self, exists: int, count: int) -> list[int]:
        """Return the UIDs of the last so many mails of the selected folder, oldest first."""
        window = f"{max(1, exists - count + 1)}:{exists} UNDELETED"
        return sorted(self._client.search(window)) if exists else []

    def with_subject(self, word: str) -> list[int]:
        """Return the UIDs of the mails of the selected folder whose subject holds this word of ASCII letters."""
        return sorted(self._client.search(["UNDELETED", "SUBJECT", word]))

    def heads(self, uids: Sequence[int]) -> list[bytes]:
        """Return the header fields of these mails, unmarked."""
        answer = self._client.fetch(uids, ["BODY.PEEK[HEADER]"]) if uids else {}
        return [head for items in answer.values() if isinstance(head := items.get(b"BODY[HEADER]"), bytes)]

    def sizes(self, uids: Sequence[int]) -> dict[int, Listed]:
        """Return size and time of arrival of these mails; those that are gone are absent."""
        answer = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return {
            uid: Listed(uid, items[b"RFC822.SIZE"], items[b"INTERNALDATE"].astimezone(UTC))
            for uid, items in answer.items()
            # A change of flags made by another client comes as an answer too, and holds nothing else.
            if b"RFC822.SIZE" in items and b"INTERNALDATE" in items
        }

    def bodies(self, uids: Sequence[int], beginning: int = 0) -> dict[int, bytes]:
        """Return these mails, or so many octets of their beginning, unmarked; those that are gone are absent."""
        part = f"<0.{beginning}>" if beginning else ""
        key = b"BODY[]<0>" if beginning else b"BODY[]"
        answer = self._client.fetch(uids, [f"BODY.PEEK[]{part}"])
        return {uid: items[key] for uid, items in answer.items() if isinstance(items.get(key), bytes)}

    def mark(self, uids: Sequence[int], flag: bytes) -> None:
        """Set a flag on these mails."""
        for some in in_commands(uids):
            self._client.add_flags(some, [flag], silent=True)

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move these mails; a folder that is missing is made, and mails that are gone do not matter."""
        for some in in_commands(uids):
            try:
                self._move(some, folder)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                if self.has_folder(folder):
                    raise
                self.make_folder(folder)
                self._move(some, folder)

    def remove(self, uids: Sequence[int]) -> None:
        """Remove these mails; those that are gone do not matter."""
        self._client.add_flags(uids, [rb"\Deleted"], silent=True)
        # A plain EXPUNGE would also remove what people have marked; without UIDPLUS the mails stay, marked deleted.
        if self.can("UIDPLUS"):
            self._client.uid_expunge(uids)

    def idle(self, seconds: float, bell: int) -> bool:
        """Wait until something happens in the folder or `bell` can be read; say whether something happened."""
        return idling.wait(self._client, seconds, bell)

    def log_out(self) -> None:
        """Leave politely if the server still listens."""
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._client.logout()
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection without a word."""
        hang_up(self._client)

    def _move(self, uids: Sequence[int], folder: str) -> None:
        if self.can("MOVE"):
            self._client.move(uids, folder)
            return
        self._client.copy(uids, folder)
        self.remove(uids)

    def _where(self, folder: str) -> str:
        return f"The folder {folder} of {self._settings.username}"


def in_commands(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the UIDs in parts that fit into one command each."""
    for start in range(0, len(uids), UIDS_PER_COMMAND):
        yield uids[start : start + UIDS_PER_COMMAND]
