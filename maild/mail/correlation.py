"""What in a mail could name the ticket it belongs to: every carrier, none of them believed yet.

One survivor is enough: clients cut quoted text, servers rewrite Message-IDs, phones write keys in capitals. Finding a
ticket is not being let into it; whether a key holds and who may join is decided elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maild.mail.message import Address, Message

# The form of all that the desk signs (see `maild.tokens`): 25 characters of base32, in any case.
_SHAPE: Final = r"[A-Za-z2-7]{25}"
_IN_TEXT: Final = re.compile(rf"(?<![0-9A-Za-z]){_SHAPE}(?![0-9A-Za-z])")
# The label may stand on the line before, where a client has broken ours in two.
_REFERENCE_LINE: Final = re.compile(
    rf"^[>| \t]*(?:\S{{1,12}}:[ \t]*)?{_SHAPE}(?:[ \t]+{_SHAPE})?[ \t]*\r?(?:\n|\Z)", re.MULTILINE
)
_DETAIL: Final = re.compile(rf"(?P<local>.*?)(?P<token>{_SHAPE})@(?P<domain>[^@]+)")
_OWN_ID: Final = re.compile(rf"<?maild\.(?P<token>{_SHAPE})@(?P<domain>[^@<>]+)>?", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^\s<>,;\"()]+@[^\s<>,;\"()]+")
# What a server writes about the address a mail came to; it may have changed the rest of that address.
_DELIVERY: Final = ("Delivered-To", "X-Original-To", "Envelope-To")
_TEXT_READ: Final = 200_000
_REPORT_READ: Final = 20_000
_MOST_TOKENS: Final = 20
_MOST_REFERENCES: Final = 200
# Outlook's Thread-Index begins with a reserved octet, five of a time, and a GUID that the whole conversation shares.
_CONVERSATION: Final = slice(6, 22)


@dataclass(frozen=True, slots=True)
class DeskAddresses:
    """By what the desk knows its own: `domain` is that of its Message-IDs, `plus` empty where the server has none."""

    addresses: tuple[str, ...]
    plus: str
    ticket_prefix: str
    domain: str

    def has(self, address: Address) -> bool:
        """Tell whether an address is one of the desk's, with a detail or without."""
        local, _, domain = address.key.rpartition("@")
        bare = local.partition(self.plus)[0] if self.plus else local
        return f"{bare}@{domain}" in {one.lower() for one in self.addresses}

    def owns(self, local: str, domain: str) -> bool:
        """Tell whether the part before a detail and the domain are of an address of the desk."""
        own = (address.lower().rpartition("@") for address in self.addresses)
        return (local.lower(), domain.lower()) in {(f"{name}{self.plus}", at) for name, _, at in own}


@dataclass(frozen=True, slots=True)
class Carriers:
    """What was found, the surest first in each.

    `keys`, `thread_ids` and `bounce_keys` have the form of tokens and prove nothing before they are verified, also not
    what they are for; `message_ids` are those referred to, newest first; `tag_numbers` stand in the subject;
    `conversation` is Outlook's mark of a conversation, hexadecimal, and a hint at most.
    """

    keys: tuple[str, ...]
    thread_ids: tuple[str, ...]
    message_ids: tuple[str, ...]
    tag_numbers: tuple[int, ...]
    bounce_keys: tuple[str, ...]
    conversation: str = ""


def carriers(message: Message, desk: DeskAddresses) -> Carriers:
    """Return all that could name the ticket of a mail."""
    addressed = tuple(_in_addresses(message, desk))
    written = tuple(_tokens(message.text[:_TEXT_READ]))
    attached = tuple(_in_attached(message))
    message_ids = dict.fromkeys((*reversed(message.in_reply_to), *reversed(message.references)))
    return Carriers(
        keys=_unique((*addressed, *written)),
        thread_ids=_unique((*_in_identifiers(message_ids, desk), *written, *attached)),
        message_ids=tuple(message_ids)[:_MOST_REFERENCES],
        tag_numbers=_tag_numbers(message.subject, desk.ticket_prefix),
        bounce_keys=_unique(addressed),
        conversation=_conversation(message.header("Thread-Index")),
    )


def is_only_copied(message: Message, desk: DeskAddresses) -> bool:
    """Tell whether somebody else was written to, and the desk has a copy (Cc, RFC 5322, section 3.6.3)."""
    return any(map(desk.has, message.cc)) and not any(map(desk.has, message.to))


def is_own_id(identifier: str, desk: DeskAddresses) -> bool:
    """Tell whether a Message-ID has the form of ours."""
    match = _OWN_ID.fullmatch(identifier)
    return match is not None and match["domain"].lower() == desk.domain.lower()


def without_references(text: str) -> str:
    """Return a text without the lines in which our letters carry ids and keys: no key may reach anybody else."""
    return _REFERENCE_LINE.sub("", text)


def without_keys(text: str, desk: DeskAddresses) -> str:
    """Return a text in which nothing is left that proves or finds a ticket: neither our lines nor our addresses do."""
    return _keyed(desk).sub(r"\g<name>@\g<domain>", without_references(text))


@lru_cache(16)
def _keyed(desk: DeskAddresses) -> re.Pattern[str]:
    """Return what fits our addresses with a detail, and our Message-IDs."""
    locals_ = "|".join(re.escape(address.rpartition("@")[0]) for address in desk.addresses)
    domains = "|".join(re.escape(name) for name in {desk.domain, *(one.rpartition("@")[2] for one in desk.addresses)})
    plus = rf"(?:{re.escape(desk.plus)}|%2B)" if desk.plus else r"\+"
    return re.compile(rf"(?:(?P<name>{locals_}){plus}|(?<=<)maild\.){_SHAPE}@(?P<domain>{domains})", re.IGNORECASE)


def _in_addresses(message: Message, desk: DeskAddresses) -> Iterator[str]:
    for name in _DELIVERY:
        for value in message.header_all(name):
            yield from (match["token"].lower() for match in map(_DETAIL.fullmatch, _ADDRESS.findall(value)) if match)
    for address in (*message.to, *message.cc):
        match = _DETAIL.fullmatch(address.address)
        if match and desk.owns(match["local"], match["domain"]):
            yield match["token"].lower()


def _in_identifiers(message_ids: Iterable[str], desk: DeskAddresses) -> Iterator[str]:
    for identifier in message_ids:
        match = _OWN_ID.fullmatch(identifier)
        if match and match["domain"].lower() == desk.domain.lower():
            yield match["token"].lower()


def _in_attached(message: Message) -> Iterator[str]:
    """Read forwarded notices, and the head of ours that a delivery report returns."""
    for attachment in message.attachments:
        yield from _tokens(attachment.text[:_TEXT_READ])
    for part in message.parts:
        if part.content_type in ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"):
            yield from _tokens(part.octets[:_REPORT_READ].decode("latin-1"))


def _tokens(text: str) -> Iterator[str]:
    return (match[0].lower() for match in _IN_TEXT.finditer(text))


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    # A text of nothing but such words may not cause a thousand look-ups.
    return tuple(dict.fromkeys(found))[:_MOST_TOKENS]


def _tag_numbers(subject: str, prefix: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(number) for number in _tag(prefix).findall(subject))) if prefix else ()


@lru_cache(16)
def _tag(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"\[\s*{re.escape(prefix)}\s*-\s*([0-9]{{1,9}})\s*\]", re.IGNORECASE | re.ASCII)


def _conversation(value: str) -> str:
    try:
        octets = base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return octets[_CONVERSATION].hex() if len(octets) >= _CONVERSATION.stop else ""
