from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from maild.desk.ports import Listed
from maild.errors import PermanentError, TemporaryError
from maild.transport.imap import ImapMailbox, client
from maild.transport.imap.suspects import REST_FOR
from maild.transport.settings import ImapSettings
from tests.support.dovecot import Dovecot
from tests.support.netfault import FaultProxy
from tests.support.numbered_mail import number_of, numbered_mail
from tests.support.scripted_imap import HANG_UP, SELECTED, ScriptedImap

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.dovecot import Account

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SIZE = r'* 1 FETCH (UID {} RFC822.SIZE 10 INTERNALDATE "20-Nov-2026 12:00:00 +0000")'


def scripted(server: ScriptedImap, **others: object) -> ImapMailbox:
    values = {"username": "desk", "password": lambda: "rahasia", "timeout": 2, "processed_folder": "there"}
    settings = ImapSettings("127.0.0.1", server.port, "none", **(values | others), quarantine_folder="there")
    return ImapMailbox("desk", settings)


# --- listing ----------------------------------------------------------------------------------------------------------


@pytest.mark.needs("dovecot")
def test_an_empty_folder_lists_nothing(mailbox: ImapMailbox) -> None:
    assert mailbox.listing() == []


@pytest.mark.needs("dovecot")
def test_mails_are_listed_by_uid_with_size_and_time_of_arrival(
    dovecot: Dovecot, account: Account, mailbox: ImapMailbox
) -> None:
    mails = [numbered_mail(number, number * 100) for number in range(3)]
    dovecot.append(account, *mails)
    listing = mailbox.listing()
    assert [each.uid for each in listing] == [1, 2, 3]
    assert [each.size for each in listing] == [len(mail) for mail in mails]
    assert {each.received_at.tzinfo for each in listing} == {UTC}
    assert all(abs(each.received_at - datetime.now(UTC)) < timedelta(minutes=1) for each in listing)


@pytest.mark.needs("dovecot")
def test_the_size_of_a_mail_is_asked_once(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, numbered_mail(1))
    with FaultProxy(dovecot.imap_port) as proxy:
        mailbox = mailbox_with(port=proxy.port)
        mailbox.open()
        before = mailbox.listing()
        proxy.cut_when = b"FETCH"
        assert mailbox.listing() == before


@pytest.mark.needs("dovecot")
def test_mail_that_somebody_else_has_removed_is_listed_no_more(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, numbered_mail(1), numbered_mail(2))
    mine, others = mailbox_with(), mailbox_with()
    mine.open()
    others.open()
    assert len(mine.listing()) == 2
    others.file([1], "processed")
    assert [each.uid for each in mine.listing()] == [2]


@pytest.mark.needs("dovecot")
def test_a_folder_larger_than_one_window_is_listed_whole(
    dovecot: Dovecot, account: Account, mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SEARCH_WINDOW", 7)
    monkeypatch.setattr(client, "UIDS_PER_COMMAND", 4)
    dovecot.append(account, *map(numbered_mail, range(30)))
    assert [each.uid for each in mailbox.listing()] == list(range(1, 31))


def test_uids_may_be_as_sparse_and_as_large_as_they_like() -> None:
    uids = [5, 70_000, 4_294_967_295]
    answers = {
        "SELECT": (SELECTED.replace("1 EXISTS", "3 EXISTS"), "OK done"),
        "UID SEARCH": (f"* SEARCH {' '.join(map(str, uids))}", "OK done"),
        "UID FETCH": ("\r\n".join(map(SIZE.format, uids)), "OK done"),
    }
    with ScriptedImap(answers=answers) as server:
        mailbox = scripted(server)
        mailbox.open()
        assert [each.uid for each in mailbox.listing()] == uids
        mailbox.close()
    assert [command for command in server.commands if "SEARCH" in command] == ["UID SEARCH 1:3 UNDELETED"]


def test_a_folder_of_a_million_mails_is_listed_in_windows_that_fit_one_line() -> None:
    answers = {
        "SELECT": (SELECTED.replace("1 EXISTS", "120000 EXISTS"), "OK done"),
        "UID SEARCH": ("* SEARCH", "OK done"),
    }
    with ScriptedImap(answers=answers) as server:
        mailbox = scripted(server)
        mailbox.open()
        assert mailbox.listing() == []
        mailbox.close()
    assert [command for command in server.commands if "SEARCH" in command] == [
        "UID SEARCH 70001:120000 UNDELETED",
        "UID SEARCH 20001:70000 UNDELETED",
        "UID SEARCH 1:20000 UNDELETED",
    ]


def test_flags_that_others_change_meanwhile_are_not_taken_for_an_answer() -> None:
    answers = {"UID FETCH": (f"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n{SIZE.format(1)}", "OK done")}
    with ScriptedImap(answers=answers) as server:
        mailbox = scripted(server)
        mailbox.open()
        assert mailbox.listing() == [Listed(1, 10, NOON)]
        mailbox.close()


# --- opening ---------------------------------------------------------------------------------------------------------


@pytest.mark.needs("dovecot")
def test_opening_again_keeps_the_connection_and_replaces_a_dead_one_at_once(
    dovecot: Dovecot, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    with FaultProxy(dovecot.imap_port) as proxy:
        mailbox = mailbox_with(port=proxy.port)
        for _ in range(3):
            mailbox.open()
        assert proxy.connections == 1
        proxy.cut()
        mailbox.open()
        assert proxy.connections == 2
        assert mailbox.listing() == []


# --- UIDVALIDITY ------------------------------------------------------------------------------------------------------


@pytest.mark.needs("dovecot")
def test_a_folder_that_is_numbered_anew_is_opened_anew(
    dovecot: Dovecot, account: Account, mailbox: ImapMailbox, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, *map(numbered_mail, range(3)))
    before = mailbox.open()
    mailbox.file([1], "processed")
    mailbox.close()
    dovecot.forget_uids(account)
    after = mailbox.open()
    assert after.uidvalidity != before.uidvalidity
    (first, second) = mailbox.fetch(mailbox.listing())
    assert (first.place.uid, second.place.uid) == (1, 2)
    assert first.place.uidvalidity == after.uidvalidity
    assert [number_of(each.raw) for each in (first, second)] == [1, 2]


def test_a_folder_that_is_numbered_anew_while_it_is_open_must_be_opened_again() -> None:
    with ScriptedImap() as server:
        mailbox = scripted(server)
        mailbox.open()
        server.answers["SELECT"] = (SELECTED.replace("UIDVALIDITY 7", "UIDVALIDITY 8"), "OK done")
        with pytest.raises(TemporaryError, match="numbered anew"):
            mailbox.listing()
        with pytest.raises(TemporaryError, match="not connected"):
            mailbox.listing()
        assert mailbox.open().uidvalidity == 8
        mailbox.close()


def test_uidnext_is_asked_for_where_select_does_not_tell() -> None:
    answers = {
        "SELECT": ("* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok", "OK done"),
        "STATUS": ('* STATUS "INBOX" (UIDNEXT 41)', "OK done"),
    }
    with ScriptedImap(answers=answers) as server:
        mailbox = scripted(server)
        assert mailbox.open().uidnext == 41
        mailbox.close()


def test_a_server_that_keeps_no_uids_cannot_be_used() -> None:
    with (
        ScriptedImap(answers={"SELECT": ("* 0 EXISTS", "OK done")}) as server,
        pytest.raises(PermanentError, match="keeps no UIDs"),
    ):
        scripted(server).open()


# --- fetching ---------------------------------------------------------------------------------------------------------


@pytest.mark.needs("dovecot")
def test_mails_are_fetched_in_uid_order_as_they_lie_and_stay_unseen(
    dovecot: Dovecot, account: Account, mailbox: ImapMailbox
) -> None:
    mails = [numbered_mail(number) for number in range(5)]
    dovecot.append(account, *mails)
    listing = mailbox.listing()
    fetched = mailbox.fetch(listing[::-1])
    assert [each.raw for each in fetched] == mails
    assert [each.place.uid for each in fetched] == [1, 2, 3, 4, 5]
    assert [each.received_at for each in fetched] == [each.received_at for each in listing]
    assert not any(each.truncated for each in fetched)
    assert mailbox._client is not None
    assert mailbox._client._client.search("UNSEEN") == [1, 2, 3, 4, 5]


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n",
        b"Subject: " + b"\xff\xfe\x80" * 50 + b"\r\n\r\n\xe2\x28\xa1",
        b"Subject: 123\r\n\r\n123",
        b"NIL",
        b'"a" (b)',
    ],
    ids=["blank", "no charset", "digits", "nil", "quotes"],
)
def test_whatever_lies_there_comes_octet_by_octet(
    raw: bytes, dovecot: Dovecot, account: Account, mailbox: ImapMailbox
) -> None:
    dovecot.append(account, raw)
    (fetched,) = mailbox.fetch(mailbox.listing())
    assert fetched.raw == raw


@pytest.mark.needs("dovecot")
def test_mails_that_are_gone_meanwhile_are_just_absent(
    dovecot: Dovecot, account: Account, mailbox: ImapMailbox
) -> None:
    dovecot.append(account, *map(numbered_mail, range(3)))
    listing = mailbox.listing()
    mailbox.file([2], "processed")
    assert [number_of(each.raw) for each in mailbox.fetch(listing)] == [0, 2]
    assert mailbox.fetch([]) == []


@pytest.mark.needs("dovecot")
def test_of_a_mail_over_the_limit_only_the_beginning_is_read(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    small, large = numbered_mail(1), numbered_mail(2, 300_000)
    dovecot.append(account, small, large)
    mailbox = mailbox_with(message_bytes=100_000, beginning_bytes=5_000)
    mailbox.open()
    first, second = mailbox.fetch(mailbox.listing())
    assert (first.raw, first.truncated) == (small, False)
    assert (second.raw, second.truncated, second.size) == (large[:5_000], True, len(large))


@pytest.mark.needs("dovecot")
def test_another_folder_can_be_watched(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, numbered_mail(9), folder="Sent")
    mailbox = mailbox_with(folder="Sent", processed_folder="", quarantine_folder="")
    mailbox.open()
    (fetched,) = mailbox.fetch(mailbox.listing())
    assert fetched.place.folder == "Sent"


# --- mail that cannot be read -----------------------------------------------------------------------------------------


class Monotonic:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_one_mail_that_cannot_be_read_stops_no_other() -> None:
    answers = {
        "SELECT": (SELECTED.replace("1 EXISTS", "3 EXISTS"), "OK done"),
        "UID SEARCH": ("* SEARCH 1 2 3", "OK done"),
        "UID FETCH 1,2,3 (RFC822": ("\r\n".join(map(SIZE.format, (1, 2, 3))), "OK done"),
        "UID FETCH 1,2,3 (BODY": ("", HANG_UP),
        "UID FETCH 1 (BODY": ("* 1 FETCH (UID 1 BODY[] {3}\r\none)", "OK done"),
        "UID FETCH 2 (BODY": ("", HANG_UP),
        "UID FETCH 3 (BODY": ("* 3 FETCH (UID 3 BODY[] {5}\r\nthree)", "OK done"),
        "UID FETCH 1,3 (BODY": (
            "* 1 FETCH (UID 1 BODY[] {3}\r\none)\r\n* 3 FETCH (UID 3 BODY[] {5}\r\nthree)",
            "OK done",
        ),
    }
    clock = Monotonic()
    with ScriptedImap(answers=answers) as server:
        settings = ImapSettings("127.0.0.1", server.port, "none", "desk", lambda: "rahasia", timeout=2,
                                processed_folder="there", quarantine_folder="there")  # fmt: skip
        mailbox = ImapMailbox("desk", settings, monotonic=clock)
        read: set[bytes] = set()
        for _ in range(5):
            try:
                mailbox.open()
                read |= {each.raw for each in mailbox.fetch(mailbox.listing())}
            except TemporaryError:
                continue
        assert read == {b"one", b"three"}
        mailbox.open()
        assert [each.uid for each in mailbox.listing()] == [1, 3]
        clock.seconds += REST_FOR
        assert [each.uid for each in mailbox.listing()] == [1, 2, 3]
        mailbox.close()


@pytest.mark.parametrize(
    "nonsense",
    ["* 1 FETCH (UID 1 BODY[] (", "* 1 FETCH nonsense", "\xff\xfe\xfd", "* 1 FETCH (UID 1 BODY[] {99999}\r\nx"],
)
def test_nonsense_from_the_server_is_an_error_that_may_pass(nonsense: str) -> None:
    with ScriptedImap(answers={"UID FETCH": (nonsense, "OK done")}) as server:
        mailbox = scripted(server, timeout=0.3)
        mailbox.open()
        with pytest.raises(TemporaryError):
            mailbox.fetch([Listed(1, 10, NOON)])


@pytest.mark.needs("dovecot")
def test_a_connection_that_breaks_in_the_middle_of_a_mail_loses_nothing(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, *(numbered_mail(number, 50_000) for number in range(4)))
    with FaultProxy(dovecot.imap_port) as proxy:
        mailbox = mailbox_with(port=proxy.port)
        mailbox.open()
        listing = mailbox.listing()
        proxy.cut_when = b"Subject: Printer 2"
        with pytest.raises(TemporaryError):
            mailbox.fetch(listing)
        proxy.cut_when = b""
        mailbox.open()
        assert [number_of(each.raw) for each in mailbox.fetch(mailbox.listing())] == [0, 1, 2, 3]


@pytest.mark.needs("dovecot")
def test_a_server_that_falls_silent_is_noticed_in_time(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, numbered_mail(1))
    with FaultProxy(dovecot.imap_port) as proxy:
        mailbox = mailbox_with(port=proxy.port, timeout=0.3)
        mailbox.open()
        proxy.blackhole = True
        with pytest.raises(TemporaryError, match="Could not list INBOX of desk"):
            mailbox.listing()


@pytest.mark.needs("dovecot")
def test_after_a_restart_of_the_server_the_mailbox_opens_again() -> None:
    with Dovecot() as server:
        account = server.account()
        settings = ImapSettings(
            server.host, server.imap_port, "none", account.address, lambda: account.password, timeout=3
        )
        mailbox = ImapMailbox("desk", settings)
        mailbox.open()
        server.crash()
        with pytest.raises(TemporaryError):
            mailbox.listing()
        with pytest.raises(TemporaryError):
            mailbox.open()
        server.start()
        server.append(account, numbered_mail(1))
        mailbox.open()
        assert len(mailbox.listing()) == 1
        mailbox.close()
