"""The mails of a case as files: those that came as they came, those that went out as they left."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from maild.desk.casefile.bundle import Filed
from maild.desk.letter import letter_of
from maild.errors import PermanentError
from maild.mail.correlation import without_keys
from maild.mail.keyless import mail_without_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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
    """A mail of a case: `who` is the other side of it; `read` returns its octets, KeyError where it was erased."""

    at: datetime
    direction: Literal["in", "out"]
    who: str
    read: Callable[[], bytes]
    note: str = ""


def mails_of(case: Case, raw: Raw, office: Office, *, keys: bool) -> Iterator[Filed]:
    """Yield the mails of a case by time; without `keys`, nothing in them proves or finds anything any more.

    Each is read only when it is asked for; those that were erased are left out.
    """
    mails = sorted(
        (*_came(case, raw), *_went(case, raw, office, keys=keys)), key=lambda mail: (mail.at, mail.direction)
    )
    for position, mail in enumerate(mails, 1):
        with suppress(LookupError, PermanentError):
            file = Filed(_name(position, mail), mail.at, mail.read(), mail.note)
            yield file if keys else _without_keys(file, office)


def _came(case: Case, raw: Raw) -> Iterator[_Mail]:
    for message in case.messages:
        if message.raw is None:
            continue
        read = partial(raw, message.raw)
        if message.direction == "out":
            yield _Mail(message.at, "out", ", ".join(message.to), read)
        else:
            yield _Mail(message.at, "in", message.sender, read)
    if (arriving := case.arriving) is not None:
        yield _Mail(arriving.received_at, "in", case.sender, lambda: arriving.raw)


def _went(case: Case, raw: Raw, office: Office, *, keys: bool) -> Iterator[_Mail]:
    known = {message.message_id for message in case.messages}
    for row in case.letters:
        if row.state != "dropped" and row.notice != ARCHIVED and row.message_id not in known:
            note = "" if row.state == "sent" else f"not known to have arrived at its server: {row.state}"
            yield _Mail(row.created_at, "out", row.address, partial(_posted, row, raw, office, keys=keys), note)


def _posted(row: OutboxRow, raw: Raw, office: Office, *, keys: bool) -> bytes:
    if not keys:
        # They are taken out before the letter is encoded, which may break them into pieces.
        row = replace(
            row,
            text=without_keys(row.text, office.addresses),
            html=without_keys(row.html, office.addresses),
            headers=tuple((name, without_keys(value, office.addresses)) for name, value in row.headers),
            message_id=without_keys(row.message_id, office.addresses),
        )
    return letter_of(row, office, raw).octets


def _without_keys(file: Filed, office: Office) -> Filed:
    """Return a mail fit for others: our keys are taken out of it, and its note says how it was."""
    octets = mail_without_keys(file.octets, office.addresses)
    if octets == file.octets:
        return file
    digest = sha256(file.octets).hexdigest()
    return replace(file, octets=octets, note=f"the keys of answers are taken out of the next one; it was {digest}")


def _name(position: int, mail: _Mail) -> str:
    who = _PLAIN.sub("-", mail.who.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return f"mails/{position:03}-{mail.direction}-{who or 'unknown'}.eml"
