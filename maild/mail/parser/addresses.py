"""Who a mail names: mailboxes of address fields (RFC 5322, section 3.4), and whether its sender can be believed."""

from __future__ import annotations

import re
from functools import lru_cache

from mailparser.utils import get_addresses

from maild.mail.message import Address
from maild.mail.parser import charset, words
from maild.mail.parser.fields import Head, unfold

_BARE = re.compile(r"[^\s<>\"(),:;@\[\]\\]+@[^\s<>\"(),:;@\[\]\\]+[^\s<>\"(),:;@\[\]\\.]")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_ENCODED_CONTROL = re.compile(r"=\?[^?]+\?[qQ]\?[^?]*=(?:0[0-8A-Fa-f]|1[0-9A-Fa-f]|7[fF])")
_MOST_CHARACTERS = 16_384


def mailboxes(value: str) -> tuple[Address, ...]:
    """Return the mailboxes of a raw address field, groups opened; what is no address is left out."""
    if len(value) <= 300 and value.isascii():
        return _remembered(value)
    return _read(value[:_MOST_CHARACTERS])[0]


def sender(head: Head) -> tuple[Address | None, str]:
    """Return the mailbox of From, and why it must not be trusted (empty when it may be).

    A server that judged the mail may have read another From than we do whenever there are two fields, two
    mailboxes, control characters or lines that are no fields; so each of them is a doubt.
    """
    places = [number for number, (name, _) in enumerate(head.fields) if name.lower() == "from"]
    if not places:
        return None, "no From field"
    value = head.fields[places[0]][1]
    found, recovered = _read(value[:_MOST_CHARACTERS])
    doubts = (
        (len(places) > 1, "more than one From field"),
        (head.cut_off, "too many header fields"),
        (0 <= head.odd_at <= places[0], "a line that is no header field stands before From"),
        (len(value) > _MOST_CHARACTERS, "the From field is too long"),
        (_CONTROL.search(unfold(value)) is not None, "control characters in From"),
        (_ENCODED_CONTROL.search(value) is not None, "encoded control characters in From"),
        (not found, "no address in From"),
        (len(found) > 1, "more than one mailbox in From"),
        (recovered, "the address in From had to be guessed"),
    )
    return (found[0] if found else None), next((why for doubtful, why in doubts if doubtful), "")


@lru_cache(4096)
def _remembered(value: str) -> tuple[Address, ...]:
    return _read(value)[0]


def _read(value: str) -> tuple[tuple[Address, ...], bool]:
    """Return mailboxes, and whether they had to be guessed."""
    value = unfold(value)
    if not value:
        return (), False
    text, one_octet_each = _structure(value)
    found = _well_formed(text)
    guessed = not found
    if guessed:
        text = words.decode(value)
        found = _well_formed(text) or [("", match) for match in _BARE.findall(text)]
    return tuple(Address(_name(name, address, one_octet_each), address) for name, address in found), guessed


def _structure(value: str) -> tuple[str, bool]:
    """Return a value whose delimiters can be trusted: no charset may swallow an angle or an at sign."""
    if value.isascii():
        return value, False
    octets = words.octets_of(value)
    try:
        return octets.decode("utf-8"), False
    except UnicodeError:
        return octets.decode("latin-1"), True


def _well_formed(text: str) -> list[tuple[str, str]]:
    try:
        return [(name, address) for name, address in get_addresses(text, decode_names=True) if "@" in address]
    except (ValueError, IndexError, TypeError, AttributeError, LookupError, RecursionError):
        return []


def _name(name: str, address: str, one_octet_each: bool) -> str:
    if one_octet_each:
        try:
            name = charset.decode(name.encode("latin-1"))[0]
        except UnicodeError:
            pass
    if words.has_words(name):
        name = words.decode(name)
    name = " ".join(_INVISIBLE.sub(" ", name).split()).strip("'\"")
    return "" if name == address else name
