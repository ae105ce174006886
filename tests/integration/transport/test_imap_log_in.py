from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maild.errors import PermanentError, TemporaryError
from maild.transport.imap import ImapMailbox, check
from maild.transport.oauth import TokenSource
from maild.transport.settings import ImapSettings, OAuthSettings
from tests.support.dovecot import ODD_ACCOUNTS
from tests.support.netfault import FaultProxy
from tests.support.scripted_imap import HANG_UP, ScriptedImap

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.dovecot import Account, Dovecot
    from tests.support.token_server import TokenServer


def scripted_settings(server: ScriptedImap | FaultProxy, **others: object) -> ImapSettings:
    values: dict[str, object] = {"security": "none", "username": "desk", "password": lambda: "rahasia", "timeout": 2}
    return ImapSettings("127.0.0.1", server.port, **(values | others))


def opened(settings: ImapSettings) -> None:
    ImapMailbox("desk", settings).open()


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_mailbox_is_opened_exactly_as_secured_as_configured(
    security: str, dovecot: Dovecot, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    port = dovecot.imaps_port if security == "tls" else dovecot.imap_port
    mailbox = mailbox_with(host="localhost", port=port, security=security)
    assert mailbox.open().uidnext == 1
    secured = "TLS" in dovecot.logs().splitlines()[-1]
    assert secured is (security != "none")


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize("address", ODD_ACCOUNTS)
def test_passwords_of_any_characters_are_taken(address: str, mailbox_with: Callable[..., ImapMailbox]) -> None:
    mailbox_with(username=address, password=lambda: ODD_ACCOUNTS[address]).open()


@pytest.mark.needs("dovecot")
def test_no_password_and_no_mail_enters_the_log(
    dovecot: Dovecot, account: Account, mailbox_with: Callable[..., ImapMailbox], caplog: pytest.LogCaptureFixture
) -> None:
    dovecot.append(account, b"Subject: Penting\r\n\r\nkata-sandi: 1234\r\n")
    with caplog.at_level("DEBUG"):
        mailbox = mailbox_with()
        mailbox.open()
        mailbox.fetch(mailbox.listing())
    assert account.password not in caplog.text
    assert "1234" not in caplog.text


@pytest.mark.needs("dovecot")
def test_the_library_spends_no_time_on_a_log_that_nobody_keeps(mailbox: ImapMailbox) -> None:
    assert mailbox._client is not None
    assert mailbox._client._client._imap.debug == 0


@pytest.mark.needs("dovecot")
def test_a_wrong_password_says_what_to_check_and_never_what_it_was(mailbox_with: Callable[..., ImapMailbox]) -> None:
    with pytest.raises(PermanentError, match="refuses the log-in") as refused:
        mailbox_with(password=lambda: "salah-sekali").open()
    assert "Check username and password" in refused.value.mend
    assert "salah-sekali" not in str(refused.value)


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_untrusted_certificate_is_refused_with_its_reason(
    security: str, dovecot: Dovecot, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    port = dovecot.imaps_port if security == "tls" else dovecot.imap_port
    with pytest.raises(PermanentError, match=r"certificate of localhost:\d+ is not trusted: self-signed"):
        mailbox_with(host="localhost", port=port, security=security, ca_file=None).open()


@pytest.mark.needs("dovecot")
def test_a_certificate_of_another_name_is_refused(dovecot: Dovecot, mailbox_with: Callable[..., ImapMailbox]) -> None:
    with pytest.raises(PermanentError, match="not trusted: Hostname mismatch"):
        # The same machine by a name that no certificate holds.
        mailbox_with(host="127.1", port=dovecot.imaps_port, security="tls").open()


@pytest.mark.needs("dovecot")
def test_tls_on_a_port_that_speaks_clear_text_says_so(mailbox_with: Callable[..., ImapMailbox]) -> None:
    with pytest.raises(PermanentError, match="does not speak TLS here"):
        mailbox_with(host="localhost", security="tls").open()


@pytest.mark.needs("dovecot")
def test_clear_text_on_a_tls_port_ends_in_time_with_a_hint(
    dovecot: Dovecot, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    with pytest.raises(TemporaryError, match='set security = "tls"'):
        mailbox_with(port=dovecot.imaps_port, connect_timeout=0.3).open()


def test_authorities_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    settings = ImapSettings("127.0.0.1", 1, ca_file=tmp_path / "missing.pem")
    with pytest.raises(PermanentError, match=r"missing\.pem cannot be read"):
        opened(settings)


def test_a_server_that_is_not_there_is_waited_for() -> None:
    with pytest.raises(TemporaryError, match="cannot be reached"):
        opened(ImapSettings("127.0.0.1", 1, "none"))


def test_a_host_that_does_not_exist_is_waited_for() -> None:
    with pytest.raises(TemporaryError, match="cannot be reached"):
        opened(ImapSettings("mail.invalid", 143, "none"))


def test_no_log_in_happens_where_starttls_has_been_taken_away() -> None:
    with (
        ScriptedImap(capabilities="IMAP4rev1") as server,
        pytest.raises(PermanentError, match="offers no STARTTLS"),
    ):
        opened(scripted_settings(server, security="starttls"))
    assert server.commands == ["CAPABILITY"]


def test_a_greeting_that_would_leave_out_starttls_is_not_trusted() -> None:
    with (
        ScriptedImap(greeting="* PREAUTH welcome", capabilities="IMAP4rev1 STARTTLS") as server,
        pytest.raises(PermanentError, match="refuses STARTTLS"),
    ):
        opened(scripted_settings(server, security="starttls"))
    assert not [command for command in server.commands if command.startswith(("LOGIN", "SELECT"))]


def test_no_password_is_sent_where_the_server_wants_none_in_clear_text() -> None:
    with (
        ScriptedImap(capabilities="IMAP4rev1 LOGINDISABLED") as server,
        pytest.raises(PermanentError, match="takes no password over this connection"),
    ):
        opened(scripted_settings(server))
    assert not [command for command in server.commands if "rahasia" in command]


def test_a_connection_that_breaks_at_log_in_is_not_taken_for_a_wrong_password() -> None:
    with ScriptedImap(answers={"LOGIN": ("", HANG_UP)}) as server, pytest.raises(TemporaryError):
        opened(scripted_settings(server))


@pytest.mark.parametrize("code", ["UNAVAILABLE", "INUSE", "LIMIT"])
def test_a_refusal_that_will_pass_is_waited_for(code: str) -> None:
    with (
        ScriptedImap(answers={"LOGIN": ("", f"NO [{code}] come back later")}) as server,
        pytest.raises(TemporaryError, match="come back later"),
    ):
        opened(scripted_settings(server))


def test_what_is_no_mail_server_is_waited_for() -> None:
    with ScriptedImap(greeting="SSH-2.0-OpenSSH_9.2") as server, pytest.raises(TemporaryError):
        opened(scripted_settings(server))


# --- OAuth2 ---------------------------------------------------------------------------------------------------------


@pytest.mark.needs("dovecot")
def test_a_token_opens_the_mailbox_of_its_user(
    token_server: TokenServer, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    token_server.username = account.address
    settings = OAuthSettings(token_server.url("/token"), "maild", refresh_token=lambda: token_server.refresh_token)
    mailbox = mailbox_with(password=None, token=TokenSource(settings))
    assert mailbox.open().uidnext == 1


@pytest.mark.needs("dovecot")
def test_a_token_that_was_withdrawn_is_fetched_anew_at_the_next_try(
    token_server: TokenServer, account: Account, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    token_server.username = account.address
    settings = OAuthSettings(token_server.url("/token"), "maild", refresh_token=lambda: token_server.refresh_token)
    token = TokenSource(settings)
    withdrawn = token()
    del token_server.tokens[withdrawn]
    mailbox = mailbox_with(password=None, token=token)
    with pytest.raises(PermanentError, match="refuses the log-in"):
        mailbox.open()
    mailbox.open()


@pytest.mark.needs("dovecot")
def test_the_token_of_somebody_else_opens_nothing(
    token_server: TokenServer, mailbox_with: Callable[..., ImapMailbox]
) -> None:
    token_server.username = "mona@example.com"
    settings = OAuthSettings(token_server.url("/token"), "maild", refresh_token=lambda: token_server.refresh_token)
    with pytest.raises(PermanentError, match="refuses the log-in") as refused:
        mailbox_with(password=None, token=TokenSource(settings)).open()
    assert "access-" not in str(refused.value)


def test_a_server_without_oauth_says_so() -> None:
    class Token:
        def __call__(self) -> str:
            return "access"

        def forget(self) -> None:
            pass

    with ScriptedImap() as server, pytest.raises(PermanentError, match="no log-in by OAuth2"):
        opened(scripted_settings(server, token=Token()))


# --- maild check ----------------------------------------------------------------------------------------------------


@pytest.mark.needs("dovecot")
def test_a_look_at_a_good_mailbox_finds_nothing_to_mend_and_changes_nothing(
    dovecot: Dovecot, account: Account, imap_settings: ImapSettings
) -> None:
    dovecot.append(account, b"Subject: Halo\r\n\r\n")
    findings = check(imap_settings)
    assert {finding.level for finding in findings} == {"fine"}
    assert "1 mails" in findings[0].what
    assert check(imap_settings) == findings


@pytest.mark.needs("dovecot")
def test_a_look_at_a_missing_folder_names_those_that_exist(imap_settings: ImapSettings) -> None:
    from dataclasses import replace

    (finding,) = check(replace(imap_settings, folder="Masuk"))
    assert finding.level == "problem"
    assert "Masuk" in finding.what
    assert "INBOX" in finding.mend


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize(
    ("folder", "level", "said"), [("Sent", "fine", "is read in Sent: 1 mails."), ("Terkirim", "problem", "Terkirim")]
)
def test_a_look_at_the_folder_of_what_people_sent(
    dovecot: Dovecot, account: Account, imap_settings: ImapSettings, folder: str, level: str, said: str
) -> None:
    from dataclasses import replace

    dovecot.append(account, b"Subject: Kami datang\r\n\r\n", folder="Sent")
    finding = check(replace(imap_settings, sent_folder=folder))[-1]
    assert finding.level == level
    assert said in finding.what


def test_a_look_at_a_server_that_is_not_there_is_a_problem() -> None:
    (finding,) = check(ImapSettings("127.0.0.1", 1, "none"))
    assert finding.level == "problem"


def test_a_look_at_a_modest_server_says_what_will_be_slower() -> None:
    with ScriptedImap(capabilities="IMAP4rev1") as server:
        findings = check(scripted_settings(server))
    assert {"IDLE", "MOVE", "UIDPLUS"} == {
        word
        for finding in findings
        if finding.level == "warning"
        for word in finding.what.replace(".", " ").split()
        if word.isupper()
    }


def test_a_folder_that_can_only_be_read_is_a_problem() -> None:
    with ScriptedImap(answers={"SELECT": ("* 0 EXISTS\r\n* OK [READ-ONLY] ok", "OK [READ-ONLY] done")}) as server:
        findings = check(scripted_settings(server))
    assert "can only be read" in findings[-1].what


def test_a_server_that_talks_nonsense_is_a_problem_and_no_crash() -> None:
    with ScriptedImap(answers={"SELECT": ("* OK [UIDVALIDITY abc] \xff", "OK done")}) as server:
        findings = check(scripted_settings(server))
    assert findings[-1].level == "problem"
