"""Raw mail: kept whole, compressed in chunks, once however often it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import zstandard
from sqlalchemy import bindparam, select

from maild.store.tables import raw_chunks, raws

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from maild.desk.records import RawMail

CHUNK = 1024 * 1024
"""How many octets of a mail go into one chunk: what is in memory at once besides the mail itself."""

_LEVEL = 3

_known = select(raws.c.digest, raws.c.id).where(raws.c.digest.in_(bindparam("digests", expanding=True)))
_chunks = select(raw_chunks.c.octets).where(raw_chunks.c.raw == bindparam("raw")).order_by(raw_chunks.c.position)


def put(connection: Connection, mails: Sequence[RawMail]) -> Mapping[int, int]:
    """Keep raw mails; return, for each that was there already, under which number."""
    known = dict(connection.execute(_known, {"digests": [mail.digest for mail in mails]}).all())
    fresh: dict[str, RawMail] = {}
    for mail in mails:
        if mail.digest not in known:
            fresh.setdefault(mail.digest, mail)
    if fresh:
        rows = [{"id": mail.id, "digest": mail.digest, "size": len(mail.octets)} for mail in fresh.values()]
        connection.execute(raws.insert(), rows)
        connection.execute(raw_chunks.insert(), list(_compressed(fresh.values())))
    known.update((digest, mail.id) for digest, mail in fresh.items())
    return {mail.id: known[mail.digest] for mail in mails if known[mail.digest] != mail.id}


def get(connection: Connection, raw: int) -> bytes:
    """Return a raw mail; KeyError when it was erased."""
    decompressor = zstandard.ZstdDecompressor()
    chunks = [decompressor.decompress(octets) for octets in connection.execute(_chunks, {"raw": raw}).scalars()]
    if not chunks:
        raise KeyError(raw)
    return b"".join(chunks)


def _compressed(mails: Iterable[RawMail]) -> Iterator[dict[str, Any]]:
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    for mail in mails:
        octets = memoryview(mail.octets)
        for position, start in enumerate(range(0, max(len(octets), 1), CHUNK)):
            chunk = compressor.compress(octets[start : start + CHUNK])
            yield {"raw": mail.id, "position": position, "octets": chunk}
