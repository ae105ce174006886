"""Files that the desk makes itself, kept as what an outbox row can refer to: the part of a stored mail."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from maild.desk.records import RawMail
from maild.mail.builder import Draft, build
from maild.mail.message import Address
from maild.mail.parser import parse

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.mail.builder import File


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file as it is stored, and how letters refer to it."""

    raw: RawMail
    reference: tuple[int, str]


def enclosure(file: File, office: Office, ledger: Ledger, now: datetime) -> Enclosure:
    """Return a file as the one attachment of a mail of the desk to itself, which is stored and never sent."""
    number, desk = ledger.work.next("raw"), Address(office.name, office.address)
    draft = Draft(f"<file.{number}@{office.domain}>", now, desk, desk, file.filename, "", attachments=(file,))
    octets = build(draft)
    part = next(one.part for one in parse(octets).attachments if one.filename == file.filename)
    return Enclosure(RawMail(number, sha256(octets).hexdigest(), octets), (number, part))
