"""Files as one ZIP whose index tells their digests: the same files always give the same octets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from maild.mail.builder import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INDEX = "index.txt"
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""ZIP knows no time before this one."""

_UNIX, _OWNER_ONLY = 3, 0o100600 << 16


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of the bundle as of a moment; `note` is what its index says about it."""

    name: str
    at: datetime
    octets: bytes
    note: str = ""


def bundled(files: Iterable[Filed], head: Sequence[str], at: datetime, most: int = 0) -> bytes | None:
    """Return files as one ZIP, with an index as of `at` that begins with these lines; None when it exceeds `most`.

    The index can be given to `sha256sum -c`. A `most` of 0 is no limit.
    """
    written = BytesIO()
    lines = [f"# {one_line(line)}" for line in head]
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for file in files:
            _add(archive, file)
            lines += [f"# {one_line(file.note)}"] if file.note else []
            lines.append(f"{sha256(file.octets).hexdigest()}  {file.name}")
            if most and written.tell() > most:
                return None
        _add(archive, Filed(INDEX, at, "".join(f"{line}\n" for line in lines).encode()))
    return None if most and written.tell() > most else written.getvalue()


def _add(archive: ZipFile, file: Filed) -> None:
    entry = ZipInfo(file.name, max(file.at, EARLIEST).astimezone(UTC).timetuple()[:6])
    entry.create_system, entry.external_attr = _UNIX, _OWNER_ONLY
    archive.writestr(entry, file.octets, ZIP_DEFLATED)
