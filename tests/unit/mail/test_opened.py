"""Parts in forms of their own are opened: what is in them is read like the rest of the mail."""

from __future__ import annotations

import base64
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

from maild.mail.message import Message
from maild.mail.parser import Limits, cut, parse
from tests.support.odd_mails import signed, winmail

if TYPE_CHECKING:
    import pytest


def mail_of(content_type: str, octets: bytes) -> bytes:
    head = f"From: rita@example.com\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(octets)


def pdf(drawing: bytes, extra: bytes = b"") -> bytes:
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(drawing), extra, drawing),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"%PDF-1.4\n"
    places = []
    for number, written in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(body),
    )


def names(read: Message) -> list[str]:
    return [attachment.filename for attachment in read.attachments]


def test_the_files_in_winmail_dat_are_attachments() -> None:
    raw = mail_of("application/ms-tnef; name=winmail.dat", winmail(b"surat.txt", b"isi surat"))
    read = parse(raw)
    assert names(read) == ["surat.txt"]
    assert cut(raw, read.attachments[0].part) == b"isi surat"


def test_a_winmail_dat_that_cannot_be_read_stays_an_attachment() -> None:
    assert names(parse(mail_of("application/ms-tnef; name=winmail.dat", b"rusak"))) == ["winmail.dat"]


def test_opaque_signed_mail_is_read() -> None:
    inner = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSaya setuju.\r\n"
        b"--b\r\nContent-Type: image/png; name=x.png\r\n\r\nx\r\n--b--\r\n"
    )
    raw = mail_of("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", signed(inner))
    read = parse(raw)
    assert read.text == "Saya setuju."
    assert names(read) == ["x.png"]
    assert cut(raw, read.attachments[0].part) == b"x"


def test_encrypted_mail_stays_an_attachment_and_says_so() -> None:
    read = parse(mail_of("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"\x30\x03\x06\x01\x00"))
    assert names(read) == ["smime.p7m"]
    assert "a part is encrypted or cannot be opened" in read.defects


def test_the_text_layer_of_a_pdf_is_read() -> None:
    read = parse(mail_of("application/pdf; name=surat.pdf", pdf(b"BT /F 12 Tf 10 100 Td (Mohon akses SIMPEG) Tj ET")))
    assert read.attachments[0].text == "Mohon akses SIMPEG"
    assert read.text == ""


def test_a_scan_or_a_broken_pdf_has_no_text() -> None:
    assert parse(mail_of("application/pdf", pdf(b"0 0 10 10 re f"))).attachments[0].text == ""
    assert parse(mail_of("application/pdf", b"%PDF-1.4 rusak")).attachments[0].text == ""


def test_a_broken_pdf_is_read_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    file = b"import sys; from maild.mail.parser import parse; parse(sys.stdin.buffer.read())"
    broken = mail_of("application/pdf", b"%PDF-1.4 rusak")
    subprocess.run([sys.executable, "-c", file], input=broken, check=True)
    assert capfd.readouterr().err == ""


def test_a_pdf_beyond_the_limits_is_not_read() -> None:
    octets = pdf(b"BT /F 12 Tf 10 100 Td (Halo) Tj ET")
    assert parse(mail_of("application/pdf", octets), Limits(pdf_bytes=100)).attachments[0].text == ""


def test_a_pdf_that_unpacks_to_very_much_is_not_read() -> None:
    bomb = zlib.compress(b"BT (x) Tj ET " * 1_000_000)
    assert parse(mail_of("application/pdf", pdf(bomb, b"/Filter/FlateDecode"))).attachments[0].text == ""
