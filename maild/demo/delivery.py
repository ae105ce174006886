"""What the demo's mail server does to a mail on its way: trace fields, its verdict on the sender, and reports.

It behaves as a well-kept server does (RFC 5321, RFC 8601): the verdict stands under its own id, and whatever a mail
claims in the server's name is removed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import format_datetime, make_msgid, parseaddr
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

HEADER_END = re.compile(rb"\r?\n\r?\n")
REPORT = Template("""\
From: Mail Delivery System <mailer-daemon@$host>
To: <$sender>
Subject: Undelivered mail returned to sender
Date: $date
Message-ID: $message_id
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="$boundary"

--$boundary
Content-Type: text/plain; charset=us-ascii

This is the mail system at $host.
Your message could not be delivered to <$recipient>: $diagnostic

--$boundary
Content-Type: message/delivery-status

Reporting-MTA: dns; $host
Arrival-Date: $date

Final-Recipient: rfc822; $recipient
Action: failed
Status: $status
Diagnostic-Code: smtp; $diagnostic

--$boundary
Content-Type: text/rfc822-headers

$header
--$boundary--
""")


@dataclass(frozen=True, slots=True)
class Host:
    """A mail server by its name, which is also its id in Authentication-Results, and the domain it speaks for."""

    name: str
    domain: str

    def judged(self, mail: bytes, login: str) -> bytes:
        """Return a mail with this server's verdict on its sender; `login` is who handed it in, "" for anybody."""
        return b"".join((self._verdict(sender_of(mail), login).encode(), self._without_claims(mail)))

    def delivered(self, mail: bytes, return_path: str, recipient: str) -> bytes:
        """Return a mail as it is laid into a mailbox: where it came from, and for whom exactly it was."""
        return f"Return-Path: <{return_path}>\r\nDelivered-To: {recipient}\r\n".encode() + mail

    def report(self, mail: bytes, return_path: str, recipient: str, diagnostic: str, at: datetime) -> bytes:
        """Return the report that a mail could not be delivered (RFC 3464), for the address it came from."""
        text = REPORT.substitute(
            host=self.name,
            sender=return_path,
            recipient=recipient,
            diagnostic=diagnostic,
            status=diagnostic.split()[1],
            date=format_datetime(at),
            message_id=make_msgid(domain=self.name),
            boundary="report",
            header=_header(mail).decode("utf-8", "replace").replace("\r\n", "\n"),
        )
        return text.replace("\n", "\r\n").encode()

    def _verdict(self, sender: str, login: str) -> str:
        domain = sender.rpartition("@")[2]
        if login and login == sender:
            dmarc = "pass"
        elif domain == self.domain or domain.endswith(f".{self.domain}"):
            dmarc = "fail (p=quarantine)"
        else:
            dmarc = "none"
        return f"Authentication-Results: {self.name};\r\n dmarc={dmarc} header.from={domain}\r\n"

    def _without_claims(self, mail: bytes) -> bytes:
        """Return a mail without the verdicts that it brings along in this server's name (RFC 8601, section 5)."""
        claims = rb"(?im)^Authentication-Results:\s*%b\b.*\n(?:[ \t].*\n)*" % re.escape(self.name.encode())
        header = _header(mail)
        return re.sub(claims, b"", header) + mail[len(header) :]


def sender_of(mail: bytes) -> str:
    """Return the address in From, lower-cased, "" when there is none to be read."""
    fields = BytesHeaderParser().parsebytes(_header(mail))
    return parseaddr(str(fields.get("From", "")))[1].lower()


def mailbox_of(recipient: str) -> str:
    """Return whose mailbox an address means: what stands behind a plus only tells the owner something (RFC 5233)."""
    local, _, domain = recipient.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _header(mail: bytes) -> bytes:
    end = HEADER_END.search(mail)
    return mail[: end.end()] if end else mail
