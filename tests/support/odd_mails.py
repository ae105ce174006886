"""Mails of many shapes, and how to damage them: what the reader of mail has to stand."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_HEAD = (
    "From: {sender}\nTo: Desk <desk@office.example>\nCc: Omar <omar@example.com>, mona@example.com\n"
    "Subject: {subject}\nDate: Fri, 20 Nov 2026 08:00:00 +0700\nMessage-ID: <{number}@example.com>\n"
    "In-Reply-To: <a@office.example>\nReferences: <r@x>\n <a@office.example>\nMIME-Version: 1.0\n"
)
_PICTURE = base64.b64encode(bytes(range(256))).decode()
_BODIES = (
    "\nPrinter di lantai 2 tidak bisa mencetak.\n\n-- \nRita\n",
    "Content-Type: text/plain; charset=iso-8859-1; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n"
    "Bisa=20tolong =E9 \n> satu \n> dua\n",
    'Content-Type: multipart/alternative; boundary="=_b1"\n\n--=_b1\nContent-Type: text/plain; charset=utf-8\n\nHalo\n'
    "--=_b1\nContent-Type: text/html\n\n<html><p>Halo <b>Pak</b></p><ul><li>a<li>b</ul><table><tr><td>1<td>2</table>"
    "<blockquote type=cite>lama</blockquote></html>\n--=_b1--\n",
    "Content-Type: multipart/mixed; boundary=b2\n\n--b2\n\nTerlampir\n--b2\nContent-Type: image/png;\n"
    " name*0*=utf-8''gam%62ar; name*1=\".png\"\nContent-ID: <p@x>\nContent-Transfer-Encoding: base64\n"
    f"Content-Disposition: inline\n\n{_PICTURE}\n--b2\nContent-Type: message/rfc822\n\n"
    "From: tariq@example.com\nSubject: dalam\n\nisi\n--b2--\n",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b3\nAuto-Submitted: auto-replied\n\n--b3\n\n"
    "Undelivered\n--b3\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n"
    "Final-Recipient: rfc822; rita@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n"
    "--b3\nContent-Type: text/rfc822-headers\n\nMessage-ID: <n@office.example>\nSubject: x\n--b3--\n",
    "Content-Type: application/pdf; name=surat.pdf\nContent-Transfer-Encoding: base64\n\n"
    + base64.b64encode(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>").decode(),
    "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    + base64.b64encode(
        b"\x78\x9f\x3e\x22\1\0"
        + b"\2\2\x90\6\0\0\0\0\0\0\0"
        + b"\2\x10\x80\1\0\5\0\0\0a.txt\0\0"
        + b"\2\x0f\x80\6\0\2\0\0\0hi\0\0"
    ).decode(),
    "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
    + base64.b64encode(bytes.fromhex("308006092a864886f70d010702a0803080020101") + b"0\x80\x06\x09").decode(),
    "Content-Type: text/plain\n\n-----Original Message-----\nFrom: Mona <mona@example.com>\nSent: Friday\nTo: Rita\n"
    "Subject: lama\n\nisi lama\n\nPada Jum 20 Nov 2026 08.00, Omar <omar@example.com> menulis:\n> kutipan\n\n#ambil\n",
    "Content-Type: text/plain\n\nbegin 644 data.txt\n$:&%L;P``\n`\nend\n",
    "Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B2q5D\x1b(B\n",
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
_TOKENS = (
    b"\0", b"\r", b"\n", b"\r\n\r\n", b"\n\n", b"=?utf-8?q?", b"?=", b"=?x?b?====?=", b"--b2", b"--b2--", b"--", b"<", b">",
    b"(", b")", b'"', b"\\", b";", b"; ", b"*0*=", b"=", b"From: mona@example.com\n", b"\nFrom: x@y\n", b"\rFrom: x@y", b":",
    b"\xff\xfe", b"\xe4\xbd", b"\x1b$B", b"<a href=", b"<table>", b"</", b"&#", b"begin 644 x\n", b"> ", b"-- \n", b"@", b",",
    b"charset=utf-16", b"base64", b"multipart/mixed", b"message/rfc822", b"boundary=", b"9" * 400, b"A" * 3000, b"\t \t",
)  # fmt: skip


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
