"""Writes the octets of a mail (RFC 5322, MIME): the same draft always gives the same octets.

Whatever values say, they stay values: line breaks, control characters and characters that turn the direction of
writing never reach a header field.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from maild.mail.message import Address

_LINE: Final = 76
_LONGEST_WORD: Final = 400
_MOST_REFERENCES: Final = 20
_ENCODED_OCTETS: Final = 45
_BASE64_LINE: Final = 57
# Controls, separators at which some readers break lines, marks that turn writing around, and halves of characters.
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_UNSEEN_IN_TEXT: Final = re.compile(f"(?![\t\n]){_UNSEEN.pattern.removesuffix('+')}")
_CONTROLS: Final = bytes({*range(32), 127} - {*b"\t\n"})
_HIGH_CONTROL: Final = re.compile(rb"\xc2[\x80-\x9f]")
_SEVEN_BIT: Final = bytes(range(128))
_FIELD_NAME: Final = re.compile(r"[!-9;-~]+")
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_ADDRESS: Final = re.compile(r"""(?:[^\s<>()\[\],;:\\"@]+|"[^"\\\r\n]+")@[^\s<>()\[\],;:\\"@]+""")
_NOT_IN_FILENAME: Final = re.compile(r'[/\\:*?"<>|]+')
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")


@dataclass(frozen=True, slots=True)
class File:
    """An attachment; `octets` are not yet transfer-encoded."""

    filename: str
    content_type: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """One mail to one recipient, all of it decided; `html` may be empty, `headers` come from `letter_headers`."""

    message_id: str
    date: datetime
    sender: Address
    recipient: Address
    subject: str
    text: str
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[File, ...] = ()


def build(draft: Draft) -> bytes:
    """Return the octets of a mail, lines ended by CRLF; PermanentError when an address can not be written to."""
    kind, body = _content(draft)
    fields = (
        ("From", mailbox(draft.sender)),
        ("To", mailbox(draft.recipient)),
        ("Subject", unstructured(draft.subject)),
        ("Date", format_datetime(draft.date)),
        ("Message-ID", one_line(draft.message_id)),
        *((_field_name(name), unstructured(value)) for name, value in draft.headers),
        ("MIME-Version", "1.0"),
    )
    head = "".join([_folded(f"{name}: {value}") for name, value in fields])
    return b"".join((head.encode("ascii"), kind, b"\r\n", body))


def letter_headers(
    *, reply_to: Address | None = None, references: Sequence[str] = (), automatic: str = ""
) -> tuple[tuple[str, str], ...]:
    """Return the header fields that say how a mail hangs together with others and how to answer it.

    `references` are Message-IDs, oldest first, the answered one last; `automatic` is the keyword of RFC 3834, section 5
    (auto-generated, auto-replied), empty for what a person wrote.
    """
    known = [identifier for identifier in map(one_line, references) if 0 < len(identifier) <= _LONGEST_WORD]
    kept = known if len(known) <= _MOST_REFERENCES else [known[0], *known[1 - _MOST_REFERENCES :]]
    given = (
        ("Reply-To", mailbox(reply_to) if reply_to else ""),
        ("In-Reply-To", kept[-1] if kept else ""),
        ("References", " ".join(kept)),
        ("Auto-Submitted", automatic),
        ("X-Auto-Response-Suppress", "All" if automatic else ""),
    )
    return tuple((name, value) for name, value in given if value)


def one_line(text: str) -> str:
    """Return a text on one line, without anything that is not seen: fit for a header, a log or a terminal."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(_UNSEEN.sub(" ", text).split())


def visible(text: str) -> str:
    """Return a text without anything that is not seen, its line breaks and tabs kept."""
    return _UNSEEN_IN_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def unstructured(text: str) -> str:
    """Return the value of an unstructured field (RFC 5322, section 3.6.5), with encoded words where they are needed."""
    text = one_line(text)
    words = text.split(" ")
    strange = [at for at, word in enumerate(words) if not word.isascii() or "=?" in word or len(word) > _LONGEST_WORD]
    if not strange:
        return text
    first, behind = strange[0], strange[-1] + 1
    return " ".join([*words[:first], *_encoded_words(" ".join(words[first:behind])), *words[behind:]])


def mailbox(address: Address) -> str:
    """Return a mailbox (RFC 5322, section 3.4); PermanentError when its address can not be written to."""
    spec = _addr_spec(address.address)
    name = one_line(address.name)
    if not name:
        return spec
    return f"{_phrase(name)} <{spec}>"


def _phrase(name: str) -> str:
    if len(name) > _LONGEST_WORD or not name.isascii() or "=?" in name:
        return " ".join(_encoded_words(name))
    if _ATOMS.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _addr_spec(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            domain = ""
    spec = f"{local}@{domain}"
    if not spec.isascii() or not spec.isprintable() or not _ADDRESS.fullmatch(spec):
        raise PermanentError(f"{one_line(address)!r} is no address that mail can be sent to", "Correct the address.")
    return spec


def _encoded_words(text: str) -> list[str]:
    """Cut a text into encoded words (RFC 2047, section 2), none of them within a character."""
    words: list[str] = []
    octets = text.encode("utf-8", "replace")
    start = 0
    while start < len(octets):
        end = min(start + _ENCODED_OCTETS, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?b?{_base64(octets[start:end])}?=")
        start = end
    return words


def _folded(line: str) -> str:
    """Return a header field with its line ends, broken at blanks (RFC 5322, section 2.2.3)."""
    if len(line) <= _LINE:
        return line + "\r\n"
    lines: list[str] = []
    first, *words = line.split(" ")
    current = first
    for word in words:
        # The first word stays beside the name of the field: a line of nothing but the name confuses old readers.
        if len(current) + len(word) < _LINE or current is first:
            current = f"{current} {word}"
        else:
            lines.append(current)
            current = f" {word}"
    return "\r\n".join([*lines, current]) + "\r\n"


def _field_name(name: str) -> str:
    if not _FIELD_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a header field")
    return name


# --- the content -------------------------------------------------------------------------------------------------


def _content(draft: Draft) -> tuple[bytes, bytes]:
    """Return the content's own header fields and its octets."""
    text = _text_part("plain", draft.text)
    if draft.html:
        text = _multipart("alternative", draft.message_id, (text, _text_part("html", draft.html)))
    if draft.attachments:
        return _multipart("mixed", draft.message_id, (text, *map(_file_part, draft.attachments)))
    return text


def _multipart(kind: str, seed: str, parts: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    # "=_" can stand in no encoded part, and `_text_part` encodes every text that holds it.
    boundary = b"=_" + sha256(f"{kind} {seed}".encode("utf-8", "replace")).hexdigest()[:32].encode("ascii")
    opening = b"--" + boundary + b"\r\n"
    octets = b"".join(b"".join((opening, head, b"\r\n", body, b"\r\n")) for head, body in parts)
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary.decode()}"\r\n'.encode("ascii")
    return head, octets + b"--" + boundary + b"--\r\n"


def _text_part(kind: str, text: str) -> tuple[bytes, bytes]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    octets = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    octets = _HIGH_CONTROL.sub(b"", octets).replace(b"\n", b"\r\n")
    if kind == "html" and _mostly_ascii(octets):
        # HTML can say every character in ASCII, and no server needs to encode that.
        octets = octets.decode("utf-8").encode("ascii", "xmlcharrefreplace")
    if not octets.endswith(b"\r\n"):
        octets += b"\r\n"
    charset = "us-ascii" if octets.isascii() else "utf-8"
    encoding, encoded = _transfer_encoded(octets)
    head = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return head.encode("ascii"), encoded


def _transfer_encoded(octets: bytes) -> tuple[str, bytes]:
    """Return the plainest encoding that no server has a reason to change (RFC 2045, section 6)."""
    if octets.isascii() and b"=_" not in octets and b"\nFrom " not in octets:
        if max(map(len, octets.split(b"\r\n"))) <= 998:
            return "7bit", octets
    elif not _mostly_ascii(octets):
        return "base64", _base64_lines(octets)
    return "quoted-printable", binascii.b2a_qp(octets, istext=True)


def _mostly_ascii(octets: bytes) -> bool:
    return len(octets.translate(None, _SEVEN_BIT)) * 3 <= len(octets)


def _file_part(file: File) -> tuple[bytes, bytes]:
    kind = file.content_type.lower()
    filename = _safe_filename(file.filename)
    if kind == "message/rfc822" and _is_seven_bit(file.octets):
        # A message may not be encoded (RFC 2046, section 5.2.1); one that would have to be goes as a file.
        encoding, encoded = "7bit", file.octets
    else:
        octet_stream = not _MEDIA_TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/"))
        kind = "application/octet-stream" if octet_stream else kind
        encoding, encoded = "base64", _base64_lines(file.octets)
    head = (
        f"Content-Type: {kind}\r\n"
        f"Content-Disposition: attachment;\r\n {_filename_parameter(filename)}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n"
    )
    return head.encode("ascii"), encoded


def _safe_filename(filename: str) -> str:
    cleaned = _NOT_IN_FILENAME.sub("_", one_line(filename)).strip(". ")
    return cleaned[:200] or "attachment"


def _filename_parameter(filename: str) -> str:
    """Return the parameter `filename`, by RFC 2231 where it is long or beyond ASCII."""
    if filename.isascii() and len(filename) <= 60:
        return f'filename="{filename}"'
    encoded = quote(filename.encode("utf-8", "replace"), safe="")
    # A piece may not end within a percent code, so that every reader can decode it alone.
    pieces = re.findall(r"(?:%[0-9A-F]{2}|[^%]){1,16}", encoded)
    if len(pieces) == 1:
        return f"filename*=utf-8''{encoded}"
    pieces[0] = "utf-8''" + pieces[0]
    return ";\r\n ".join(f"filename*{at}*={piece}" for at, piece in enumerate(pieces))


def _is_seven_bit(octets: bytes) -> bool:
    return octets.isascii() and b"\0" not in octets and max(map(len, octets.splitlines()), default=0) <= 998


def _base64(octets: bytes) -> str:
    return binascii.b2a_base64(octets, newline=False).decode("ascii")


def _base64_lines(octets: bytes) -> bytes:
    starts = range(0, len(octets), _BASE64_LINE)
    return b"".join(
        binascii.b2a_base64(octets[start : start + _BASE64_LINE], newline=False) + b"\r\n" for start in starts
    )
