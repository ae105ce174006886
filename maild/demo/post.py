"""The cast's mail programs: they write and answer mail, hand it in by SMTP and read it by IMAP."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import format_datetime, formataddr, make_msgid
from textwrap import indent
from typing import TYPE_CHECKING

from maild.demo.cast import DESK, PASSWORD
from maild.demo.servers import LOOPBACK
from maild.transport.imap import ImapMailbox
from maild.transport.settings import ImapSettings

if TYPE_CHECKING:
    from datetime import datetime

    from maild.demo.cast import Mail, Player
    from maild.demo.servers import MailServers


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail ready to be handed in: its octets, where to, and from whom by the envelope."""

    octets: bytes
    recipient: str
    return_path: str


class Post:
    """Writes, sends and reads mail for everybody of the cast."""

    def __init__(self, servers: MailServers) -> None:
        self._servers = servers
        self._last: Envelope | None = None

    def send(self, mail: Mail, at: datetime) -> Envelope:
        """Write a mail at this moment and hand it in; return what was handed in."""
        envelope = self._last if mail.again and self._last else self._written(mail, at)
        with smtplib.SMTP(LOOPBACK, self._servers.smtp_port) as client:
            if mail.logged_in:
                client.login(mail.sender.address, PASSWORD)
            client.sendmail(envelope.return_path, [envelope.recipient], envelope.octets)
        self._last = envelope
        return envelope

    def inbox(self, player: Player) -> list[EmailMessage]:
        """Return the mails in somebody's mailbox, oldest first."""
        mailbox = ImapMailbox(
            player.name,
            ImapSettings(
                LOOPBACK,
                self._servers.imap_port,
                "none",
                player.address,
                lambda: PASSWORD,
                processed_folder="",
                quarantine_folder="",
            ),
        )
        try:
            mailbox.open()
            return [_parsed(fetched.raw) for fetched in mailbox.fetch(mailbox.listing())]
        finally:
            mailbox.close()

    def last(self, player: Player, about: str) -> EmailMessage:
        """Return the last mail that the desk sent to somebody with this in its subject."""
        letters = (each for each in reversed(self.inbox(player)) if DESK in str(each["From"]))
        return next(each for each in letters if about in str(each["Subject"]))

    def _written(self, mail: Mail, at: datetime) -> Envelope:
        sender = mail.sender
        if mail.raw:
            return Envelope(mail.raw, DESK, sender.address)
        received = self.last(sender, mail.about) if mail.answers else None
        match (mail.answers, received):
            case ("reply", EmailMessage() as answered):
                message = reply(answered, mail.text)
                return Envelope(
                    _octets(message, mail, at), str(answered["Reply-To"] or answered["From"]), sender.address
                )
            case ("automatic", EmailMessage() as answered):
                # An automatic answer goes to the return path, and under an empty one (RFC 3834, section 4).
                message = automatic_answer(answered, mail.text)
                return Envelope(_octets(message, mail, at), _bare(answered["Return-Path"]), "")
        message = EmailMessage()
        message["To"] = DESK
        message["Subject"] = mail.subject
        message.set_content(mail.text)
        return Envelope(_octets(message, mail, at), DESK, sender.address)


def reply(received: EmailMessage, text: str) -> EmailMessage:
    """Return an answer as mail programs make it: to the reply address, in the thread, with the whole mail quoted."""
    message = _answer(received, f"Re: {_without_re(received['Subject'])}")
    message["To"] = str(received["Reply-To"] or received["From"])
    quoted = indent(text_of(received).rstrip(), "> ", lambda _: True)
    message.set_content(f"{text}\nPada {received['Date']}, {received['From']} menulis:\n\n{quoted}\n")
    return message


def automatic_answer(received: EmailMessage, text: str) -> EmailMessage:
    """Return what a mailbox answers whose owner is away (RFC 3834)."""
    message = _answer(received, f"Di luar kantor: {received['Subject']}")
    message["To"] = _bare(received["Return-Path"])
    message["Auto-Submitted"] = "auto-replied"
    message.set_content(text)
    return message


def _answer(received: EmailMessage, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["In-Reply-To"] = received["Message-ID"]
    message["References"] = " ".join(filter(None, (received["References"], received["Message-ID"])))
    return message


def _octets(message: EmailMessage, mail: Mail, at: datetime) -> bytes:
    message["From"] = formataddr((mail.sender.name, mail.sender.address))
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=mail.sender.address.rpartition("@")[2])
    for name, value in mail.headers:
        message[name] = value
    if mail.attachment is not None:
        filename, octets = mail.attachment
        message.add_attachment(octets, maintype="application", subtype="pdf", filename=filename)
    return message.as_bytes(policy=default.clone(linesep="\r\n"))


def _parsed(raw: bytes) -> EmailMessage:
    message = BytesParser(EmailMessage, policy=default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    """Return the plain text of a mail."""
    part = message.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def _without_re(subject: str) -> str:
    return str(subject).removeprefix("Re: ")


def _bare(path: str) -> str:
    return str(path).strip("<> ")
