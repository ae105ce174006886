from __future__ import annotations

import select

from maild.transport.imap.bell import Bell


def test_a_bell_that_rang_before_somebody_waited_is_heard() -> None:
    bell = Bell()
    bell.ring()
    assert select.select([bell.reader], [], [], 0)[0]
    assert bell.heard()


def test_a_bell_that_rang_many_times_is_heard_once() -> None:
    bell = Bell()
    for _ in range(100_000):
        bell.ring()
    while bell.heard():
        pass
    assert not bell.heard()


def test_a_bell_that_did_not_ring_is_not_heard() -> None:
    assert not Bell().heard()
