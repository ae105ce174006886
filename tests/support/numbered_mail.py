"""Small mails that are told apart by their number."""

from __future__ import annotations


def numbered_mail(number: int, octets: int = 0) -> bytes:
    """Return the mail of this number, with a body of at least so many octets."""
    line = b"Sudah dicoba dinyalakan ulang, tetap tidak mau mencetak.\r\n"
    body = line * (1 + octets // len(line))
    return (
        b"From: Rita <rita@example.com>\r\nTo: desk@office.example\r\nSubject: Printer %d\r\n"
        b"Message-ID: <%d@example.com>\r\n\r\n%b" % (number, number, body)
    )


def number_of(mail: bytes) -> int:
    """Return the number of such a mail."""
    return int(mail.split(b"Subject: Printer ", 1)[1].split(b"\r\n", 1)[0])
