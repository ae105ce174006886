"""The office this desk belongs to: the values of its settings that use cases need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from maild.mail.correlation import DeskAddresses

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is answered and taken in before it has to wait, and how large a letter gets; 0 is unlimited."""

    receipts_unproven_per_address_day: int = 5
    receipts_unproven_per_domain_hour: int = 100
    receipts_unproven_per_hour: int = 300
    tickets_per_sender_hour: int = 60
    notes_per_sender_hour: int = 20
    letter_bytes: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Office:
    """Who the desk is and how it writes: `plus` separates the detail of an address, "" when the server has none.

    `sent_folders` are the folders, each with its mailbox, in which lies what people sent in the desk's name.
    """

    name: str
    address: str
    admin: str
    language: str = "id"
    timezone: str = "Asia/Jakarta"
    ticket_prefix: str = "TIKET"
    mode: Literal["live", "shadow"] = "live"
    plus: str = "+"
    commands: Literal["key+sender", "key"] = "key+sender"
    base_url: str = ""
    limits: Limits = field(default_factory=Limits)
    sent_folders: frozenset[tuple[str, str]] = frozenset()

    @property
    def domain(self) -> str:
        """The domain in which our Message-IDs are made."""
        return self.address.rpartition("@")[2]

    @property
    def addresses(self) -> DeskAddresses:
        """By which addresses and tags mail finds its way to this desk."""
        return DeskAddresses((self.address,), self.plus, self.ticket_prefix, self.domain)

    def ticket_name(self, number: int) -> str:
        """Return what people call a ticket."""
        return f"{self.ticket_prefix}-{number}"

    def tag(self, number: int) -> str:
        """Return the tag that a subject carries for people: it finds a ticket and proves nothing."""
        return f"[{self.ticket_name(number)}]"

    def with_detail(self, detail: str) -> str:
        """Return the desk's address with a detail (RFC 5233), or the bare one where there are none."""
        local, _, domain = self.address.rpartition("@")
        return f"{local}{self.plus}{detail}@{domain}" if self.plus else self.address

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the office's own time."""
        return moment.astimezone(ZoneInfo(self.timezone))
