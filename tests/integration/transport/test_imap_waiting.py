from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from maild.errors import TemporaryError
from maild.transport.imap import ImapMailbox
from maild.transport.settings import ImapSettings
from tests.support.dovecot import Dovecot
from tests.support.netfault import FaultProxy
from tests.support.numbered_mail import numbered_mail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.dovecot import Account

pytestmark = pytest.mark.needs("dovecot")

LONG = 20.0


@contextmanager
def soon(do: Callable[[], object], seconds: float = 0.1) -> Iterator[None]:
    """Do this from another thread while the block runs."""
    timer = threading.Timer(seconds, do)
    timer.start()
    yield
    timer.join()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail when the block takes longer."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[FaultProxy]:
    with FaultProxy(dovecot.imap_port) as proxy:
        yield proxy


@pytest.fixture
def watched(proxy: FaultProxy, mailbox_with: Callable[..., ImapMailbox]) -> ImapMailbox:
    """A mailbox behind the proxy that has been opened and looked through."""
    mailbox = mailbox_with(port=proxy.port)
    mailbox.open()
    mailbox.listing()
    return mailbox


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_new_mail_ends_the_waiting(
    security: str, dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    port = dovecot.imaps_port if security == "tls" else dovecot.imap_port
    mailbox = mailbox_with(host="localhost", port=port, security=security)
    mailbox.open()
    mailbox.listing()
    with within(5), soon(lambda: dovecot.append(account, numbered_mail(1))):
        assert mailbox.wait(LONG)
    assert len(mailbox.listing()) == 1


def test_nothing_new_is_said_after_the_time_given(watched: ImapMailbox) -> None:
    started = time.monotonic()
    assert not watched.wait(0.3)
    assert 0.3 <= time.monotonic() - started < 2


def test_mail_that_came_between_looking_and_waiting_is_seen_at_once(
    dovecot: Dovecot, account: Account, watched: ImapMailbox
) -> None:
    dovecot.append(account, numbered_mail(1))
    with within(5):
        assert watched.wait(LONG)


def test_an_interruption_ends_the_waiting(watched: ImapMailbox) -> None:
    with within(5), soon(watched.interrupt):
        assert watched.wait(LONG)


def test_an_interruption_before_the_waiting_is_not_lost(watched: ImapMailbox) -> None:
    watched.interrupt()
    with within(2):
        assert watched.wait(LONG)
    assert not watched.wait(0.1)


def test_many_waits_follow_each_other_over_one_connection(proxy: FaultProxy, watched: ImapMailbox) -> None:
    for _ in range(20):
        assert not watched.wait(0.01)
    assert watched.listing() == []
    assert proxy.connections == 1


@pytest.mark.parametrize("idle", [True, False])
def test_after_a_while_it_is_time_to_look_whatever_the_server_says(
    idle: bool, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    mailbox = mailbox_with(poll_every=0.3, idle=idle)
    mailbox.open()
    mailbox.listing()
    assert not mailbox.wait(0.1)
    with within(2):
        assert mailbox.wait(LONG)


def test_without_idle_an_interruption_ends_the_waiting(mailbox_with: Callable[..., ImapMailbox]) -> None:
    mailbox = mailbox_with(idle=False)
    mailbox.open()
    mailbox.listing()
    with within(2), soon(mailbox.interrupt):
        assert mailbox.wait(LONG)


def test_a_server_without_idle_is_looked_at_from_time_to_time() -> None:
    with Dovecot(extra="imap_capability = IMAP4rev1 MOVE UIDPLUS") as server:
        account = server.account()
        settings = ImapSettings(
            server.host, server.imap_port, "none", account.address, lambda: account.password, poll_every=0.3, timeout=3
        )
        mailbox = ImapMailbox("desk", settings)
        mailbox.open()
        mailbox.listing()
        server.append(account, numbered_mail(1))
        with within(3):
            assert mailbox.wait(LONG)
        assert len(mailbox.listing()) == 1
        mailbox.close()


# --- what networks do -----------------------------------------------------------------------------------------------


def test_a_line_in_two_pieces_is_read_whole(
    dovecot: Dovecot, account: Account, proxy: FaultProxy, watched: ImapMailbox
) -> None:
    proxy.split = 0.1
    with within(8), soon(lambda: dovecot.append(account, numbered_mail(1)), 0.2):
        assert watched.wait(LONG)
    proxy.split = 0.0
    assert len(watched.listing()) == 1


def test_news_that_come_together_with_the_beginning_of_idling_are_seen(proxy: FaultProxy, watched: ImapMailbox) -> None:
    proxy.replace = (b"+ idling\r\n", b"+ idling\r\n* 7 EXISTS\r\n")
    with within(2):
        assert watched.wait(LONG)


def test_news_that_come_just_before_idling_begins_are_seen(proxy: FaultProxy, watched: ImapMailbox) -> None:
    proxy.replace = (b"+ idling\r\n", b"* 7 EXISTS\r\n+ idling\r\n")
    with within(2):
        assert watched.wait(LONG)


def test_a_word_that_the_server_is_still_there_is_no_news(proxy: FaultProxy, watched: ImapMailbox) -> None:
    with soon(lambda: proxy.inject(b"* OK Still here\r\n"), 0.1):
        assert not watched.wait(0.3)


@pytest.mark.parametrize("politely", [True, False], ids=["end of file", "reset"])
def test_a_connection_that_ends_while_waiting_is_noticed_at_once(
    politely: bool, proxy: FaultProxy, watched: ImapMailbox
) -> None:
    with within(3), soon(lambda: proxy.cut(politely=politely)), pytest.raises(TemporaryError):
        watched.wait(LONG)
    watched.open()
    assert watched.listing() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["goodbye", "killed session"])
def test_a_session_that_the_server_ends_is_noticed_at_once(number: signal.Signals) -> None:
    with Dovecot() as server:
        account = server.account()
        settings = ImapSettings(server.host, server.imap_port, "none", account.address, lambda: account.password)
        mailbox = ImapMailbox("desk", settings)
        mailbox.open()
        mailbox.listing()
        with within(3), soon(lambda: server.kick(number)), pytest.raises(TemporaryError):
            mailbox.wait(LONG)


def test_a_dead_peer_is_noticed_after_one_slice(
    proxy: FaultProxy, mailbox_with: Callable[..., ImapMailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    from maild.transport.imap import idling

    monkeypatch.setattr(idling, "LONGEST_SLICE", 0.3)
    mailbox = mailbox_with(port=proxy.port, timeout=0.5)
    mailbox.open()
    mailbox.listing()
    proxy.blackhole = True
    with within(3), pytest.raises(TemporaryError):
        mailbox.wait(LONG)


def test_garbage_while_waiting_is_an_error_that_passes(proxy: FaultProxy, watched: ImapMailbox) -> None:
    with within(3), soon(lambda: proxy.inject(b"\xff\xfe\x00 nonsense\r\n")), pytest.raises(TemporaryError):
        watched.wait(LONG)
    watched.open()
    assert not watched.wait(0.1)


def test_a_refused_idle_is_an_error_that_passes(proxy: FaultProxy, watched: ImapMailbox) -> None:
    proxy.replace = (b"+ idling\r\n", b"* OK hm\r\n")
    with soon(lambda: proxy.cut(), 0.2), pytest.raises(TemporaryError):
        watched.wait(LONG)


def test_waiting_costs_next_to_no_processor_time(watched: ImapMailbox) -> None:
    before = time.process_time()
    watched.wait(0.5)
    assert time.process_time() - before < 0.1


def test_closing_twice_and_interrupting_afterwards_do_no_harm(watched: ImapMailbox) -> None:
    watched.close()
    watched.close()
    watched.interrupt()
    with pytest.raises(TemporaryError, match="not connected"):
        watched.wait(1)
