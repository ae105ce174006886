"""Origin: who or what wrote a mail, by which sign, and whether an automatic answer may go back.

The questions are asked in the order of `QUESTIONS` and the first answer holds. Machines are never answered
(RFC 3834, section 2); what stays doubtful is `device` or `person`, which open a ticket, so that a wrong guess costs a
receipt and never a report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.mail import bounce_report
from maild.mail import origin_signs as signs
from maild.mail.bounce import has_null_return_path, is_mail_system
from maild.mail.message import Origin
from maild.mail.origin_signs import OwnSigns
from maild.mail.phrases import (
    ABSENT_MYSELF,
    ASKS,
    AUTOMATIC_REPLY_ENDING,
    AUTOMATIC_REPLY_SUBJECT,
    AWAY_SUBJECT,
    AWAY_TEXT,
    BACK_THEN,
    COMPLAINT_SUBJECT,
    DEVICE_LOCAL,
    DEVICE_MAILER,
    DEVICE_SUBJECT,
    DEVICE_TEXT,
    DIGEST_SUBJECT,
    LIST_VOICE_LOCAL,
    NO_MAIL_THERE,
    OPENS_A_TICKET,
    PERHAPS_DEVICE_LOCAL,
    READ_SUBJECT,
    READ_TEXT,
    REQUESTS,
    SAYS_RECEIVED,
    THANKS_FOR_MAIL,
    URGENT_ELSEWHERE,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from maild.mail.message import Bounce, Message, OriginKind

__all__ = ["OwnSigns", "calendar_method", "origin_of"]

RESPONDER_LENGTH = 1_200  # Characters; who writes more than a responder does has something to tell.
# What responders say besides that somebody is absent; persons who are away say the last two as well.
_RESPONDER_HABITS = {
    "that mail is not read there": NO_MAIL_THERE,
    "whom to turn to": URGENT_ELSEWHERE,
    "when its writer is back": BACK_THEN,
    "thanks for the mail": THANKS_FOR_MAIL,
}
_SURE_HABITS = ("that mail is not read there", "whom to turn to")


@dataclass(frozen=True, slots=True)
class Case:
    """A mail and what is already known of it, so that each question looks only at what it asks."""

    message: Message
    own: OwnSigns
    bounce: Bounce | None
    words: str
    says_automatic: bool
    subject: str


def origin_of(message: Message, own: OwnSigns, bounce: Bounce | None) -> Origin:
    """Return the origin of a mail; `bounce` is what `bounce_of` found in it."""
    words = signs.new_words(message)
    case = Case(message, own, bounce, words, signs.says_automatic(words), signs.subject(message))
    for question in QUESTIONS:
        origin = question(case)
        if origin is not None:
            return origin
    return _a_person(case)


def calendar_method(message: Message) -> str:
    """Return the method of a calendar mail (RFC 5546: REQUEST, REPLY, CANCEL ...), or an empty string.

    A calendar file that a person attached has no method in its Content-Type and makes no calendar mail.
    """
    for part in message.parts:
        if part.content_type == "text/calendar" and part.parameters.get("method"):
            return part.parameters["method"].strip().upper()
    if message.content_type == "text/calendar":
        return message.parameters.get("method", "PUBLISH").strip().upper()
    return ""


def _machine(kind: OriginKind, because: str) -> Origin:
    return Origin(kind, because, may_answer=False)


def _our_own_mark(case: Case) -> Origin | None:
    for name, beginning in case.own.marks:
        if any(value.strip().startswith(beginning) for value in case.message.header_all(name)):
            return _machine("loop", f"it carries our own header field {name}")
    return None


def _our_own_message_id(case: Case) -> Origin | None:
    if case.message.message_id and case.own.is_own_message_id(case.message.message_id):
        return _machine("loop", "its Message-ID is one of ours")
    return None


def _a_bounce(case: Case) -> Origin | None:
    return _machine("bounce", "it reports that a mail was not delivered") if case.bounce else None


def _delivery_report(case: Case) -> Origin | None:
    if case.message.content_type == "multipart/report" and any(bounce_report.reports(case.message)):
        return _machine("receipt", "it reports on the delivery of a mail (RFC 3464)")
    return None


def _our_own_address(case: Case) -> Origin | None:
    """A web form of the office often writes in the desk's name; then its Reply-To is a person."""
    if not case.own.owns(case.message.from_address):
        return None
    if any(not case.own.owns(address) for address in case.message.reply_to):
        return Origin("person", "a form wrote in the desk's name for the person in Reply-To", may_answer=False)
    return _machine("loop", "it comes from the desk's own address")


def _disposition_notification(case: Case) -> Origin | None:
    report = case.message.parameters.get("report-type", "").lower() == "disposition-notification"
    part = any(part.content_type.endswith("disposition-notification") for part in case.message.parts)
    if report or (part and case.message.content_type == "multipart/report"):
        return _machine("receipt", "it is a read receipt (RFC 8098)")
    return None


def _receipt_in_words(case: Case) -> Origin | None:
    if READ_SUBJECT.match(case.subject) and READ_TEXT.search(case.words) and not ASKS.search(case.words):
        return _machine("receipt", "its subject and text are those of a read or delivery receipt")
    return None


def _listed_device(case: Case) -> Origin | None:
    """The office knows its scanners and monitors better than their header fields do; mail to many stays what it is."""
    sender = case.message.from_address
    if sender is None or sender.key not in case.own.devices or signs.bulk_sign(case.message):
        return None
    return _machine("device", f"the office has listed {sender.address[:100]} as a device")


def _feedback_report(case: Case) -> Origin | None:
    kind = case.message.parameters.get("report-type", "").lower()
    attached = any(part.content_type == "message/feedback-report" for part in case.message.parts)
    if kind == "feedback-report" or attached or COMPLAINT_SUBJECT.match(case.subject):
        return _machine("device", "it is a complaint report of a mail provider (RFC 5965, RFC 6650)")
    if kind in {"tlsrpt", "dmarc"}:
        return _machine("device", f"it is a {kind} report")
    return None


def _calendar(case: Case) -> Origin | None:
    method = calendar_method(case.message)
    return _machine("calendar", f"it is a calendar message, method {method} (RFC 5546)") if method else None


def _vacation_by_header(case: Case) -> Origin | None:
    sign = signs.field_that_fits(case.message, signs.VACATION_FIELDS)
    return _machine("vacation", f"an absence responder wrote it ({sign})") if sign else None


def _vacation_by_subject(case: Case) -> Origin | None:
    answered = AUTOMATIC_REPLY_SUBJECT.match(case.subject) or AUTOMATIC_REPLY_ENDING.search(case.subject)
    if not (answered or AWAY_SUBJECT.match(case.subject)):
        return None
    if (
        _is_marked_automatic(case)
        or has_null_return_path(case.message)
        or signs.precedence(case.message) in {"bulk", "junk"}
    ):
        kind: OriginKind = (
            "auto_reply" if SAYS_RECEIVED.search(case.words) and not AWAY_TEXT.search(case.words) else "vacation"
        )
        return _machine(
            kind, f'its subject is that of a responder ("{case.subject[:60]}") and it is marked as automatic'
        )
    if _asks(case):
        return None
    if AWAY_TEXT.search(case.words):
        return _machine("vacation", f'subject and text are those of an absence responder ("{case.subject[:60]}")')
    if case.says_automatic or answered:
        return _machine("auto_reply", f'its subject is that of a responder ("{case.subject[:60]}")')
    return None


def _vacation_by_words(case: Case) -> Origin | None:
    automatic = signs.auto_submitted(case.message) in {"auto-replied", "auto-generated"} and not _device_sign(case)
    if (automatic or has_null_return_path(case.message)) and AWAY_TEXT.search(case.words):
        return _machine("vacation", "it is marked as automatic, or has no envelope sender, and speaks of an absence")
    return None


def _vacation_by_habits(case: Case) -> Origin | None:
    """No field marks it, but it answers, speaks of its writer's absence, and goes on as responders do."""
    if not signs.is_reply(case.message) or not ABSENT_MYSELF.search(case.words):
        return None
    if len(case.words) > RESPONDER_LENGTH or _asks(case):
        return None
    telling = [name for name, says in _RESPONDER_HABITS.items() if says.search(case.words)]
    if len(telling) < 2 or telling[0] not in _SURE_HABITS:
        return None
    return _machine("vacation", f"it answers, speaks of its writer's absence and says {' and '.join(telling)}")


def _receipt_of_another_desk(case: Case) -> Origin | None:
    automatic = case.says_automatic or _is_marked_automatic(case) or signs.is_no_reply(case.message.from_address)
    if automatic and SAYS_RECEIVED.search(case.words) and OPENS_A_TICKET.search(case.words):
        return _machine("receipt", "another service desk confirms, automatically, that it received a mail")
    return None


def _auto_replied(case: Case) -> Origin | None:
    if signs.auto_submitted(case.message) in {"auto-replied", "auto-notified"}:
        return _machine("auto_reply", f"Auto-Submitted: {case.message.header('Auto-Submitted')[:80]} (RFC 3834)")
    return None


def _device(case: Case) -> Origin | None:
    sign = _device_sign(case)
    return _machine("device", f"a device or a monitoring system wrote it ({sign})") if sign else None


def _through_a_list(case: Case) -> Origin | None:
    """A person who writes through a list is a person, answered when the desk itself is addressed."""
    sign = signs.list_sign(case.message)
    if not sign:
        return None
    sender = case.message.from_address
    if signs.auto_submitted(case.message) == "auto-generated":
        return _machine("list", f"a list distributed what a machine wrote ({sign})")
    if DIGEST_SUBJECT.search(case.subject):
        return _machine("list", f"it is the digest of a mailing list ({sign})")
    if sender is None or signs.is_no_reply(sender) or is_mail_system(case.message):
        return _machine("list", f"a mailing list wrote it ({sign})")
    if (
        LIST_VOICE_LOCAL.search(signs.local_part(sender))
        and not signs.is_reply(case.message)
        and not _is_addressed(case)
    ):
        return _machine("list", f"a mailing list's own voice wrote it to its members ({sign})")
    if case.message.header("List-Unsubscribe-Post") and not _is_addressed(case):
        return _machine("bulk", f"it is a mailing to many ({sign}, List-Unsubscribe-Post)")
    return Origin(
        "person", f"a person wrote it through a list ({sign})", _is_addressed(case) and not case.message.from_doubt
    )


def _form(case: Case) -> Origin | None:
    if _is_campaign(case):
        return None
    if signs.speaks_for_a_person(case.message):
        return Origin("person", "a form relays the words of the person in Reply-To", may_answer=False)
    anonymous = signs.is_no_reply(case.message.from_address) or signs.bulk_sign(case.message)
    if anonymous and signs.fills_a_form(case.message):
        return Origin("person", "a form relays what a person filled in", may_answer=False)
    return None


def _report_of_a_machine(case: Case) -> Origin | None:
    """Marked as automatic, answering nothing and no mailing: a system reports something."""
    if _is_campaign(case):
        return None
    if not _is_marked_automatic(case) or signs.is_reply(case.message):
        return None
    if signs.field_that_fits(case.message, signs.LOOP_FIELDS):
        return _machine("loop", "another system marked it against loops (X-Loop)")
    if SAYS_RECEIVED.search(case.words):
        return _machine("auto_reply", "it is marked as automatic and confirms that a mail was received")
    return _machine("device", f"a system sent it by itself ({_automatic_sign(case)})")


def _automatic_by_header(case: Case) -> Origin | None:
    sign = _automatic_sign(case)
    return _machine("auto_reply", f"it is marked as automatic ({sign})") if sign else None


def _bulk(case: Case) -> Origin | None:
    sign = signs.bulk_sign(case.message)
    return _machine("bulk", f"it is a mailing to many ({sign})") if sign else None


def _no_envelope_sender(case: Case) -> Origin | None:
    if not (has_null_return_path(case.message) or is_mail_system(case.message)):
        return None
    if signs.is_reply(case.message) or SAYS_RECEIVED.search(case.words):
        return _machine("auto_reply", "it has no envelope sender, as only automatic mail has (RFC 3834, section 3.3)")
    return _machine("device", "a mail system or a machine without an address sent it")


def _says_so_itself(case: Case) -> Origin | None:
    """Machines that set no header give themselves away by their words; a form's answers are a person's."""
    if not case.says_automatic or signs.fills_a_form(case.message):
        return None
    if AWAY_TEXT.search(case.words):
        return _machine("vacation", "it says of itself that it is automatic, and speaks of an absence")
    if SAYS_RECEIVED.search(case.words) or signs.is_reply(case.message):
        return _machine("auto_reply", "it says of itself that it is automatic, and confirms that a mail was received")
    return _machine("device", "it says of itself that a system sent it")


def _nobody_reads_there(case: Case) -> Origin | None:
    if case.message.from_address is not None and signs.is_no_reply(case.message.from_address):
        return _machine("device", f"nobody reads mail at {case.message.from_address.address[:100]}")
    return None


# Sure signs first; then what opens a ticket before what is ignored; words only when no header says anything.
QUESTIONS: tuple[Callable[[Case], Origin | None], ...] = (
    _our_own_mark,
    _our_own_message_id,
    _a_bounce,
    _delivery_report,
    _our_own_address,
    _disposition_notification,
    _listed_device,
    _feedback_report,
    _calendar,
    _receipt_in_words,
    _vacation_by_header,
    _vacation_by_subject,
    _vacation_by_words,
    _vacation_by_habits,
    _receipt_of_another_desk,
    _auto_replied,
    _form,
    _device,
    _through_a_list,
    _report_of_a_machine,
    _automatic_by_header,
    _bulk,
    _no_envelope_sender,
    _says_so_itself,
    _nobody_reads_there,
)


def _a_person(case: Case) -> Origin:
    sender = case.message.from_address
    if sender is None or case.message.from_doubt:
        doubt = case.message.from_doubt or "it names no sender"
        return Origin("person", f"no sign of a machine; not answered: {doubt}", may_answer=False)
    if signs.auto_submitted(case.message):
        return Origin("person", "a person wrote it and a machine passed it on (Auto-Submitted)", may_answer=False)
    if any(signs.is_no_reply(address) for address in case.message.reply_to):
        return Origin("person", "no sign of a machine; not answered: its Reply-To takes no mail", may_answer=False)
    return Origin("person", "no sign of a machine", may_answer=True)


def _asks(case: Case) -> bool:
    return "?" in case.words or bool(ASKS.search(case.words) or REQUESTS.search(case.words))


def _automatic_sign(case: Case) -> str:
    if signs.auto_submitted(case.message) == "auto-generated":
        return f"Auto-Submitted: {case.message.header('Auto-Submitted')[:80]}"
    return signs.field_that_fits(case.message, signs.AUTOMATIC_FIELDS)


def _is_marked_automatic(case: Case) -> bool:
    return signs.auto_submitted(case.message) not in {"", "auto-forwarded"} or bool(_automatic_sign(case))


def _is_campaign(case: Case) -> bool:
    return bool(signs.first_field(case.message, (*signs.CAMPAIGN_FIELDS, "List-Unsubscribe")))


def _is_addressed(case: Case) -> bool:
    return any(case.own.owns(address) for address in (*case.message.to, *case.message.cc))


def _device_sign(case: Case) -> str:
    """One sure sign, or two that persons may show as well: a team's address, a subject such as "PROBLEM:"."""
    local = signs.local_part(case.message.from_address)
    mailer = case.message.header("X-Mailer") or case.message.header("User-Agent")
    if DEVICE_LOCAL.match(local) or DEVICE_MAILER.search(mailer[:200]) or case.message.header("X-Cron-Env"):
        return f"sender {local}" if DEVICE_LOCAL.match(local) else f"X-Mailer: {mailer[:60]}"
    weak = {
        f"sender {local}": PERHAPS_DEVICE_LOCAL.match(local) or signs.is_no_reply(case.message.from_address),
        f'subject "{case.subject[:60]}"': DEVICE_SUBJECT.search(case.subject),
        "Auto-Submitted: auto-generated": signs.auto_submitted(case.message) == "auto-generated",
    }
    seen = [sign for sign, fits in weak.items() if fits]
    if len(seen) == 1 and any(DEVICE_TEXT.search(line) for line in case.words.split("\n")):
        seen.append("labelled lines of a report")
    return ", ".join(seen[:2]) if len(seen) > 1 else ""
