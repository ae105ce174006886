"""Who a mail names: mailboxes of address fields (RFC 5322, section 3.4), and whether its sender can be believed."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

from mailparser.utils import get_addresses

from maild.mail.message import Address
from maild.mail.parser import charset, words
from maild.mail.parser.fields import Head, unfold

# The plain form that nearly all mail has; whatever else there is, mail-parser reads.
_PLAIN = re.compile(
    r"(?:\"([^\"\\\r\n]*+)\"|((?:[\w!#$%&'*+/=?^`{|}~.-]++[ ]*+)*+))[ ]*+"
    r"<([\w!#$%&'*+/=?^`{|}~.-]++@[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)>|"
    r"([\w!#$%&'*+/=?^`{|}~.-]++@[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)",
    re.ASCII,
)
_QUOTED_LOCAL = re.compile(r"\"([^\"@]{1,64})\"(@[\w.-]{1,253})")
_BARE = re.compile(r"[^\s<>\"(),:;@\[\]\\]{1,64}+@[^\s<>\"(),:;@\[\]\\]{0,253}[^\s<>\"(),:;@\[\]\\.]")
_BEHIND_ANGLE = re.compile(r"(?<=>)[ ]*,")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_LONGEST_ADDRESS = 320
_MOST_CHARACTERS = 2_048
_INSTEAD_OF_FROM = ("reply-to", "sender", "return-path")

Found = tuple[tuple[Address, ...], bool]


def mailboxes(value: str) -> tuple[Address, ...]:
    """Return the mailboxes of a raw address field, groups opened; what is no address is left out."""
    if len(value) <= _MOST_CHARACTERS:
        return _read(value)[0]
    # mail-parser's cost grows with the square of the length, so a long list is read piece by piece.
    return tuple(found for piece in _BEHIND_ANGLE.split(unfold(value)) for found in _read(piece)[0])


def sender(head: Head) -> tuple[Address | None, str]:
    """Return the mailbox of From, and why it must not be trusted (empty when it may be).

    A server that judged the mail may have read another From than we do whenever there are two fields, two
    mailboxes, control characters or lines that are no fields; so each of them is a doubt. Without a From that can
    be read, whoever else the head names stands in, so that somebody can be answered.
    """
    values = [value for name, value in head.fields if name.lower() == "from"]
    if not values:
        return _stand_in(head), "no From field"
    found, guessed = _read(values[0])
    if not found:
        return _stand_in(head), "no address in From"
    doubts = (
        (len(values) > 1, "more than one From field"),
        (bool(head.odd), head.odd),
        (len(values[0]) > _MOST_CHARACTERS, "the From field is too long"),
        (_CONTROL.search(unfold(values[0])) is not None, "control characters in From"),
        (words.hides_control(values[0]), "encoded control characters in From"),
        (len(found) > 1, "more than one mailbox in From"),
        (guessed, "the address in From had to be guessed"),
    )
    return found[0], next((why for doubtful, why in doubts if doubtful), "")


def _stand_in(head: Head) -> Address | None:
    for name in _INSTEAD_OF_FROM:
        if name in head.first and (found := _read(head.first[name])[0]):
            return found[0]
    return None


def _read(value: str) -> Found:
    """Return mailboxes, and whether they had to be guessed: whatever does not stand in the field as it is read."""
    if len(value) <= 300 and value.isascii():
        return _remembered(value)
    return _read_anew(value[:_MOST_CHARACTERS])


def _read_anew(value: str) -> Found:
    value = unfold(value)
    if (plain := _plain(value)) is not None:
        return plain, False
    text, one_octet_each = _structure(value)
    found, understood = _well_formed(text)
    if not understood and (rescued := _rescued(text, len(found)) or _rescued(words.decode(value), len(found))):
        found = rescued
    sound = understood and all(
        address in text and address.isprintable() and (address.isascii() or not one_octet_each) for _, address in found
    )
    return tuple(Address(_name(name, address, one_octet_each), address) for name, address in found), not sound


_remembered = lru_cache(4096)(_read_anew)


def _plain(value: str) -> tuple[Address, ...] | None:
    """Read a list of mailboxes of the plain form, or return None when it is anything else."""
    found: list[Address] = []
    at = 0
    while match := _PLAIN.match(value, at):
        quoted, phrase, angle, bare = match.groups()
        name = quoted if quoted is not None else (phrase or "")
        found.append(Address(_clean_name(name, angle or bare), angle or bare))
        at = match.end()
        if at == len(value):
            return tuple(found)
        if value[at] not in ",;":  # Outlook's users part addresses with semicolons.
            return None
        at += 1
        while value.startswith(" ", at):
            at += 1
    return None


def _structure(value: str) -> tuple[str, bool]:
    """Return a value whose delimiters can be trusted: no charset may swallow an angle or an at sign."""
    if value.isascii():
        return value, False
    octets = words.octets_of(value)
    try:
        return octets.decode("utf-8"), False
    except UnicodeError:
        return octets.decode("latin-1"), True


def _well_formed(text: str) -> tuple[list[tuple[str, str]], bool]:
    """Return names and addresses, and whether mail-parser made sense of all there is."""
    problems: list[dict[str, object]] = []
    try:
        found = get_addresses(text, defects=problems, decode_names=True)
    except (ValueError, IndexError, TypeError, AttributeError, LookupError, RecursionError):
        return [], False
    found = [(name, address) for name, address in found if "@" in address]
    return found, bool(found) and all(problem["recovered"] for problem in problems)


def _rescued(text: str, most: int) -> list[tuple[str, str]]:
    """Find addresses in a field that follows no grammar: in angles, behind a quoted local part, then bare ones.

    Where the grammar gave some already, only the name before a single address can be told better: people
    write "Doe, John <john@example.com>".
    """
    angles = _in_angles(text)
    if most:
        return angles if len(angles) == most == 1 else []
    if angles:
        return angles
    if quoted := _QUOTED_LOCAL.findall(text):
        return [(local, "".join(local.split()) + domain) for local, domain in quoted]
    return [("", address) for address in _BARE.findall(text)]


def _in_angles(text: str) -> list[tuple[str, str]]:
    """Find what stands in angles and looks like an address but for blanks and quotes within."""
    found: list[tuple[str, str]] = []
    before, *pieces = text.split("<")
    for piece in pieces:
        inside, _, behind = piece.partition(">")
        address = "".join(inside.split()).strip('"').removeprefix("mailto:")
        if 0 < address.find("@") < len(address) - 1 and len(address) <= _LONGEST_ADDRESS:
            found.append((before.strip(" ,"), address))
        before = behind
    return found


def _name(name: str, address: str, one_octet_each: bool) -> str:
    if one_octet_each:
        with suppress(UnicodeError):
            name = charset.decode(name.encode("latin-1"))[0]
    return _clean_name(name, address)


def _clean_name(name: str, address: str) -> str:
    if "=?" in name:
        name = words.decode(name)
    if not name.isascii() or not name.isprintable():
        name = _INVISIBLE.sub(" ", name)
    name = " ".join(name.split()).strip("\"'")
    return "" if name == address else name
