"""A row of the outbox as the letter that leaves: the same row always gives the same octets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.ports import Letter
from maild.mail.builder import Draft, File, build
from maild.mail.correlation import without_keys
from maild.mail.message import Address
from maild.mail.parser import cut, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from maild.desk.office import Office
    from maild.desk.records import OutboxRow

    Raw = Callable[[int], bytes]


def letter_of(row: OutboxRow, office: Office, raw: Raw) -> Letter:
    """Return the letter of a row; PermanentError for an address that cannot be written to, KeyError for erased mail.

    `raw` returns a raw mail by its number, for the files that go along. In shadow mode everything goes to the
    administrator, and a header field says to whom it would have gone.
    """
    recipient, headers = Address(row.name, row.address), row.headers
    if office.mode == "shadow":
        headers = (*headers, ("X-Maild-Would-Go-To", row.address))
        recipient = Address("", office.admin)
    draft = Draft(
        message_id=row.message_id,
        date=office.local(row.created_at),
        sender=Address(office.name, office.address),
        recipient=recipient,
        subject=row.subject,
        text=row.text,
        html=row.html,
        headers=headers,
        attachments=tuple(_files(row, office, raw)),
    )
    return Letter(row.id, row.sender, recipient.address, build(draft))


def _files(row: OutboxRow, office: Office, raw: Raw) -> Iterator[File]:
    for raw_id, part in row.attachments:
        octets = raw(raw_id)
        found = next((one for one in parse(octets).attachments if one.part == part), None)
        if found is not None:
            yield File(found.filename, found.content_type, _without_keys(cut(octets, part), found.content_type, office))


def _without_keys(octets: bytes, content_type: str, office: Office) -> bytes:
    """Return a file without our keys: whoever attaches a letter of ours passes his own key on with it."""
    if not content_type.startswith(("message/", "text/")):
        return octets
    return without_keys(octets.decode("latin-1"), office.addresses).encode("latin-1")
