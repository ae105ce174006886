"""Bounces: whether a mail says that another was not delivered, to whom, why, and whether for good.

The machine-readable report comes first (RFC 3464), then the text that big mail systems write for people, then
flufl.bounce as the last resort. A mail counts only when its sender or shape is that of a mail system, so that a
person who quotes or forwards a bounce to ask for help stays a person.
"""

from __future__ import annotations

from email.message import Message as PlainMessage
from operator import itemgetter
from typing import TYPE_CHECKING

from maild.mail import bounce_report
from maild.mail.bounce_phrases import (
    ANY_ADDRESS,
    BOUNCE_SUBJECT,
    BOUNCE_SUBJECT_END,
    CHALLENGE,
    DAEMON_LOCAL,
    DAEMON_NAME,
    FAILURE_TEXT,
    SUCCESS_SUBJECT,
    SYSTEM_LOCAL,
    SYSTEM_NAME,
)
from maild.mail.bounce_texts import Notice, notice_of, recipients_of_notice, says_delayed
from maild.mail.message import Bounce, BouncedRecipient

if TYPE_CHECKING:
    from collections.abc import Callable

    from maild.mail.message import Message

TEXT_AT_MOST = 65_536  # Characters of a notice; what mail systems say fits in a hundredth of it.


def bounce_of(message: Message) -> Bounce | None:
    """Return what a delivery failure says, or None for every other mail; never raises."""
    if not _may_be_a_bounce(message):
        return None
    notice = notice_of(_text(message))
    for read in _READERS:
        recipients = read(message, notice)
        if recipients is None:
            continue
        failed = tuple(recipient for recipient in recipients if recipient.action in {"failed", "delayed"})
        if (recipients and not failed) or _is_challenge(notice, failed):
            return None
        return Bounce(_is_temporary(message, notice, failed), failed, _original_message_id(message, notice))
    return None


def has_null_return_path(message: Message) -> bool:
    """Tell whether the envelope had no sender, as RFC 5321, section 4.5.5, asks of all notices."""
    return any(
        value.strip() in {"<>", "< >"} or value.strip().strip("<>").lower().split("@")[0] == "mailer-daemon"
        for value in message.header_all("Return-Path")
    )


def is_mail_system(message: Message) -> bool:
    """Tell whether the sender calls itself a mail system, as no person does."""
    name, local = _sender(message)
    return bool(DAEMON_LOCAL.search(local) or DAEMON_LOCAL.search(name) or DAEMON_NAME.search(name))


def _may_be_a_bounce(message: Message) -> bool:
    """One sign that only a mail system gives, or one of any machine together with one of a mail given back."""
    if SUCCESS_SUBJECT.search(message.subject[:500]):
        return False
    if any(sign(message) for sign in _SURE_SIGNS):
        return True
    return any(sign(message) for sign in _MACHINE_SIGNS) and any(sign(message) for sign in _RETURN_SIGNS)


def _is_report(message: Message) -> bool:
    kind = message.parameters.get("report-type", "").lower()
    return kind == "delivery-status" or (
        message.content_type == "multipart/report" and not kind and any(bounce_report.reports(message))
    )


def _names_failed_recipients(message: Message) -> bool:
    return bool(message.header("X-Failed-Recipients") or message.header("X-MS-Exchange-Message-Is-Ndr"))


def _subject_of_a_bounce(message: Message) -> bool:
    subject = message.subject.strip()[:500]
    return bool(BOUNCE_SUBJECT.search(subject) or BOUNCE_SUBJECT_END.search(subject))


def _sender_is_a_system(message: Message) -> bool:
    name, local = _sender(message)
    return not (name or local) or bool(SYSTEM_LOCAL.search(local) or SYSTEM_NAME.search(name))


def _is_automatic(message: Message) -> bool:
    automatic = message.header("Auto-Submitted").lower()
    precedence = message.header("Precedence").lower()
    return automatic.startswith(("auto-replied", "auto-generated")) or precedence in {"bulk", "junk"}


def _returns_a_mail(message: Message) -> bool:
    return bool(next(bounce_report.returned_headers(message), "") or notice_of(_text(message)).copy)


def _is_any_report(message: Message) -> bool:
    return message.content_type == "multipart/report" or any(bounce_report.reports(message))


_SURE_SIGNS: tuple[Callable[[Message], bool], ...] = (is_mail_system, _is_report, _names_failed_recipients)
_MACHINE_SIGNS: tuple[Callable[[Message], bool], ...] = (
    has_null_return_path,
    _sender_is_a_system,
    _is_automatic,
    _is_any_report,
)
_RETURN_SIGNS: tuple[Callable[[Message], bool], ...] = (_is_any_report, _subject_of_a_bounce, _returns_a_mail)


def _from_the_report(message: Message, _notice: Notice) -> list[BouncedRecipient] | None:
    found = [
        recipient for text in bounce_report.reports(message) for recipient in bounce_report.recipients_of_report(text)
    ]
    return found or None


def _from_a_report_in_the_text(message: Message, notice: Notice) -> list[BouncedRecipient] | None:
    """Read the fields of a report that was sent as plain text, or whose multipart fell apart on the way."""
    whole = f"{notice.text}\n{notice.copy}" if message.content_type.startswith("multipart/report") else notice.text
    return bounce_report.recipients_of_report(whole) or None


def _from_the_header(message: Message, notice: Notice) -> list[BouncedRecipient] | None:
    """Read X-Failed-Recipients, which Exim and Gmail write."""
    named = [
        address.strip(" <>") for value in message.header_all("X-Failed-Recipients") for address in value.split(",")
    ]
    action = _action(message, notice)
    in_text = {recipient.address.lower(): recipient for recipient in _named_in(message, notice, action)}
    only = next(iter(in_text.values()), None) if len(named) == 1 else None
    found = []
    for address in dict.fromkeys(filter(None, named)):
        twin = in_text.get(address.lower()) or only
        status = twin.status if twin else bounce_report.status_of("", notice.text, action)
        found.append(BouncedRecipient(address, action, status, twin.diagnostic if twin else ""))
    return found[: bounce_report.RECIPIENTS_AT_MOST] or None


def _from_the_notice(message: Message, notice: Notice) -> list[BouncedRecipient] | None:
    if not (_says_failed(notice) or _subject_of_a_bounce(message)):
        return None
    return _named_in(message, notice, _action(message, notice)) or None


def _from_an_attached_report(message: Message, _notice: Notice) -> list[BouncedRecipient] | None:
    """Read the report inside an attached bounce, which gateways wrap in a notice of their own."""
    if not (_subject_of_a_bounce(message) or is_mail_system(message)):
        return None
    for text in bounce_report.returned_headers(message):
        found = bounce_report.recipients_of_report(text)
        if found:
            return found
    return None


def _from_flufl(message: Message, _notice: Notice) -> list[BouncedRecipient] | None:
    """Ask flufl.bounce, only of mail that a mail system certainly sent: it takes a quoted bounce for a bounce."""
    if not (is_mail_system(message) or has_null_return_path(message) or _is_report(message)):
        return None
    from flufl.bounce import all_failures

    try:
        temporary, permanent = all_failures(_plain(message))
    except Exception:  # noqa: BLE001 - it is known to raise on odd mail, and a doubtful bounce is no bounce
        return None
    found = [
        BouncedRecipient(raw.decode("utf-8", "replace"), action, status, "")
        for group, action, status in ((permanent, "failed", "5.0.0"), (temporary, "delayed", "4.0.0"))
        for raw in sorted(group)
    ]
    return found or None


def _from_the_returned_mail(message: Message, notice: Notice) -> list[BouncedRecipient] | None:
    """Take the one addressee of the returned mail when the notice itself names nobody."""
    if not (_says_failed(notice) or _subject_of_a_bounce(message)):
        return None
    action = _action(message, notice)
    for header in (*bounce_report.returned_headers(message), notice.copy):
        addressees = bounce_report.addressees_in(header.split("\n\n")[0] if not notice.copy else header)
        if len(addressees) == 1:
            status = bounce_report.status_of("", notice.text, action)
            return [BouncedRecipient(addressees[0], action, status, "")]
    return None


def _nobody_named(message: Message, notice: Notice) -> list[BouncedRecipient] | None:
    """A mail system that says so and shows it: still a bounce, though of we know not whom."""
    if not _subject_of_a_bounce(message):
        return None
    sure = is_mail_system(message) or (
        has_null_return_path(message) and (_says_failed(notice) or _sender_is_a_system(message))
    )
    return [] if sure else None


# The first reader that answers is believed.
_READERS: tuple[Callable[[Message, Notice], list[BouncedRecipient] | None], ...] = (
    _from_the_report,
    _from_the_header,
    _from_a_report_in_the_text,
    _from_the_notice,
    _from_an_attached_report,
    _from_flufl,
    _from_the_returned_mail,
    _nobody_named,
)


def _sender(message: Message) -> tuple[str, str]:
    """Return the sender's display name and local part; some systems write only a word where an address belongs."""
    sender = message.from_address
    if sender is None or message.from_doubt:
        return message.header("From").strip(' <>"'), ""
    return sender.name.strip(" \"'"), sender.address.partition("@")[0].strip("<>\"'\\ ")


def _text(message: Message) -> str:
    """Return what the notice says: the text parts, not the returned mail among them."""
    if message.content_type == "text/plain":
        return message.text[:TEXT_AT_MOST]
    plain = [part.text for part in message.parts if part.content_type == "text/plain" and part.text.strip()]
    return ("\n".join(plain) or message.text)[:TEXT_AT_MOST]


def _says_failed(notice: Notice) -> bool:
    return any(FAILURE_TEXT.search(line) for line in notice.lines) or bool(
        FAILURE_TEXT.search(" ".join(notice.text[:4_000].split()))
    )


def _action(message: Message, notice: Notice) -> str:
    return "delayed" if says_delayed(message.subject, notice) else "failed"


def _named_in(message: Message, notice: Notice, action: str) -> list[BouncedRecipient]:
    domain = message.from_address.address.rpartition("@")[2] if message.from_address else ""
    desk = {address.key.strip("<>") for address in (*message.to, *message.cc)}
    headers = (*bounce_report.returned_headers(message), notice.copy)
    returned = {address for header in headers for address in bounce_report.addressees_in(header)}

    def is_reached(address: str) -> bool:
        key = address.lower()
        return key not in returned and (key in desk or bool(SYSTEM_LOCAL.search(key) or DAEMON_LOCAL.search(key)))

    found = recipients_of_notice(notice, domain, is_reached, action)
    if found:
        return found
    for address in map(itemgetter(0), ANY_ADDRESS.finditer(message.subject[:500])):
        if not is_reached(address):
            return [BouncedRecipient(address, action, bounce_report.status_of("", notice.text, action), "")]
    return []


def _is_temporary(message: Message, notice: Notice, failed: tuple[BouncedRecipient, ...]) -> bool:
    """Whether a later attempt may succeed: still being tried, a status of class 4, or a full mailbox (X.2.2)."""
    if not failed:
        return says_delayed(message.subject, notice)
    return all(
        recipient.action == "delayed" or recipient.status.startswith("4.") or recipient.status == "5.2.2"
        for recipient in failed
    )


def _is_challenge(notice: Notice, failed: tuple[BouncedRecipient, ...]) -> bool:
    """A server that asks us to confirm the mail has not refused the recipient; it waits for a person of ours."""
    said = " ".join(recipient.diagnostic for recipient in failed) or notice.text
    return bool(CHALLENGE.search(said[:4_000]))


def _original_message_id(message: Message, notice: Notice) -> str | None:
    for text in (*bounce_report.returned_headers(message), notice.copy, *bounce_report.reports(message), notice.text):
        found = bounce_report.message_id_in(text)
        if found:
            return found
    return message.references[-1] if message.references else None


def _plain(message: Message) -> PlainMessage:
    """Return the mail as flufl.bounce wants it: the header fields it looks at, and the text."""
    plain = PlainMessage()
    for name in ("To", "Subject", "X-Mailer"):
        plain[name] = " ".join(message.header(name).split()).encode("ascii", "replace").decode()
    sender = message.from_address.address if message.from_address else "mailer-daemon@invalid"
    plain["From"] = f"<{sender}>".encode("ascii", "replace").decode()
    plain.set_payload(_text(message).encode("ascii", "replace").decode())
    return plain
