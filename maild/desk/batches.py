"""How much is read at once: by number and by size, so that a backlog of big mails stays small in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maild.desk.ports import Listed
    from maild.desk.records import Baseline

MAILS = 50
OCTETS = 4_000_000


def batches(listed: Iterable[Listed], mails: int = MAILS, octets: int = OCTETS) -> Iterator[list[Listed]]:
    """Cut a listing into batches in its order; a mail over `octets` goes alone."""
    batch: list[Listed] = []
    size = 0
    for mail in listed:
        if batch and (len(batch) == mails or size + mail.size > octets):
            yield batch
            batch, size = [], 0
        batch.append(mail)
        size += mail.size
    if batch:
        yield batch


def wanted(listed: Iterable[Listed], baseline: Baseline, uidvalidity: int) -> list[Listed]:
    """Return what came after the desk was opened (rule 9).

    UIDs tell as long as the folder's UIDVALIDITY is the one of the baseline; after a change of it they were given
    anew, and INTERNALDATE is compared with the moment of the baseline instead.
    """
    if uidvalidity == baseline.uidvalidity:
        return [mail for mail in listed if mail.uid >= baseline.uidnext]
    return [mail for mail in listed if mail.received_at >= baseline.moment]
