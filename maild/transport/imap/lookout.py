"""A look at single mails of a mailbox, for `maild check`: what recent ones carry, and where a certain one has come."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from maild.errors import MaildError, TemporaryError
from maild.transport.imap.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maild.transport.settings import ImapSettings


class Lookout:
    """A connection that looks into folders of one mailbox, those that exist, in the order in which they are named."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def recent_heads(self, count: int, folders: Sequence[str]) -> list[bytes]:
        """Return the header fields of the last so many mails of each folder; nothing is marked."""
        heads: list[bytes] = []
        for folder in self._existing(folders):
            selected = self._client.select(folder, read_only=True)
            heads += self._client.heads(self._client.latest(selected.exists, count))
        return heads

    def find(self, word: str, folders: Sequence[str]) -> bytes | None:
        """Return a mail whose subject holds this word, None as long as there is none."""
        for folder in self._existing(folders):
            self._client.select(folder, read_only=True)
            if found := self._client.with_subject(word):
                return next(iter(self._client.bodies(found).values()), None)
        return None

    def remove(self, word: str, folders: Sequence[str]) -> None:
        """Remove every mail whose subject holds this word."""
        for folder in self._existing(folders):
            self._client.select(folder)
            if found := self._client.with_subject(word):
                self._client.remove(found)

    def _existing(self, folders: Sequence[str]) -> list[str]:
        return [folder for folder in dict.fromkeys(folders) if folder and self._client.has_folder(folder)]


@contextlib.contextmanager
def looking(settings: ImapSettings) -> Iterator[Lookout]:
    """Lend a look at a mailbox; TemporaryError when the server breaks off or talks nonsense."""
    client = Client(settings)
    try:
        yield Lookout(client)
    except MaildError:
        raise
    except Exception as error:
        raise TemporaryError(f"{settings.where} cannot be understood: {error or type(error).__name__}") from error
    finally:
        client.log_out()
