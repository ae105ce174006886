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
            message = parse(raw)
        except Exception:
            print(f"this mail could not be read: {raw!r}")
            raise
        assert_in_time(raw, time.process_time() - started)
        assert_sender_is_safe(raw, message)
        for attachment in message.attachments:
            assert len(cut(raw, attachment.part)) == attachment.size


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
