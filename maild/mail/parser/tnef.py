"""winmail.dat opened: the files and the text that Outlook packs into a TNEF stream (MS-OXTNEF)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNATURE = b"\x78\x9f\x3e\x22"
_TITLE, _DATA, _NEW_FILE, _FILE_PROPERTIES = 0x8010, 0x800F, 0x9002, 0x9005
_CODE_PAGE, _MESSAGE_PROPERTIES, _BODY = 0x9007, 0x9003, 0x800C
# Property identifiers of MS-OXPROPS.
_PLAIN_BODY, _HTML_BODY = 0x1000, 0x1013
_LONG_NAME, _SHORT_NAME, _MEDIA_TYPE, _CONTENT_ID = 0x3707, 0x3704, 0x370E, 0x3712
_WIDTHS = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_COUNTED = frozenset({0x0D, 0x1E, 0x1F, 0x102})
_UNICODE = 0x1F
_MOST_PROPERTIES = 2_000


@dataclass(slots=True)
class PackedFile:
    """A file within a TNEF stream."""

    name: str = ""
    media_type: str = "application/octet-stream"
    content_id: str = ""
    octets: bytes = b""


@dataclass(slots=True)
class Packed:
    """What a TNEF stream holds."""

    plain: str = ""
    html: bytes = b""
    files: list[PackedFile] = field(default_factory=list)


def unpack(octets: bytes, most_files: int) -> Packed | None:
    """Return what a TNEF stream holds, as far as it can be read; None when it is none."""
    if not octets.startswith(_SIGNATURE):
        return None
    found, code_page = Packed(), "cp1252"
    for attribute, data in _attributes(octets):
        if attribute == _CODE_PAGE and len(data) >= 4:
            code_page = f"cp{struct.unpack_from('<I', data)[0]}"
        elif attribute == _BODY:
            found.plain = _string(data, code_page)
        elif attribute == _MESSAGE_PROPERTIES:
            _read_message(found, data, code_page)
        elif attribute == _NEW_FILE:
            if len(found.files) == most_files:
                break
            found.files.append(PackedFile())
        elif found.files:
            _read_file(found.files[-1], attribute, data, code_page)
    return found


def _read_message(found: Packed, data: bytes, code_page: str) -> None:
    for identifier, kind, value in _properties(data):
        if identifier == _PLAIN_BODY and kind in _COUNTED:
            found.plain = _string(value, "utf-16-le" if kind == _UNICODE else code_page)
        elif identifier == _HTML_BODY and kind in _COUNTED:
            found.html = value.rstrip(b"\0")


def _read_file(file: PackedFile, attribute: int, data: bytes, code_page: str) -> None:
    if attribute == _TITLE:
        file.name = file.name or _string(data, code_page)
    elif attribute == _DATA:
        file.octets = data
    elif attribute == _FILE_PROPERTIES:
        for identifier, kind, value in _properties(data):
            if kind not in _COUNTED:
                continue
            text = _string(value, "utf-16-le" if kind == _UNICODE else code_page)
            if identifier == _LONG_NAME or (identifier == _SHORT_NAME and not file.name):
                file.name = text or file.name
            elif identifier == _MEDIA_TYPE and "/" in text:
                file.media_type = text.lower()
            elif identifier == _CONTENT_ID:
                file.content_id = text.strip("<>")


def _attributes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(octets):
        _, attribute, _, length = struct.unpack_from("<BHHI", octets, at)
        at += 9
        if at + length > len(octets):
            return
        yield attribute, octets[at : at + length]
        at += length + 2


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield identifier, type and value of each property; a list stops where it can no longer be followed."""
    try:
        (count,) = struct.unpack_from("<I", data)
        at = 4
        for _ in range(min(count, _MOST_PROPERTIES)):
            kind, identifier = struct.unpack_from("<HH", data, at)
            at += 4
            if identifier >= 0x8000:
                at = _behind_name(data, at)
            many = 1
            if kind & 0x1000 or kind in _COUNTED:
                (many,) = struct.unpack_from("<I", data, at)
                at += 4
            kind &= 0xEFFF
            for _ in range(min(many, _MOST_PROPERTIES)):
                if kind in _COUNTED:
                    (length,) = struct.unpack_from("<I", data, at)
                    at += 4
                else:
                    length = _WIDTHS[kind]
                yield identifier, kind, data[at : at + length]
                at += length + -length % 4
    except (struct.error, KeyError):
        return


def _behind_name(data: bytes, at: int) -> int:
    kind, length = struct.unpack_from("<II", data, at + 16)
    return at + 24 + (length + -length % 4 if kind == 1 else 0)


def _string(octets: bytes, code_page: str) -> str:
    try:
        return octets.decode(code_page, "replace").rstrip("\0")
    except LookupError:
        return octets.decode("cp1252", "replace").rstrip("\0")
