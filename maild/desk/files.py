"""Files that go along with a letter: by reference to the stored mail they came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.records import StoredMessage

MOST_OCTETS = 8_000_000
"""What a letter carries at most: many servers refuse mail of more than ten megabytes."""

LETTERS = "message/"
"""Types of whole mails: one that a client attached by itself may be a letter that only the staff have read."""

Files = tuple[tuple[int, str], ...]
"""Pairs of raw id and MIME part."""


def files_of(messages: Iterable[StoredMessage], *, public: bool = False) -> Files:
    """Return the attachments of these messages, each once, as many as one letter can carry.

    No mail within a mail goes to the `public` side.
    """
    found: dict[str, tuple[int, str]] = {}
    carried = 0
    for message in messages:
        for one in message.attachments:
            if one.inline or message.raw is None or one.digest in found or carried + one.size > MOST_OCTETS:
                continue
            if public and one.content_type.startswith(LETTERS):
                continue
            carried += one.size
            found[one.digest] = (message.raw, one.part)
    return tuple(found.values())
