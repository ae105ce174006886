"""Whether a mail comes from whom it says it comes from, and why we think so.

What can say so is only what outsiders cannot write: the verdict of a server that the office named, the mark that the
office's server sets on inside mail, or a signature of the sender's own domain over all that we act upon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from maild.mail.authentication_results import head_of, results_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maild.mail.authentication_results import Results
    from maild.mail.message import Message

_MOST_SIGNATURES: Final = 5
_LEAST_KEY_BITS: Final = 1024
_SELECTOR: Final = re.compile(r"[A-Za-z0-9._-]{1,200}")
# The worst first.
_ORDER: Final = ("failed", "none", "sender")
_REJECTING: Final = frozenset({"reject", "quarantine"})
# What RFC 5322, section 3.6, allows once, what holds a thread together, and what says how the text is read: each may
# be there once, and then the signature must cover it.
_COVERED: Final = (
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
)
# Whoever could take these away from a signed mail could send it again as another one.
_ALWAYS_COVERED: Final = frozenset({"from", "subject", "date"})


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the office believes: ids of its servers in Authentication-Results, and the mark of inside mail.

    The id "-" stands for a field without any, as Microsoft writes it; `inside_header` is "Name: value" or empty.
    """

    authserv_ids: Sequence[str] = ()
    inside_header: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """`sender` when the From address is proven, `failed` when its domain disowns the mail, and the reasons."""

    kind: Literal["sender", "none", "failed"]
    because: tuple[str, ...]


def proof_of(
    message: Message, raw: bytes, trust: Trust, *, listed: bool, txt: Callable[[str], bytes | None] | None
) -> Proof:
    """Return what proves the sender of a mail.

    `listed` tells whether From is a person of the office, the only ones for whom signatures are verified here, and
    then only where no server is named that does it; `txt` looks up a TXT record.
    """
    domain = _domain(message)
    if message.from_doubt or not domain:
        return Proof("none", (message.from_doubt or "no sender",))
    fields = head_of(raw)
    judged = _judged(fields, trust, domain)
    if judged.kind == "failed":
        return judged
    if (mark := _inside(fields, trust.inside_header)) is not None:
        return Proof("sender", (mark,))
    if judged.kind == "sender" or trust.authserv_ids:
        return judged
    if not listed or txt is None:
        return Proof("none", ("no server is named whose verdict counts",))
    return _signed(raw, fields, domain, txt)


def _domain(message: Message) -> str:
    address = message.from_address.key if message.from_address else ""
    return _ascii(address.rpartition("@")[2])


def _ascii(domain: str) -> str:
    try:
        return domain.lower() if domain.isascii() else domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


# --- the verdict of a server -------------------------------------------------------------------------------------


def _judged(fields: Sequence[tuple[str, str]], trust: Trust, domain: str) -> Proof:
    """Return the worst verdict of all fields under a trusted id: a forged one can stand anywhere among them."""
    ids = {identifier.lower() for identifier in trust.authserv_ids}
    read = (results_of(value) for name, value in fields if name == "authentication-results")
    proofs = [proof for results in read if (results.server or "-") in ids for proof in _verdicts(results, domain)]
    if not proofs:
        return Proof("none", ("no verdict on DMARC by a server of the office",))
    worst = min((proof.kind for proof in proofs), key=_ORDER.index)
    return Proof(worst, tuple(dict.fromkeys(why for proof in proofs if proof.kind == worst for why in proof.because)))


def _verdicts(results: Results, domain: str) -> list[Proof]:
    if results.damaged:
        return [Proof("none", (f"unreadable results of {results.server or 'a server without id'}",))]
    return [_dmarc(result.value, result.properties, domain) for result in results.results if result.method == "dmarc"]


def _dmarc(value: str, properties: dict[str, str], domain: str) -> Proof:
    judged = properties.get("header.from", "").rpartition("@")[2].lower()
    if value == "pass":
        if judged == domain:
            return Proof("sender", (f"dmarc=pass for {domain}",))
        return Proof("none", (f"dmarc=pass for {judged or 'no domain'}, but the mail is from {domain}",))
    if value == "fail" and _REJECTING.intersection(properties["policy"].split()):
        return Proof("failed", (f"dmarc=fail, and {domain} wants such mail refused",))
    return Proof("none", (f"dmarc={value}",))


# --- the mark of inside mail -------------------------------------------------------------------------------------


def _inside(fields: Sequence[tuple[str, str]], mark: str) -> str | None:
    name, _, value = mark.partition(":")
    if not value.strip():
        return None
    found = [written for field, written in fields if field == name.strip().lower()]
    return f"marked as inside mail by {name.strip()}" if found and set(found) == {value.strip()} else None


# --- our own look at signatures ----------------------------------------------------------------------------------


def _signed(raw: bytes, fields: Sequence[tuple[str, str]], domain: str, txt: Callable[[str], bytes | None]) -> Proof:
    signatures = [value for name, value in fields if name == "dkim-signature"]
    why: list[str] = [] if signatures else ["no DKIM signature"]
    for at, value in enumerate(signatures[:_MOST_SIGNATURES]):
        tags = _tags(value)
        doubt = _doubt(tags, fields, domain) or _unverified(raw, at, tags, txt)
        if not doubt:
            return Proof("sender", (f"DKIM signature of {tags['d']}",))
        why.append(f"DKIM signature of {tags.get('d', 'nobody')}: {doubt}")
    return Proof("none", tuple(why))


def _doubt(tags: dict[str, str], fields: Sequence[tuple[str, str]], domain: str) -> str:
    """Return why this signature could not prove the mail even if it verified, empty when it could."""
    signer = tags.get("d", "").lower()
    covered = {name.strip().lower() for name in tags.get("h", "").split(":")}
    names = [name for name, _ in fields]
    twice = [name for name in _COVERED if names.count(name) > 1]
    open_to_change = [name for name in _COVERED if (name in names or name in _ALWAYS_COVERED) and name not in covered]
    doubts = (
        (not _aligned(signer, domain), f"it does not speak for {domain}"),
        ("l" in tags, "it covers only a part of the text (l=)"),
        (tags.get("a", "").lower() not in ("rsa-sha256", "ed25519-sha256"), "its algorithm is too weak"),
        (bool(twice), f"there is more than one {', '.join(twice)}"),
        (bool(open_to_change), f"it does not cover {', '.join(open_to_change)}"),
    )
    return next((doubt for doubtful, doubt in doubts if doubtful), "")


def _aligned(signer: str, domain: str) -> bool:
    """A domain speaks for itself and for what lies below it, never for what lies beside or above."""
    return signer == domain or ("." in signer and domain.endswith(f".{signer}"))


def _unverified(raw: bytes, at: int, tags: dict[str, str], txt: Callable[[str], bytes | None]) -> str:
    """Return why a signature does not verify, empty when it does."""
    import dkim  # type: ignore[import-untyped]  # it ships no types

    selector = tags.get("s", "")
    if not _SELECTOR.fullmatch(selector):
        return "it names no key"
    name = f"{selector}._domainkey.{tags['d']}"
    record = txt(name)
    if not record:
        return f"no key at {name}"
    key = _tags(record.decode("ascii", "replace"))
    if "y" in (flag.strip().lower() for flag in key.get("t", "").split(":")):
        return "its key is for testing (t=y)"
    try:
        verified = dkim.DKIM(raw, minkey=_LEAST_KEY_BITS).verify(at, dnsfunc=lambda *_, **__: record)
    except Exception as error:  # noqa: BLE001  # the library lets errors of all its parts through
        return f"it does not verify ({type(error).__name__})"
    return "" if verified else "it does not verify"


def _tags(value: str) -> dict[str, str]:
    """Return a tag list (RFC 6376, section 3.2); of a tag that is there twice, a value that fits nothing."""
    found: dict[str, str] = {}
    for piece in value.split(";"):
        name, equals, said = piece.partition("=")
        if equals:
            name = name.strip()
            found[name] = "\0" if name in found else re.sub(r"\s+", "", said)
    return found
