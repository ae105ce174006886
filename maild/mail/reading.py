"""One mail read to the end: parsed, its origin known, what is new in it, what it forwards, reports and asks for."""

from __future__ import annotations

from maild.mail.bounce import bounce_of
from maild.mail.commands import commands_of
from maild.mail.forwarded import forwarded_of
from maild.mail.language import language_of
from maild.mail.message import Reading
from maild.mail.origin import OwnSigns, origin_of
from maild.mail.parser import Limits, parse
from maild.mail.reply_text import reply_of
from maild.mail.reporting_form import with_tables


def read(raw: bytes, own: OwnSigns | None = None, limits: Limits | None = None) -> Reading:
    """Return all that a mail says by itself; never raises, whatever the octets are."""
    message = parse(raw, limits or Limits())
    bounce = bounce_of(message)
    origin = origin_of(message, own or OwnSigns(), bounce)
    reply = with_tables(message, reply_of(message))
    return Reading(
        message=message,
        origin=origin,
        reply=reply,
        forwarded=forwarded_of(message),
        bounce=bounce,
        commands=commands_of(reply.text, message.subject) if reply.own else (),
        language=language_of(reply.text or message.text),
    )
