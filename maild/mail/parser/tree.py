"""The MIME tree of a mail (RFC 2045, 2046), walked over the raw octets without copying them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from maild.mail.parser import parameters
from maild.mail.parser.fields import Head, read_head, unfold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maild.mail.parser.limits import Limits

_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+*-]+")
_MOST_SEPARATORS = 20_000
_LIKELY_BOUNDARY = re.compile(rb"(?<![^\n])--([^\r\n]{1,200}?)[ \t]*\r?\n(?=Content-)", re.IGNORECASE)


@dataclass(slots=True)
class Leaf:
    """A part that holds content: its place in the tree, what its head says, and its octets in `source`.

    `group` names the outermost multipart/alternative around it; `parent` is the media type right around it.
    """

    part: str
    content_type: str
    parameters: Mapping[str, str]
    disposition: str
    disposition_parameters: Mapping[str, str]
    encoding: str
    content_id: str
    source: bytes
    start: int
    end: int
    group: str
    parent: str

    @property
    def name(self) -> str:
        """The filename as the part claims it, still encoded."""
        return self.disposition_parameters.get("filename") or self.parameters.get("name") or ""


@dataclass(slots=True)
class Walk:
    """One walk over a tree: what it may still cost, and what had to be guessed on the way."""

    limits: Limits
    defects: list[str] = field(default_factory=list)
    separators: int = _MOST_SEPARATORS
    leaves: int = 0
    attached_mails: int = 0
    pdf_seconds: float = 0.0

    def note(self, defect: str) -> None:
        """Remember what had to be guessed, once."""
        if defect not in self.defects:
            self.defects.append(defect)


def content_type_of(head: Head, default: str = "text/plain") -> parameters.Value:
    """Return the media type of a part and its parameters; what cannot be read is text (RFC 2045, section 5.2)."""
    raw = head.first.get("content-type")
    if not raw:
        return default, parameters.NOTHING[1]
    kind, found = parameters.read_parameters(raw)
    if _TYPE.fullmatch(kind):
        return kind, found
    return ("text/html" if kind == "html" else "text/plain"), found


def leaves(raw: bytes, head: Head, end: int, walk: Walk, within: Leaf | None = None) -> Iterator[Leaf]:
    """Yield the leaves of the mail whose head is given and whose body ends at `end`.

    `within` is the leaf that held this mail when it was opened: the places of its parts go on from there.
    """
    if within is None:
        return _leaves(raw, head, end, walk, _Place())
    return _leaves(raw, head, end, walk, _Place(within.part, group=within.group, parent=within.parent))


class _Place(NamedTuple):
    """Where the walk stands."""

    part: str = ""
    default: str = "text/plain"
    group: str = ""
    parent: str = ""
    depth: int = 0

    def below(self, number: int, kind: str, group: str) -> _Place:
        part = f"{self.part}.{number}" if self.part else str(number)
        default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        return _Place(part, default, group, kind, self.depth + 1)


def _leaves(raw: bytes, head: Head, end: int, walk: Walk, place: _Place) -> Iterator[Leaf]:
    kind, found = content_type_of(head, place.default)
    if kind.startswith("multipart/"):
        if place.depth >= walk.limits.nesting:
            walk.note("nested too deep: the rest is one attachment")
            kind = "application/octet-stream"
        elif boundary := _boundary(raw, head.body_at, end, found, walk):
            group = place.group or (kind == "multipart/alternative" and (place.part or "0")) or ""
            for number, (start, stop) in enumerate(_sections(raw, head.body_at, end, boundary, walk), 1):
                if walk.leaves >= walk.limits.parts:
                    walk.note("too many parts: the rest is not read")
                    return
                inner = read_head(raw, start, stop, walk.limits.fields)
                yield from _leaves(raw, inner, stop, walk, place.below(number, kind, group))
            return
        else:
            walk.note(f"{kind} without parts")
            kind, found = "text/plain", parameters.NOTHING[1]
    walk.leaves += 1
    yield _leaf(raw, head, end, kind, found, place)


def _leaf(raw: bytes, head: Head, end: int, kind: str, found: Mapping[str, str], place: _Place) -> Leaf:
    disposition, disposition_parameters = parameters.NOTHING
    if written := head.first.get("content-disposition"):
        disposition, disposition_parameters = parameters.read_parameters(written)
    return Leaf(
        part=place.part or "1",
        content_type=kind,
        parameters=found,
        disposition=disposition,
        disposition_parameters=disposition_parameters,
        encoding=head.first.get("content-transfer-encoding", "").partition(";")[0].strip(" \t\r\n\"'").lower(),
        content_id=unfold(head.first.get("content-id", "")[:998]).strip(" <>"),
        source=raw,
        start=head.body_at,
        end=end,
        group=place.group,
        parent=place.parent,
    )


def _boundary(raw: bytes, start: int, end: int, found: Mapping[str, str], walk: Walk) -> bytes:
    boundary = found.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
    if boundary and (raw.startswith(b"--" + boundary, start) or raw.find(b"\n--" + boundary, start, end) >= 0):
        return boundary
    # The boundary parameter is missing or wrong: what stands before the first Content- line separates the parts.
    likely = _LIKELY_BOUNDARY.search(raw, start, min(end, start + 65_536))
    if likely:
        walk.note("the boundary had to be guessed")
        return likely[1]
    return b""


def _sections(raw: bytes, start: int, end: int, boundary: bytes, walk: Walk) -> list[tuple[int, int]]:
    """Cut `raw[start:end]` at its boundary lines; without a closing one the last part reaches to the end."""
    separator = b"\n--" + boundary
    found: list[tuple[int, int]] = []
    opened = -1
    at = start - 1 if raw.startswith(separator[1:], start) else raw.find(separator, start, end)
    while at >= 0:
        walk.separators -= 1
        if walk.separators < 0:
            walk.note("too many boundary lines: the rest is not read")
            return found
        line_end = raw.find(b"\n", at + len(separator), end)
        line_end = end if line_end < 0 else line_end
        line = raw[at + len(separator) : min(line_end, at + len(separator) + 80)].rstrip(b" \t\r")
        if line in (b"", b"--"):
            if opened >= 0:
                found.append((opened, max(opened, at - raw.endswith(b"\r", start, at))))
                opened = -1
            if line:
                break
            opened = min(line_end + 1, end)
        at = raw.find(separator, at + len(separator) if line not in (b"", b"--") else line_end, end)
    if opened >= 0:
        if end - opened > 0 or not found:
            found.append((opened, end))
        walk.note("the last boundary is missing")
    return found
