from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from maild.errors import PermanentError, TemporaryError
from maild.transport.imap import ImapMailbox
from maild.transport.settings import ImapSettings
from tests.support.dovecot import Dovecot
from tests.support.netfault import FaultProxy
from tests.support.numbered_mail import number_of, numbered_mail
from tests.support.scripted_imap import ScriptedImap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.dovecot import Account

MODEST = "IMAP4rev1 LITERAL+ SASL-IR LOGIN-REFERRALS ID ENABLE"


def numbers(dovecot: Dovecot, account: Account, folder: str) -> list[int]:
    return [number_of(mail) for mail in dovecot.mails(account, folder)]


@pytest.fixture(scope="module", params=["", " UIDPLUS"], ids=["neither MOVE nor UIDPLUS", "UIDPLUS only"])
def modest(request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    """A server that cannot move."""
    with Dovecot(extra=f"imap_capability = {MODEST}{request.param}") as server:
        yield server


@pytest.mark.needs("dovecot")
def test_folders_are_made_and_shown_to_people(dovecot: Dovecot, account: Account, mailbox: ImapMailbox) -> None:
    assert mailbox._client is not None
    shown = [name for _, _, name in mailbox._client._client.list_sub_folders()]
    assert {"maild-processed", "maild-quarantine"} <= set(shown)


@pytest.mark.needs("dovecot")
def test_mail_is_moved_where_it_belongs(dovecot: Dovecot, account: Account, mailbox: ImapMailbox) -> None:
    dovecot.append(account, *map(numbered_mail, range(4)))
    mailbox.listing()
    mailbox.file([1, 3], "processed")
    mailbox.file([2], "quarantine")
    assert numbers(dovecot, account, "INBOX") == [3]
    assert numbers(dovecot, account, "maild-processed") == [0, 2]
    assert numbers(dovecot, account, "maild-quarantine") == [1]


@pytest.mark.needs("dovecot")
def test_folders_of_any_name_can_be_used(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, *map(numbered_mail, range(2)))
    mailbox = mailbox_with(processed_folder="Arsip/Sudah diterima", quarantine_folder='Karantina – bücher & "x"')
    mailbox.open()
    mailbox.file([1], "processed")
    mailbox.file([2], "quarantine")
    mailbox.close()
    mailbox.open()
    assert mailbox.listing() == []
    assert numbers(dovecot, account, '"Arsip/Sudah diterima"') == [0]


@pytest.mark.needs("dovecot")
def test_filing_again_changes_nothing(dovecot: Dovecot, account: Account, mailbox: ImapMailbox) -> None:
    dovecot.append(account, numbered_mail(1))
    mailbox.listing()
    mailbox.file([1], "processed")
    mailbox.file([1], "processed")
    mailbox.file([], "processed")
    assert numbers(dovecot, account, "maild-processed") == [1]


@pytest.mark.needs("dovecot")
def test_more_mails_than_one_command_holds_are_all_filed(
    dovecot: Dovecot, account: Account, mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from maild.transport.imap import client

    monkeypatch.setattr(client, "UIDS_PER_COMMAND", 3)
    dovecot.append(account, *map(numbered_mail, range(8)))
    mailbox.listing()
    mailbox.file(range(1, 9), "processed")
    assert numbers(dovecot, account, "maild-processed") == list(range(8))


@pytest.mark.needs("dovecot")
def test_a_folder_that_somebody_has_deleted_is_made_again(
    dovecot: Dovecot, account: Account, mailbox: ImapMailbox
) -> None:
    dovecot.append(account, numbered_mail(1))
    mailbox.listing()
    assert mailbox._client is not None
    mailbox._client._client.delete_folder("maild-processed")
    mailbox.file([1], "processed")
    assert numbers(dovecot, account, "maild-processed") == [1]


@pytest.mark.needs("dovecot")
def test_where_the_office_wants_no_moving_mail_is_marked_seen_and_listed_once(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, *map(numbered_mail, range(3)))
    mailbox = mailbox_with(processed_folder="", quarantine_folder="")
    mailbox.open()
    mailbox.file([1, 2], "processed")
    assert [each.uid for each in mailbox.listing()] == [3]
    assert numbers(dovecot, account, "INBOX") == [0, 1, 2]
    assert mailbox._client is not None
    assert mailbox._client._client.search("SEEN") == [1, 2]


@pytest.mark.needs("dovecot")
def test_mail_that_people_have_read_is_listed_all_the_same(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, numbered_mail(1))
    reader = mailbox_with(processed_folder="")
    reader.open()
    reader.file([1], "processed")
    mailbox = mailbox_with(processed_folder="")
    mailbox.open()
    assert [each.uid for each in mailbox.listing()] == [1]


@pytest.mark.needs("dovecot")
def test_without_move_mail_is_copied_and_listed_no_more(modest: Dovecot) -> None:
    account = modest.account()
    settings = ImapSettings(modest.host, modest.imap_port, "none", account.address, lambda: account.password, timeout=3)
    modest.append(account, *map(numbered_mail, range(3)))
    mailbox = ImapMailbox("desk", settings)
    mailbox.open()
    assert mailbox._client is not None
    assert not mailbox._client.can("MOVE")
    mailbox.file([1, 3], "processed")
    assert [each.uid for each in mailbox.listing()] == [2]
    mailbox.close()
    mailbox.open()
    assert [each.uid for each in mailbox.listing()] == [2]
    mailbox.close()
    assert numbers(modest, account, "maild-processed") == [0, 2]


@pytest.mark.parametrize(("extra", "removed"), [("", []), (" UIDPLUS", ["UID EXPUNGE 5"])])
def test_mail_that_people_have_marked_deleted_is_never_expunged_by_us(extra: str, removed: list[str]) -> None:
    with ScriptedImap(capabilities=f"IMAP4rev1{extra}") as server:
        settings = ImapSettings("127.0.0.1", server.port, "none", "desk", lambda: "x", processed_folder="there",
                                quarantine_folder="there", timeout=2)  # fmt: skip
        mailbox = ImapMailbox("desk", settings)
        mailbox.open()
        mailbox.file([5], "processed")
        mailbox.close()
    assert [command for command in server.commands if "EXPUNGE" in command] == removed
    assert not [command for command in server.commands if command == "CLOSE"]


def test_a_folder_that_may_not_be_made_says_what_to_do() -> None:
    answers = {
        "LIST": ('* LIST () "." "INBOX.Sent"', "OK done"),
        'LIST "" "MAILD': ("", "OK done"),
        "CREATE": ("", "NO [NOPERM] no"),
    }
    with ScriptedImap(answers=answers) as server:
        settings = ImapSettings("127.0.0.1", server.port, "none", "desk", lambda: "x", timeout=2)
        with pytest.raises(PermanentError, match="cannot be made") as refused:
            ImapMailbox("desk", settings).open()
    assert "INBOX.Sent" in refused.value.mend


def test_a_move_that_is_refused_is_tried_again_later() -> None:
    with ScriptedImap(answers={"UID MOVE": ("", "NO [OVERQUOTA] full")}) as server:
        settings = ImapSettings("127.0.0.1", server.port, "none", "desk", lambda: "x", processed_folder="there",
                                quarantine_folder="there", timeout=2)  # fmt: skip
        mailbox = ImapMailbox("desk", settings)
        mailbox.open()
        with pytest.raises(TemporaryError, match="full"):
            mailbox.file([1], "processed")


@pytest.mark.needs("dovecot")
def test_a_move_whose_answer_is_lost_can_be_repeated(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    dovecot.append(account, numbered_mail(1))
    with FaultProxy(dovecot.imap_port) as proxy:
        mailbox = mailbox_with(port=proxy.port)
        mailbox.open()
        proxy.cut_when = b"OK [COPYUID"
        with pytest.raises(TemporaryError):
            mailbox.file([1], "processed")
        proxy.cut_when = b""
        mailbox.open()
        mailbox.file([1], "processed")
    assert numbers(dovecot, account, "maild-processed") == [1]
    assert numbers(dovecot, account, "INBOX") == []


def test_selecting_again_keeps_the_library_from_hoarding_what_it_heard() -> None:
    with ScriptedImap(answers={"UID MOVE": ("* 1 EXPUNGE\r\n" * 50 + "* 0 EXISTS", "OK done")}) as server:
        settings = ImapSettings("127.0.0.1", server.port, "none", "desk", lambda: "x", processed_folder="there",
                                quarantine_folder="there", timeout=2)  # fmt: skip
        mailbox = ImapMailbox("desk", settings)
        mailbox.open()
        mailbox.file([1], "processed")
        assert mailbox._client is not None
        heard = mailbox._client._client._imap
        assert "EXPUNGE" in heard.untagged_responses
        server.answers["UID SEARCH"] = ("* SEARCH", "OK done")
        mailbox.listing()
        assert "EXPUNGE" not in heard.untagged_responses
        mailbox.close()


@pytest.mark.needs("dovecot")
def test_a_folder_that_is_only_read_stays_as_it_is(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    """Sent mail is its writers': not a flag changes there, and what was taken in is not listed again."""
    dovecot.append(account, *map(numbered_mail, range(2)), folder="Sent")
    mailbox = mailbox_with(folder="Sent", read_only=True, processed_folder="maild-elsewhere")
    mailbox.open()
    assert len(mailbox.fetch(mailbox.listing())) == 2
    mailbox.file([1, 2], "processed")
    assert mailbox.listing() == []
    assert numbers(dovecot, account, "Sent") == [0, 1]
    mailbox.close()
    reader = mailbox_with(folder="Sent")
    reader.open()
    assert reader._client is not None
    assert set(reader._client._client.get_flags([1, 2]).values()) <= {(), (b"\\Recent",)}
    assert not reader._client.has_folder("maild-elsewhere")
