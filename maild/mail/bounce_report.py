"""The machine-readable half of a bounce: delivery-status fields (RFC 3464) and the header of the returned mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maild.mail.bounce_phrases import ADDRESS, ENHANCED_CODE, REPLY_CODE
from maild.mail.message import BouncedRecipient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maild.mail.message import Message

READ_AT_MOST = 65_536  # Characters of a report or of a returned header; the rest is somebody's attachment.
RECIPIENTS_AT_MOST = 500
STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
RETURNED_TYPES = frozenset(
    {"message/rfc822", "text/rfc822-headers", "text/rfc822-header", "message/partial", "message/global",
     "message/global-headers"}
)  # fmt: skip
# What an Action says (RFC 3464, section 2.3.3), with the words that careless systems write instead.
ACTIONS: Mapping[str, str] = {
    "failed": "failed", "failure": "failed", "fail": "failed", "error": "failed", "expired": "failed",
    "hardfail": "failed",
    "delayed": "delayed", "delay": "delayed", "deferred": "delayed", "softfail": "delayed",
    "delivered": "delivered", "success": "delivered", "relayed": "relayed", "expanded": "expanded",
}  # fmt: skip

_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:[ \t]*(.*)$")
_ADDRESS = re.compile(ADDRESS)
_MESSAGE_ID = re.compile(
    r"^[ \t]{0,8}(?:x-)?(?:original-)?message-id:\s{0,8}(<[^<>\s]{1,512}>)", re.IGNORECASE | re.MULTILINE
)
_ADDRESS_FIELD = re.compile(
    r"^(?:to|cc|x-original-to):[ \t]{0,8}(.{1,2000}(?:\n[ \t].{1,2000}){0,20})", re.IGNORECASE | re.MULTILINE
)


def reports(message: Message) -> Iterator[str]:
    """Yield the text of every delivery-status part, outermost first."""
    for part in message.parts:
        if part.content_type in STATUS_TYPES:
            yield _text(part.octets)


def returned_headers(message: Message) -> Iterator[str]:
    """Yield the beginning of every returned mail that is attached, or of its header alone."""
    for part in message.parts:
        if part.content_type in RETURNED_TYPES:
            yield _text(part.octets)


def recipients_of_report(text: str) -> list[BouncedRecipient]:
    """Read the per-recipient groups of a delivery report, whatever became of the mail (RFC 3464, section 2.3).

    The original recipient is preferred to the final one: it is the address that the mail was sent to.
    """
    found: dict[str, BouncedRecipient] = {}
    for group in _groups(text):
        address = _recipient_address(group)
        if address and address.lower() not in found and len(found) < RECIPIENTS_AT_MOST:
            found[address.lower()] = _recipient(address, group)
    return list(found.values())


def message_id_in(text: str) -> str | None:
    """Return the first Message-ID that a header, or a sentence shaped like one, names."""
    match = _MESSAGE_ID.search(text[:READ_AT_MOST])
    return match.group(1) if match else None


def addressees_in(header: str) -> list[str]:
    """Return the addresses of To and Cc of a returned header."""
    fields = _ADDRESS_FIELD.findall(header[:READ_AT_MOST])
    return list(dict.fromkeys(match.group().lower() for field in fields for match in _ADDRESS.finditer(field)))


def status_of(stated: str, diagnostic: str, action: str) -> str:
    """Return an enhanced status code (RFC 3463): as stated, or from the diagnostic where X.0.0 or none is stated."""
    match = ENHANCED_CODE.search(stated)
    code = match.group(1) if match else ""
    if code and not code.endswith(".0.0"):
        return code
    finer = ENHANCED_CODE.search(diagnostic)
    if finer and (not code or finer.group(1)[0] == code[0]):
        return finer.group(1)
    if code:
        return code
    basic = REPLY_CODE.search(diagnostic)
    if basic and action != "delayed":
        return f"{basic.group(1)}.0.0"
    return "4.0.0" if action == "delayed" else "5.0.0"


def _text(octets: bytes) -> str:
    return octets[:READ_AT_MOST].decode("utf-8", "replace").replace("\r\n", "\n")


def _groups(text: str) -> Iterator[dict[str, str]]:
    """Yield the fields of each group; a second Final-Recipient opens a new one even without its blank line."""
    group: dict[str, str] = {}
    name = ""
    for line in text[:READ_AT_MOST].split("\n"):
        match = _FIELD.match(line.strip("\r"))
        if match:
            name = match.group(1).lower()
            if name in group and name in {"final-recipient", "original-recipient"}:
                yield group
                group = {}
            group.setdefault(name, match.group(2).strip())
        elif line[:1] in {" ", "\t"} and line.strip() and name:
            group[name] = f"{group[name]} {line.strip()}" if name in group else line.strip()
        elif not line.strip() and group:
            yield group
            group, name = {}, ""
    if group:
        yield group


def _recipient_address(group: Mapping[str, str]) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        kind, _, value = group.get(name, "").rpartition(";")
        match = _ADDRESS.search(value)
        complete = "final-recipient" in group or "status" in group or "action" in group
        if match and complete and not kind.strip().lower().startswith("x400"):
            return match.group()
    return ""


def _recipient(address: str, group: Mapping[str, str]) -> BouncedRecipient:
    words = group.get("action", "").lower().replace("(", " ").split()
    diagnostic = group.get("diagnostic-code", "")
    stated = group.get("status", "")
    action = ACTIONS.get(words[0].strip(";,.") if words else "", "")
    if not action:
        action = "delivered" if stated.startswith("2.") else "failed"
    return BouncedRecipient(address, action, status_of(stated, diagnostic or stated, action), diagnostic or stated)
