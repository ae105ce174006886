"""The mails of a case as files: those that came as they came, those that went out as they left."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from maild.desk.casefile.bundle import Filed
from maild.desk.letter import letter_of
from maild.errors import PermanentError
from maild.mail.correlation import without_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from maild.desk.casefile.case import Case
    from maild.desk.letter import Raw
    from maild.desk.office import Office
    from maild.desk.records import OutboxRow

ARCHIVED = "case_archive"
"""The notice that carries a case: no case holds itself."""

_PLAIN = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail of a case: `who` is the other side of it, `octets` are None where it was erased."""

    at: datetime
    direction: Literal["in", "out"]
    who: str
    octets: bytes | None
    note: str = ""


def mails_of(case: Case, raw: Raw, office: Office, *, keys: bool) -> Iterator[Filed]:
    """Yield the mails of a case by time; without `keys`, nothing in them proves or finds anything any more."""
    mails = sorted([*_came(case, raw, office, keys=keys), *_went(case, raw, office, keys=keys)], key=_order)
    for position, mail in enumerate(mails, 1):
        if mail.octets is not None:
            yield Filed(_name(position, mail), mail.at, mail.octets, mail.note)


def _came(case: Case, raw: Raw, office: Office, *, keys: bool) -> Iterator[_Mail]:
    for message in case.messages:
        octets = _kept(raw, message.raw)
        who = ", ".join(message.to) if message.direction == "out" else message.sender
        direction: Literal["in", "out"] = "out" if message.direction == "out" else "in"
        yield _shared(_Mail(message.at, direction, who, octets), office, keys=keys)
    if case.arriving is not None:
        arriving = _Mail(case.arriving.received_at, "in", case.sender, case.arriving.raw)
        yield _shared(arriving, office, keys=keys)


def _went(case: Case, raw: Raw, office: Office, *, keys: bool) -> Iterator[_Mail]:
    known = {message.message_id for message in case.messages}
    for row in case.letters:
        if row.state != "dropped" and row.notice != ARCHIVED and row.message_id not in known:
            note = "" if row.state == "sent" else f"not known to have arrived at its server: {row.state}"
            yield _Mail(row.created_at, "out", row.address, _posted(row, raw, office, keys=keys), note)


def _kept(raw: Raw, number: int | None) -> bytes | None:
    """Return a raw mail, None when it was erased."""
    try:
        return None if number is None else raw(number)
    except LookupError:
        return None


def _posted(row: OutboxRow, raw: Raw, office: Office, *, keys: bool) -> bytes | None:
    if not keys:
        row = replace(
            row,
            text=without_keys(row.text, office.addresses),
            html=without_keys(row.html, office.addresses),
            headers=tuple((name, without_keys(value, office.addresses)) for name, value in row.headers),
            message_id=without_keys(row.message_id, office.addresses),
        )
    try:
        return letter_of(row, office, raw).octets
    except (PermanentError, LookupError):
        return None


def _shared(mail: _Mail, office: Office, *, keys: bool) -> _Mail:
    """Return a mail fit for others: our keys are taken out of it, and its note says how it was."""
    if keys or mail.octets is None:
        return mail
    octets = without_keys(mail.octets.decode("latin-1"), office.addresses).encode("latin-1")
    if octets == mail.octets:
        return mail
    digest = sha256(mail.octets).hexdigest()
    return replace(mail, octets=octets, note=f"the keys of answers are taken out of the next one; it was {digest}")


def _name(position: int, mail: _Mail) -> str:
    who = _PLAIN.sub("-", mail.who.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return f"mails/{position:03}-{mail.direction}-{who or 'unknown'}.eml"


def _order(mail: _Mail) -> tuple[datetime, str]:
    return mail.at, mail.direction
