"""How much is read at once, and from where on."""

from __future__ import annotations

from datetime import timedelta

from maild.desk.batches import MAILS, OCTETS, batches, wanted
from maild.desk.ports import Listed
from maild.desk.records import Baseline
from tests.support.desk import NOW

SECOND = timedelta(seconds=1)


def listed(*sizes: int) -> list[Listed]:
    return [Listed(uid, size, NOW) for uid, size in enumerate(sizes, 1)]


def sizes(*given: int) -> list[list[int]]:
    return [[mail.size for mail in batch] for batch in batches(listed(*given))]


def test_no_batch_holds_more_mails_than_are_read_at_once() -> None:
    assert [len(batch) for batch in batches(listed(*[1] * (2 * MAILS + 1)))] == [MAILS, MAILS, 1]


def test_no_batch_is_bigger_than_what_is_read_at_once() -> None:
    assert sizes(OCTETS // 2, OCTETS // 2, 1) == [[OCTETS // 2, OCTETS // 2], [1]]


def test_a_mail_that_is_bigger_than_a_batch_goes_alone() -> None:
    assert sizes(1, OCTETS + 1, 1) == [[1], [OCTETS + 1], [1]]


def test_nothing_to_read_makes_no_batch() -> None:
    assert sizes() == []


def test_uids_tell_old_from_new_while_the_folder_is_the_same() -> None:
    baseline = Baseline("desk", "INBOX", 7, 3, NOW + SECOND)
    assert [mail.uid for mail in wanted(listed(1, 1, 1, 1), baseline, 7)] == [3, 4]


def test_the_moment_tells_old_from_new_after_the_folder_was_numbered_anew() -> None:
    baseline = Baseline("desk", "INBOX", 7, 300, NOW)
    mails = [Listed(1, 1, NOW - SECOND), Listed(2, 1, NOW), Listed(3, 1, NOW + SECOND)]
    assert [mail.uid for mail in wanted(mails, baseline, 8)] == [2, 3]
