"""A mail made ready for its decision: all that can be known before the transaction begins (rule 5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.mail.authenticity import Proof, proof_of
from maild.mail.commands import commands_of
from maild.mail.content import content_of, digest_of
from maild.mail.correlation import Carriers, carriers, is_only_copied, without_keys
from maild.mail.reading import read
from maild.mail.reporting_form import with_quoted_form
from maild.policy.triage import facts_of, triage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from maild.desk.ports import Fetched
    from maild.mail.authenticity import Trust
    from maild.mail.correlation import DeskAddresses
    from maild.mail.message import Attachment, Command, Message, Reading
    from maild.mail.origin import OwnSigns
    from maild.mail.parser import Limits
    from maild.policy.model import Policy
    from maild.policy.triage import Triaged


@dataclass(frozen=True, slots=True)
class Prepared:
    """A mail with its reading, its carriers, what proves its sender, and what triage makes of it.

    `text` is what is new in it, `folded` the rest, `attachments` what is attached, all without the keys and ids by
    which our letters are answered: from here on they may be shown to anybody. `copied` when somebody else was written
    to, and the desk has a copy.
    """

    fetched: Fetched
    raw_digest: str
    content: str
    reading: Reading
    carriers: Carriers
    proof: Proof
    triaged: Triaged
    text: str
    folded: str
    attachments: tuple[Attachment, ...]
    copied: bool

    @property
    def message(self) -> Message:
        """The mail as read."""
        return self.reading.message

    @property
    def sender(self) -> str:
        """The address in From, lower-cased, "" when there is none to be read."""
        return self.message.from_address.key if self.message.from_address else ""

    @property
    def identity(self) -> tuple[str, str | None]:
        """Sender and Date, by which the same Message-ID is told from a used one (rule 3)."""
        return self.sender, self.message.date.isoformat() if self.message.date else None

    @property
    def message_ids(self) -> tuple[str, ...]:
        """Every Message-ID that this mail bears or refers to."""
        own = self.message.message_id
        return (*self.carriers.message_ids, *((own,) if own else ()))

    def commands(self, *, bare: bool = False) -> tuple[Command, ...]:
        """Return the commands at its top (see `commands_of`); what may be a quote carries none (guarantee 5)."""
        return commands_of(self.text, self.message.subject, bare=bare) if self.reading.reply.own else ()

    def wanted(self) -> Prepared:
        """Return this mail as one that a person wants taken in, whatever the rules would do with it."""
        return replace(self, triaged=replace(self.triaged, disposition="ticket"))

    @property
    def shortfall(self) -> str:
        """What of the mail was not read, "" when all of it was."""
        if not self.fetched.truncated:
            return ""
        return f"it is too big: only the first {len(self.fetched.raw)} of its {self.fetched.size} octets were read"


@dataclass(frozen=True, slots=True)
class Preparer:
    """Reads mails for the intake: pure but for the DNS look-up it was given."""

    own: OwnSigns
    desk: DeskAddresses
    trust: Trust
    limits: Limits
    txt: Callable[[str], bytes | None] | None = None

    def prepare(self, fetched: Fetched, policy: Policy) -> Prepared:
        """Return a mail ready for its decision."""
        own = replace(self.own, devices=policy.people.device_addresses)
        reading = read(fetched.raw, own, self.limits)
        found = carriers(reading.message, self.desk)
        reading = replace(reading, reply=with_quoted_form(reading.message, reading.reply, found, self.desk))
        raw_digest = digest_of(fetched.raw)
        sender = reading.message.from_address
        listed = sender is not None and policy.people.by_address(sender.address) is not None
        proof = proof_of(reading.message, fetched.raw, self.trust, listed=listed, txt=self.txt)
        return Prepared(
            fetched=fetched,
            raw_digest=raw_digest,
            content=content_of(reading.message, raw_digest),
            reading=reading,
            carriers=found,
            proof=proof,
            text=without_keys(reading.reply.text, self.desk),
            folded=without_keys(reading.reply.folded, self.desk),
            attachments=tuple(
                replace(one, text=without_keys(one.text, self.desk)) for one in reading.message.attachments
            ),
            triaged=self._triaged(reading, policy, fetched.received_at, proven=proof.kind == "sender"),
            copied=is_only_copied(reading.message, self.desk),
        )

    def _triaged(self, reading: Reading, policy: Policy, at: datetime, *, proven: bool) -> Triaged:
        sender = reading.message.from_address
        unit = policy.people.unit_of(sender.address) if sender else ""
        return triage(policy, facts_of(reading, proven=proven, at=at, unit=unit))
