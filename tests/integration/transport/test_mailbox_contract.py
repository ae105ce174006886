"""What every mailbox does, the real one and the one in memory that the tests of the desk use."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from maild.desk.ports import Mailbox
from maild.errors import TemporaryError
from tests.support.fake_mailbox import FakeMailbox
from tests.support.numbered_mail import number_of, numbered_mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from maild.transport.imap import ImapMailbox
    from tests.support.dovecot import Account, Dovecot

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class World(Protocol):
    """A mailbox, and what surrounds it."""

    mailbox: Mailbox

    def deliver(self, *mails: bytes) -> None: ...
    def renumber(self) -> None: ...
    def filed(self, destination: str) -> list[bytes]: ...


class Real:
    def __init__(self, mailbox: ImapMailbox, dovecot: Dovecot, account: Account) -> None:
        self.mailbox, self._dovecot, self._account = mailbox, dovecot, account

    def deliver(self, *mails: bytes) -> None:
        self._dovecot.append(self._account, *mails)

    def renumber(self) -> None:
        self.mailbox.close()
        self._dovecot.forget_uids(self._account)

    def filed(self, destination: str) -> list[bytes]:
        return self._dovecot.mails(self._account, f"maild-{destination}")


class Fake:
    def __init__(self) -> None:
        self.mailbox = self._fake = FakeMailbox()

    def deliver(self, *mails: bytes) -> None:
        for mail in mails:
            self._fake.deliver(mail, NOON)

    def renumber(self) -> None:
        self._fake.renumber()

    def filed(self, destination: str) -> list[bytes]:
        return [mail.raw for mail in self._fake.filed[destination]]


@pytest.fixture
def real(dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]) -> World:
    return Real(mailbox_with(), dovecot, account)


@pytest.fixture
def fake() -> World:
    return Fake()


@pytest.fixture(params=[pytest.param("real", marks=pytest.mark.needs("dovecot")), "fake"])
def world(request: pytest.FixtureRequest) -> World:
    return request.getfixturevalue(request.param)


def test_a_mailbox_must_be_opened_first(world: World) -> None:
    with pytest.raises(TemporaryError):
        world.mailbox.listing()


def test_opening_tells_which_uid_comes_next(world: World) -> None:
    assert world.mailbox.open().uidnext == 1
    world.deliver(numbered_mail(1), numbered_mail(2))
    assert world.mailbox.open().uidnext == 3


def test_mails_are_listed_and_fetched_by_uid(world: World) -> None:
    world.mailbox.open()
    world.deliver(*map(numbered_mail, range(3)))
    listing = world.mailbox.listing()
    assert [each.uid for each in listing] == [1, 2, 3]
    assert [each.size for each in listing] == [len(numbered_mail(number)) for number in range(3)]
    fetched = world.mailbox.fetch(listing[::-1])
    assert [number_of(each.raw) for each in fetched] == [0, 1, 2]
    assert [each.place.uid for each in fetched] == [1, 2, 3]


def test_filed_mails_are_elsewhere_and_filing_again_does_nothing(world: World) -> None:
    world.mailbox.open()
    world.deliver(*map(numbered_mail, range(3)))
    listing = world.mailbox.listing()
    for _ in range(2):
        world.mailbox.file([1, 2], "processed")
        world.mailbox.file([3], "quarantine")
    assert world.mailbox.listing() == []
    assert world.mailbox.fetch(listing) == []
    assert [number_of(mail) for mail in world.filed("processed")] == [0, 1]
    assert [number_of(mail) for mail in world.filed("quarantine")] == [2]


def test_a_change_of_uidvalidity_is_seen_after_opening_again(world: World) -> None:
    before = world.mailbox.open()
    world.deliver(*map(numbered_mail, range(3)))
    world.mailbox.listing()
    world.mailbox.file([1], "processed")
    world.renumber()
    with pytest.raises(TemporaryError):
        world.mailbox.listing()
    assert world.mailbox.open().uidvalidity != before.uidvalidity
    fetched = world.mailbox.fetch(world.mailbox.listing())
    assert [(each.place.uid, number_of(each.raw)) for each in fetched] == [(1, 1), (2, 2)]


def test_waiting_ends_with_new_mail_and_with_an_interruption(world: World) -> None:
    world.mailbox.open()
    world.mailbox.listing()
    assert not world.mailbox.wait(0.05)
    world.deliver(numbered_mail(1))
    assert world.mailbox.wait(10)
    world.mailbox.listing()
    timer = threading.Timer(0.1, world.mailbox.interrupt)
    timer.start()
    assert world.mailbox.wait(10)
    timer.join()


def test_a_mailbox_that_is_open_can_be_opened_again(world: World) -> None:
    before = world.mailbox.open()
    world.deliver(numbered_mail(1))
    after = world.mailbox.open()
    assert (after.uidvalidity, after.uidnext) == (before.uidvalidity, 2)
    assert len(world.mailbox.listing()) == 1


def test_a_closed_mailbox_can_be_opened_again(world: World) -> None:
    world.mailbox.open()
    world.mailbox.close()
    world.mailbox.close()
    world.mailbox.open()
    assert world.mailbox.listing() == []
