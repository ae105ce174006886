"""Mails of many shapes, and how to damage them: what the reader of mail has to stand."""

from __future__ import annotations

import base64
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


def winmail(name: bytes, octets: bytes) -> bytes:
    """Return a TNEF stream that holds one file (MS-OXTNEF)."""

    def attribute(identifier: int, data: bytes) -> bytes:
        return struct.pack("<BHHI", 2, identifier, 6, len(data)) + data + b"\0\0"

    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(0x9002, b"")
        + attribute(0x8010, name + b"\0")
        + attribute(0x800F, octets)
    )


def signed(content: bytes) -> bytes:
    """Return S/MIME signed data around a content, without certificates and signers (RFC 5652)."""

    def element(tag: int, data: bytes) -> bytes:
        return bytes([tag, 0x82]) + struct.pack(">H", len(data)) + data

    def identifier(last: int) -> bytes:
        return bytes.fromhex("06092a864886f70d0107") + bytes([last])

    inner = element(0x30, identifier(1) + element(0xA0, element(0x04, content)))
    data = element(0x30, b"\x02\x01\x01" + element(0x31, b"") + inner)
    return element(0x30, identifier(2) + element(0xA0, data))


_HEAD = (
    "From: {sender}\nTo: Desk <desk@office.example>\nCc: Omar <omar@example.com>, mona@example.com\n"
    "Subject: {subject}\nDate: Fri, 20 Nov 2026 08:00:00 +0700\nMessage-ID: <{number}@example.com>\n"
    "In-Reply-To: <a@office.example>\nReferences: <r@x>\n <a@office.example>\nMIME-Version: 1.0\n"
)
_PICTURE = base64.b64encode(bytes(range(256))).decode()
_PDF = base64.b64encode(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>").decode()
_WINMAIL = base64.b64encode(winmail(b"a.txt", b"hi")).decode()
_SIGNED = base64.b64encode(signed(b"Content-Type: text/plain\r\n\r\nSaya setuju.\r\n")).decode()
_BODIES = (
    """
Printer di lantai 2 tidak bisa mencetak.

--\x20
Rita
""",
    """Content-Type: text/plain; charset=iso-8859-1; format=flowed
Content-Transfer-Encoding: quoted-printable

Bisa=20tolong =E9\x20
> satu\x20
> dua
""",
    """Content-Type: multipart/alternative; boundary="=_b1"

--=_b1
Content-Type: text/plain; charset=utf-8

Halo
--=_b1
Content-Type: text/html

<html><p>Halo <b>Pak</b></p><ul><li>a<li>b</ul><table><tr><td>1<td>2</table>
<blockquote type=cite>lama</blockquote></html>
--=_b1--
""",
    f"""Content-Type: multipart/mixed; boundary=b2

--b2

Terlampir
--b2
Content-Type: image/png;
 name*0*=utf-8''gam%62ar; name*1=".png"
Content-ID: <p@x>
Content-Transfer-Encoding: base64
Content-Disposition: inline

{_PICTURE}
--b2
Content-Type: message/rfc822

From: tariq@example.com
Subject: dalam

isi
--b2--
""",
    """Content-Type: multipart/report; report-type=delivery-status; boundary=b3
Auto-Submitted: auto-replied

--b3

Undelivered
--b3
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; rita@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user
--b3
Content-Type: text/rfc822-headers

Message-ID: <n@office.example>
Subject: x
--b3--
""",
    f"""Content-Type: application/pdf; name=surat.pdf
Content-Transfer-Encoding: base64

{_PDF}
""",
    f"""Content-Type: application/ms-tnef; name=winmail.dat
Content-Transfer-Encoding: base64

{_WINMAIL}
""",
    f"""Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m
Content-Transfer-Encoding: base64

{_SIGNED}
""",
    """Content-Type: text/plain

-----Original Message-----
From: Mona <mona@example.com>
Sent: Friday
To: Rita
Subject: lama

isi lama

Pada Jum 20 Nov 2026 08.00, Omar <omar@example.com> menulis:
> kutipan

#ambil
""",
    """Content-Type: text/plain

begin 644 data.txt
$:&%L;P``
`
end
""",
    """Content-Type: text/plain; charset=iso-2022-jp

\x1b$B2q5D\x1b(B
""",
)
_SENDERS = (
    "Rita Requester <rita@example.com>",
    "=?utf-8?q?Rita_=C3=A9?= <rita@example.com>",
    '"Requester, Rita" <rita@example.com> (unit)',
    "Staf: rita@example.com, omar@example.com;",
)
_SUBJECTS = (
    "Re: [DESK-1] Internet lambat",
    "=?utf-8?b?SmFyaW5nYW4=?=\n =?gb2312?q?=D5=E6?=",
    "caf\u00e9",
    "Undelivered Mail",
)
_TOKENS = tuple(
    token.encode("latin-1")
    for token in (
        *("\0", "\r", "\n", "\r\n\r\n", "\n\n", "=?utf-8?q?", "?=", "=?x?b?====?=", "--b2", "--b2--", "--", "<", ">"),
        *("(", ")", '"', "\\", ";", "; ", "*0*=", "=", "From: mona@example.com\n", "\nFrom: x@y\n", "\rFrom: x@y", ":"),
        *(
            "\xff\xfe",
            "\xe4\xbd",
            "\x1b$B",
            "<a href=",
            "<table>",
            "</",
            "&#",
            "begin 644 x\n",
            "> ",
            "-- \n",
            "@",
            ",",
        ),
        *("charset=utf-16", "base64", "multipart/mixed", "message/rfc822", "boundary=", "9" * 400, "A" * 3000, "\t \t"),
    )
)


def samples() -> list[bytes]:
    """Return one sound mail of each shape, with CRLF and with LF."""
    found = []
    for number, body in enumerate(_BODIES):
        head = _HEAD.format(sender=_SENDERS[number % 4], subject=_SUBJECTS[number % 4], number=number)
        octets = (head + body).encode()
        found += [octets, octets.replace(b"\n", b"\r\n")]
    return found


def damaged(dice: random.Random, mails: list[bytes]) -> bytes:
    """Return one of the mails after a few accidents: octets lost, doubled, moved, changed, or strange ones put in."""
    octets = bytearray(dice.choice(mails))
    for _ in range(dice.choice((1, 1, 2, 3, 5, 9))):
        at, length = dice.randrange(len(octets) + 1), dice.choice((1, 1, 2, 5, 20, 100))
        accident = dice.randrange(7)
        if accident == 0:
            del octets[at : at + length]
        elif accident == 1:
            octets[at:at] = dice.choice(_TOKENS)
        elif accident == 2:
            octets[at:at] = octets[at : at + length] * dice.choice((1, 2, 30))
        elif accident == 3:
            octets[at : at + 1] = bytes([dice.randrange(256)])
        elif accident == 4:
            other = dice.choice(mails)
            start = dice.randrange(len(other))
            octets[at:] = other[start:]
        elif accident == 5:
            octets[at : at + length] = bytes(dice.randrange(256) for _ in range(length))
        else:
            lines = octets.split(b"\n")
            dice.shuffle(lines) if dice.random() < 0.2 else lines.insert(dice.randrange(len(lines)), dice.choice(lines))
            octets = bytearray(b"\n".join(lines))
    return bytes(octets)
