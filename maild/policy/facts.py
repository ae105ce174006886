"""What triage looks at: the facts of one mail, taken from its reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from maild.mail.message import Attachment, Reading
    from maild.policy.rules import Zone


@dataclass(frozen=True, slots=True)
class Facts:
    """A mail as rules see it: `text` is what is new in it, `letter` what was forwarded or attached with it.

    `proven` says that the sender is who he says he is; conditions on senders hold for proven ones only. `at` is aware.
    """

    subject: str
    text: str
    quoted: str = ""
    signature: str = ""
    letter: str = ""
    sender: str = ""
    sender_name: str = ""
    unit: str = ""
    proven: bool = False
    recipients: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    size: int = 0
    language: str = ""
    origin: str = "person"
    at: datetime | None = None

    @property
    def zones(self) -> Mapping[Zone, str]:
        """The texts of the mail by the place where they stand."""
        return {
            "subject": self.subject,
            "text": self.text,
            "letter": self.letter,
            "quoted": self.quoted,
            "signature": self.signature,
        }


def facts_of(reading: Reading, proven: bool, at: datetime, unit: str = "") -> Facts:
    """Return the facts of a mail; `at` is when it came and `unit` what the office knows of its sender."""
    message, reply, forwarded = reading.message, reading.reply, reading.forwarded
    sender = message.from_address
    attached = [attachment.text for attachment in message.attachments if attachment.text]
    letters = [forwarded.subject, forwarded.text] if forwarded else []
    return Facts(
        subject=message.subject,
        text=forwarded.comment if forwarded else reply.text,
        quoted=reply.quoted,
        signature=reply.signature,
        letter="\n\n".join([*letters, *attached]),
        sender=sender.key if sender else "",
        sender_name=sender.name if sender else "",
        unit=unit,
        proven=proven,
        recipients=tuple(address.key for address in (*message.to, *message.cc)),
        headers=message.headers,
        attachments=message.attachments,
        size=message.size,
        language=reading.language,
        origin=reading.origin.kind,
        at=at,
    )
