"""What the job that looks after waiting tickets costs: a transaction for what has to be done, none for what waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from maild.desk.follow_ups import FollowUps
from maild.desk.letters.notify import Notifier
from tests.support.at_work import at_work, omar, tariq
from tests.support.desk import KEYRING, OMAR, Desk

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


class Counting:
    """A store that counts how many transactions were begun."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.begun = 0

    def begin(self) -> AbstractContextManager[Any]:
        self.begun += 1
        return self._store.begin()  # type: ignore[no-any-return]  # the store of the desk at hand

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def looking_after(desk: Desk) -> tuple[FollowUps, Counting]:
    store = Counting(desk.store)
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    return FollowUps(store, notifier, lambda: desk.rulebook, desk.office), store


def transactions(desk: Desk, follow_ups: FollowUps, store: Counting) -> int:
    store.begun = 0
    follow_ups.run(desk.clock())
    return store.begun


def incomplete() -> Desk:
    """A desk on which a solution has counted for days, while the cause is not told."""
    desk = at_work()
    omar(desk, "#selesai Sudah.")
    desk.clock.pass_(days=7)
    return desk


def test_what_only_waits_costs_no_transaction_of_its_own() -> None:
    desk = at_work()
    tariq_waits(desk)
    follow_ups, store = looking_after(desk)
    desk.clock.pass_(hours=1)
    assert transactions(desk, follow_ups, store) == 1


def tariq_waits(desk: Desk) -> None:
    omar(desk, "#eskalasi jaringan")
    tariq(desk, "#tunggu\nApa warna lampu modemnya?")
    assert desk.ticket().status == "waiting"


def test_a_record_that_lacks_something_is_looked_at_once_an_hour() -> None:
    desk = incomplete()
    follow_ups, store = looking_after(desk)
    costs = []
    for _ in range(3):
        costs.append(transactions(desk, follow_ups, store))
        desk.clock.pass_(minutes=1)
    assert costs == [2, 2, 1]
    desk.clock.pass_(hours=1)
    assert transactions(desk, follow_ups, store) == 2
    assert len(desk.outbox(OMAR, "record_incomplete")) == 1


def test_it_is_closed_in_the_minute_after_the_record_was_filled() -> None:
    desk = incomplete()
    follow_ups, _ = looking_after(desk)
    for _ in range(3):
        follow_ups.run(desk.clock())
    omar(desk, "Gejala: lambat\nPenyebab: kabel")
    desk.clock.pass_(minutes=1)
    follow_ups.run(desk.clock())
    assert desk.ticket().status == "closed"


def test_other_rules_are_asked_at_once() -> None:
    desk = incomplete()
    follow_ups, _ = looking_after(desk)
    for _ in range(3):
        follow_ups.run(desk.clock())
    policy = desk.rulebook.policy
    lenient = tuple(replace(one, record=()) for one in policy.procedures)
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, procedures=lenient))
    follow_ups.run(desk.clock())
    assert desk.ticket().status == "closed"
