"""What proves a reply or a link, and what finds a ticket again: short signed tokens that survive every mail client.

A token is 25 characters of base32 (RFC 4648, section 6), written in lower case and read in any: the signing key's
identifier (1), the purpose (1), the row of the outbox that it was made for (7), and an HMAC-SHA256 cut to 80 bits (16)
over everything that it stands for. Only the claim itself, held by the desk, turns a token into a proof.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol, get_args

from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterator

Purpose = Literal["thread", "reply", "confirm", "bounce", "survey", "page"]

TOKEN_LENGTH: Final = 25
SECRET_BYTES: Final = 32
_VERSION: Final = "1"
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz234567"
_ROW_CHARACTERS: Final = 7
_MAC_BYTES: Final = 10
# A purpose is known by its first letter, which people who look at a token can read too.
_PURPOSES: Final[dict[str, Purpose]] = {purpose[0]: purpose for purpose in get_args(Purpose)}
_DIGITS: Final = {character: value for value, character in enumerate(_ALPHABET)}
_TOKEN: Final = re.compile(
    rf"(?<![0-9A-Za-z])[A-Za-z2-7][{''.join(_PURPOSES)}][A-Za-z2-7]{{23}}(?![0-9A-Za-z])", re.ASCII | re.IGNORECASE
)
_KEYS_HEADING: Final = """\
# Signing keys of maild, one a line: identifier and secret. The first signs, all verify.
# Whoever reads this file can answer in anybody's name: keep it to the daemon's user (mode 0600).
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token stands for: which row of which desk's outbox, about which ticket, sent to whom in which role.

    `ticket` is 0 where there is none; `person` names the one reader, as `contact:ID` or `person:ID`.
    """

    desk: str
    purpose: Purpose
    row: int
    ticket: int = 0
    person: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a token says of itself, which proves nothing yet; `token` is in lower case."""

    key_id: str
    purpose: Purpose
    row: int
    token: str


@dataclass(frozen=True, slots=True)
class Key:
    """A secret and the one character by which tokens name it."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key(id={self.id!r})"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The signing keys: the first signs, all verify."""

    keys: tuple[Key, ...]

    @classmethod
    def made_from(cls, secret: bytes) -> Keyring:
        """Return a ring of one new key; `secret` is 32 random octets."""
        return cls(()).with_new(secret)

    @classmethod
    def read(cls, text: str) -> Keyring:
        """Read the text of a keys file; PermanentError names the line that is wrong, never what it holds."""
        lines = ((number, line.split()) for number, line in enumerate(text.splitlines(), 1))
        keys = tuple(_key(number, words) for number, words in lines if words and not words[0].startswith("#"))
        if not keys:
            raise PermanentError("the keys file holds no key", "Run `maild keys rotate` to make one.")
        if len({key.id for key in keys}) < len(keys):
            raise PermanentError("two keys of the keys file have the same identifier", "Remove one of them.")
        return cls(keys)

    def write(self) -> str:
        """Return the text of the keys file."""
        return _KEYS_HEADING + "".join(f"{key.id} {key.secret.hex()}\n" for key in self.keys)

    def with_new(self, secret: bytes) -> Keyring:
        """Return a ring in which a new key signs and the old ones still verify; `secret` is 32 random octets."""
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"a secret has {SECRET_BYTES} octets")
        used = {key.id for key in self.keys}
        free = next((character for character in _ALPHABET if character not in used), None)
        if free is None:
            raise PermanentError("the keys file is full", "Remove keys from its end that signed nothing for 180 days.")
        return Keyring((Key(free, secret), *self.keys))

    def find(self, key_id: str) -> Key | None:
        """Return the key that a token names."""
        return next((key for key in self.keys if key.id == key_id), None)


class Keys(Protocol):
    """The signing keys in force: a ring, or what looks after one."""

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys: the first signs."""

    def find(self, key_id: str) -> Key | None:
        """Return the key that a token names."""


def sign(keyring: Keys, claim: Claim) -> str:
    """Return the token for a claim, made with the first key; ValueError for a row that 35 bits do not hold."""
    key = keyring.keys[0]
    return f"{key.id}{claim.purpose[0]}{_row_text(claim.row)}{_mac(key, claim)}"


def parse(token: str) -> Parsed | None:
    """Return what a token says of itself, or None when it is none; it proves nothing before `verify`."""
    return _parsed(token) if _TOKEN.fullmatch(token) else None


def verify(keyring: Keys, token: str, claim: Claim) -> bool:
    """Tell whether this token was made for exactly this claim, by a key that is still in the ring."""
    parsed = parse(token)
    if parsed is None or parsed.purpose != claim.purpose or parsed.row != claim.row:
        return False
    key = keyring.find(parsed.key_id)
    return key is not None and hmac.compare_digest(parsed.token[-16:], _mac(key, claim))


def find(text: str) -> Iterator[Parsed]:
    """Yield whatever has the shape of a token in an address, a Message-ID or a text, in order."""
    return (_parsed(match[0]) for match in _TOKEN.finditer(text))


def _parsed(token: str) -> Parsed:
    token = token.lower()
    row = 0
    for character in token[2 : 2 + _ROW_CHARACTERS]:
        row = row << 5 | _DIGITS[character]
    return Parsed(token[0], _PURPOSES[token[1]], row, token)


def _row_text(row: int) -> str:
    if not 0 <= row < 1 << 5 * _ROW_CHARACTERS:
        raise ValueError(f"row {row} does not fit into a token")
    return "".join(_ALPHABET[row >> 5 * place & 31] for place in reversed(range(_ROW_CHARACTERS)))


def _mac(key: Key, claim: Claim) -> str:
    fields = (
        _VERSION,
        claim.desk.lower(),
        claim.purpose,
        str(claim.row),
        str(claim.ticket),
        claim.person.lower(),
        claim.role,
    )
    # Each field goes in with its length, so that no two claims read the same.
    encoded = (field.encode() for field in fields)
    said = b"".join(len(field).to_bytes(4, "big") + field for field in encoded)
    mac = hmac.digest(key.secret, said, "sha256")[:_MAC_BYTES]
    return base64.b32encode(mac).decode("ascii").lower()


def _key(number: int, words: list[str]) -> Key:
    try:
        identifier, secret = words[0], bytes.fromhex(words[1])
    except (IndexError, ValueError):
        identifier, secret = "", b""
    if len(words) != 2 or identifier not in _DIGITS or len(secret) != SECRET_BYTES:
        raise PermanentError(
            f"line {number} of the keys file is no key",
            f"A line is one character of a-z2-7, a blank and {2 * SECRET_BYTES} hexadecimal digits.",
        )
    return Key(identifier, secret)
