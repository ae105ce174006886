"""Small mails written for the tests, as the octets a server would hand over."""

from __future__ import annotations

from maild.mail.message import Message
from maild.mail.parser import parse

RITA = "Rita Sari <rita@example.com>"
DESK = "Layanan TI <desk@office.example>"
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.com>"


def written(
    text: str = "", *, sender: str | None = RITA, to: str = DESK, subject: str = "Printer", **fields: str
) -> Message:
    """Return a plain-text mail; further header fields by their names with "_" for "-"."""
    header = {"From": sender, "To": to, "Subject": subject, "Message-ID": "<m1@example.com>", "MIME-Version": "1.0"}
    header |= {"Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit"}
    header |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in header.items() if value is not None]
    return parse(("\n".join(lines) + "\n\n" + text).encode())


def written_in_parts(
    kind: str, *parts: tuple[str, str], sender: str = RITA, subject: str = "Printer", **fields: str
) -> Message:
    """Return a multipart mail of (content type, body) parts."""
    bodies = "".join(f"--edge\nContent-Type: {content_type}\n\n{body}\n" for content_type, body in parts)
    content_type = f'{kind}; boundary="edge"'
    return written(f"{bodies}--edge--\n", sender=sender, subject=subject, Content_Type=content_type, **fields)
