"""What makes two deliveries the same mail, whatever happened to their header fields on the way."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maild.mail.message import Message


def digest_of(octets: bytes) -> str:
    """Return the SHA-256 of these octets, hexadecimal."""
    return hashlib.sha256(octets).hexdigest()


def content_of(message: Message, raw_digest: str) -> str:
    """Return the digest of what a mail says.

    It covers Message-ID, Date, From, Subject, the whole text and the attachments. A mail without Message-ID or Date
    (scanners send those) is told from the next one by its raw octets only.
    """
    if message.message_id is None or message.date is None:
        return raw_digest
    said = [
        message.message_id,
        message.date.isoformat(),
        message.from_address.key if message.from_address else "",
        message.subject,
        message.text,
        [attachment.digest for attachment in message.attachments],
    ]
    return digest_of(json.dumps(said, ensure_ascii=True).encode())
