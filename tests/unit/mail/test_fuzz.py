"""Damaged and hostile mail: everything is read, in bounded time, and never from another sender than servers see.

MAILD_FUZZ is the number of damaged mails, MAILD_FUZZ_SEED the seed, which is printed when a mail fails.
"""

from __future__ import annotations

import os
import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.mail.message import Message
from maild.mail.parser import cut, parse
from maild.mail.reading import read
from tests.support.odd_mails import damaged, samples

ROUNDS = 8
MAILS = int(os.environ.get("MAILD_FUZZ", "20000"))
SEED = int(os.environ.get("MAILD_FUZZ_SEED", "0")) or random.SystemRandom().randrange(1, 1_000_000)
_FROM = re.compile(rb"(?:^|[\r\n\0])from[ \t]*:", re.IGNORECASE)


def assert_sender_is_safe(raw: bytes, message: Message) -> None:
    """Assert that a sender without doubt is the only one the head can be read to have."""
    if message.from_doubt:
        return
    assert message.from_address is not None
    head = re.split(rb"\n\r?\n", raw, maxsplit=1)[0]
    assert len(_FROM.findall(head)) == 1
    address = message.from_address.address
    assert address.encode() in head
    assert address.count("@") == 1 or address.startswith('"')
    assert not re.search(r"[\x00-\x20\x7f]", address) or address.startswith('"')


def assert_in_time(raw: bytes, seconds: float) -> None:
    assert seconds < max(1.0, len(raw) / 1_000_000)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_fuzz_damaged_mails_are_read(number: int) -> None:
    seed = SEED + number
    print(f"MAILD_FUZZ_SEED={SEED}")
    dice, sound = random.Random(seed), samples()
    for _ in range(MAILS // ROUNDS):
        raw = damaged(dice, sound)
        started = time.process_time()
        try:
            message = read(raw).message
        except Exception:
            print(f"this mail could not be read: {raw!r}")
            raise
        assert_in_time(raw, time.process_time() - started)
        assert_sender_is_safe(raw, message)
        for attachment in message.attachments:
            assert len(cut(raw, attachment.part)) == attachment.size


_HEAD = b"From: rita@example.com\r\n"
_MIXED = _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
_HTML = _HEAD + b"Content-Type: text/html\r\n\r\n"
HOSTILE = {
    "5,000 levels": _HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(5000)),
    "5,000 levels of one boundary": _MIXED + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 5000,
    "30,000 attached mails in each other": _HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 30_000,
    "100,000 parts": _MIXED + b"--b\r\n\r\nx\r\n" * 100_000,
    "200,000 lines like a boundary": _MIXED + b"--bb\r\n" * 200_000,
    "a field of 1 MB": _HEAD + b"X: " + b"a" * 1_000_000,
    "350,000 fields": b"a:\n" * 350_000 + _HEAD,
    "130,000 lines that are no field": _HEAD + b"odd line\n" * 130_000 + b"To: x\n",
    "a From of comments": b"From: " + b"(" * 1_000_000,
    "a From of addresses": b"From: " + b"a@b.example, " * 80_000,
    "a To of addresses": _HEAD + b"To: " + b'"a, b" <a@b.example>, ' * 40_000,
    "a subject of encoded words": _HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 70_000,
    "a subject of beginnings": _HEAD + b"Subject: " + b"=?a?b?" * 170_000,
    "a Content-Type of semicolons": _HEAD + b"Content-Type: text/plain" + b"; " * 500_000,
    "a Content-Type of quotes": _HEAD + b'Content-Type: text/plain; a="' + b'\\"' * 500_000,
    "references": _HEAD + b"References: " + b"<" * 1_000_000,
    "NULs": b"\0" * 1_000_000,
    "bare CR": b"\r" * 1_000_000,
    "HTML of 200,000 levels": _HTML + b"<div>" * 200_000,
    "HTML of brackets": _HTML + b"<" * 1_000_000,
    "a soft line in 300,000": _HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"x \n" * 300_000,
    "uuencode that never ends": _HEAD + b"\r\n" + b"begin 644 x\n#abcd\n" * 50_000,
    "endless BER": _HEAD + b"Content-Type: application/pkcs7-mime\r\n\r\n" + b"\x30\x80" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_fuzz_hostile_mails_are_read_in_time(name: str) -> None:
    raw = HOSTILE[name]
    started = time.process_time()
    message = read(raw).message
    assert_in_time(raw, time.process_time() - started)
    assert_sender_is_safe(raw, message)


@given(st.binary(max_size=2000))
def test_fuzz_any_octets_are_read(raw: bytes) -> None:
    assert_sender_is_safe(raw, parse(raw))


_LINES = (
    b"From: rita@example.com",
    b"FROM : mona@example.com",
    b"from:a@b, c@d",
    b"From: =?utf-8?q?a=0D=0Ab?= <rita@example.com>",
    b"From: Rita\0 <rita@example.com>",
    b"Subject: x\rFrom: z@z",
    b" folded",
    b"\tb <x@y>",
    b"no field",
    b"To: x@y",
    b">From x",
    b"",
)


@given(st.lists(st.sampled_from(_LINES), max_size=8), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_fuzz_the_sender_is_the_one_that_servers_see(lines: list[bytes], line_end: bytes) -> None:
    raw = line_end.join(lines) + line_end * 2 + b"x"
    assert_sender_is_safe(raw, parse(raw))
