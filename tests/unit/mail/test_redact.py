"""A redacted mail shows how a mail is built and nothing of what it says."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from maild.mail.parser import parse
from maild.mail.redact import redact
from tests.support.odd_mails import samples

MAIL = (
    "From: Rita Requester <rita@example.com>\r\nReply-To: rita@example.com\r\n"
    "Subject: Re: =?utf-8?q?Gaji_pegawai_=C3=A9?= 2026\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Gaji saya 5 juta.\r\n\r\nPada Jum 20 Nov, Omar <omar@example.com> menulis:\r\n> 550 5.1.1 rahasia\r\n"
)


def masked(text: str) -> str:
    return redact(text.encode()).decode()


def test_people_and_words_are_masked() -> None:
    text = masked(MAIL)
    for word in ("rita", "Requester", "Gaji", "pegawai", "juta", "omar", "rahasia", "2026"):
        assert word.lower() not in text.lower()


def test_the_structure_stays() -> None:
    text = masked(MAIL)
    assert len(text) == len(MAIL)
    assert "Content-Type: text/plain; charset=utf-8\r\n" in text
    assert "Subject: Re: =?utf-8?q?Xxxx_xxxxxxx_=C3=A9?= 0000" in text


def test_what_programs_write_stays() -> None:
    text = masked(MAIL)
    assert "> 550 5.1.1 xxxxxxx" in text
    assert " menulis:" in text


def test_the_same_address_has_the_same_pseudonym() -> None:
    read = parse(redact(MAIL.encode()))
    assert read.from_address is not None
    assert read.from_address.address == read.reply_to[0].address != "rita@example.com"


def test_encoded_texts_are_masked_within_their_encoding() -> None:
    head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
    said = base64.b64encode("Gaji saya é".encode()).decode()
    assert parse(redact(f"{head}base64\r\n\r\n{said}".encode())).text == "Xxxx xxxx é"
    assert parse(redact(f"{head}quoted-printable\r\n\r\nGaji=20say=\r\na =D0=94".encode())).text == "Xxxx xxxx é"


def test_attachments_keep_their_size_and_lose_what_they_hold() -> None:
    head = 'Content-Type: application/pdf; name="gaji rita.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    (attachment,) = parse(redact(head.encode() + base64.encodebytes(b"rahasia" * 20))).attachments
    assert (attachment.filename, attachment.size) == ("xxxx xxxx.pdf", 140)


def test_a_redacted_mail_is_read_like_the_mail_itself() -> None:
    for raw in samples()[:10]:
        before, after = parse(raw), parse(redact(raw))
        assert [part.content_type for part in after.parts] == [part.content_type for part in before.parts]
        assert [name for name, _ in after.headers] == [name for name, _ in before.headers]
        assert after.from_doubt == before.from_doubt


@given(st.binary(max_size=500))
def test_any_octets_can_be_redacted(raw: bytes) -> None:
    assert isinstance(redact(raw), bytes)
