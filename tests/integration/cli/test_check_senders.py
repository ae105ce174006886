"""`maild check` on who proves senders: what recent mail carries, and what becomes of a forged mail, on real servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from maild.transport.smtp import SmtpMailer
from tests.support.checked import checked
from tests.support.exim import Exim
from tests.support.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from maild.desk.ports import Letter, Outcome
    from tests.support.checked import Row
    from tests.support.dovecot import Account, Dovecot

    Check = Callable[..., list[Row]]

pytestmark = pytest.mark.needs("dovecot", "exim")

OWN_VERDICT = "headers_add = Authentication-Results: mx.office.example; dmarc=none header.from=office.example"


@pytest.fixture(scope="module")
def strict(dovecot: Dovecot) -> Iterator[Exim]:
    """A server that takes away what others write in its name."""
    with Exim(dovecot.lmtp_port, on_arrival="  headers_remove = Authentication-Results") as server:
        yield server


@pytest.fixture(scope="module")
def adding(dovecot: Dovecot) -> Iterator[Exim]:
    """A server that writes its own verdict, and leaves there what others wrote in its name."""
    with Exim(dovecot.lmtp_port, on_arrival=f"  {OWN_VERDICT}") as server:
        yield server


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with few rules, which are quick to read."""
    office = Office(tmp_path).lay_out()
    for file in office.rules.glob("triage/[1-9]0-*.yaml"):
        file.unlink()
    (office.rules / "words.yaml").write_text("format: 1\nconcepts: {}\n")
    return office


@pytest.fixture
def check(
    office: Office,
    dovecot: Dovecot,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Check:
    """Check the desk as it sends through this server, and return what is found on this part."""

    def run(server: Exim, part: str, *options: str, **sections: str) -> list[Row]:
        office.configure(
            account.address, imap_port=dovecot.imap_port, smtp_port=server.port, password=account.password, **sections
        )
        _, rows = checked(office.folder / "maild.toml", monkeypatch, capsys, *options)
        return [row for row in rows if row["part"] == part]

    return run


def mail(*fields: str) -> bytes:
    return "\r\n".join([*fields, "From: rita@example.com", "Subject: Printer macet", "", "Macet.", ""]).encode()


# --- recent mail -----------------------------------------------------------------------------------------------------


def test_the_id_that_recent_mail_carries_is_offered_for_the_configuration(
    check: Check, dovecot: Dovecot, account: Account, exim: Exim
) -> None:
    dovecot.append(account, mail("Authentication-Results: mx.lain.example; dmarc=pass header.from=example.com"), mail())
    (told,) = check(exim, "senders")
    assert told["level"] == "warning"
    assert "1 of them carry one by mx.lain.example" in told["what"]
    assert 'trust.authserv_ids = ["mx.lain.example"]' in told["mend"]


def test_a_server_that_writes_no_verdicts_is_told_with_what_a_small_office_can_do(
    check: Check, dovecot: Dovecot, account: Account, exim: Exim
) -> None:
    dovecot.append(account, mail(), mail("Authentication-Results: mx.office.example; spf=pass"))
    (told,) = check(exim, "senders")
    assert told["level"] == "warning"
    assert "says nothing on DMARC in the last 2 mails" in told["what"]
    assert 'trust.commands = "key"' in told["mend"]


def test_mail_that_carries_what_is_configured_is_fine(
    check: Check, dovecot: Dovecot, account: Account, exim: Exim
) -> None:
    dovecot.append(account, mail("Authentication-Results: mx.office.example; dmarc=fail header.from=example.com"))
    (told,) = check(exim, "senders")
    assert (told["level"], told["what"]) == (
        "fine",
        "1 of the last 1 mails carry a verdict on DMARC by mx.office.example.",
    )


# --- forged mail -----------------------------------------------------------------------------------------------------


def test_nothing_is_sent_unless_asked(check: Check, dovecot: Dovecot, account: Account, exim: Exim) -> None:
    assert check(exim, "probe") == []
    exim.wait_until_delivered()
    assert dovecot.mails(account) == []


def test_a_server_that_lets_a_forged_verdict_through_is_a_problem_and_the_mail_is_removed(
    check: Check, dovecot: Dovecot, account: Account, exim: Exim
) -> None:
    (told,) = check(exim, "probe", "--probe")
    assert told["level"] == "problem"
    assert "A forged verdict of mx.office.example arrives untouched" in told["what"]
    assert "Let the server remove Authentication-Results" in told["mend"]
    assert dovecot.mails(account) == []


def test_a_copy_among_the_sent_mail_says_nothing_and_is_removed_too(
    check: Check, dovecot: Dovecot, account: Account, strict: Exim, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver = SmtpMailer.deliver

    def keeping(mailer: SmtpMailer, letters: Sequence[Letter], report: Callable[[Outcome], None]) -> None:
        dovecot.append(account, *(letter.octets for letter in letters), folder="Sent")
        deliver(mailer, letters, report)

    monkeypatch.setattr(SmtpMailer, "deliver", keeping)
    (told,) = check(strict, "probe", "--probe", mailbox='sent_folder = "Sent"')
    assert told["level"] == "fine"
    assert dovecot.mails(account, "Sent") == []


def test_a_server_that_takes_a_forged_verdict_away_is_fine(
    check: Check, dovecot: Dovecot, account: Account, strict: Exim
) -> None:
    (told,) = check(strict, "probe", "--probe")
    assert told["level"] == "fine"
    assert dovecot.mails(account) == []


def test_a_forged_verdict_beside_the_servers_own_is_a_warning(check: Check, adding: Exim) -> None:
    (told,) = check(adding, "probe", "--probe")
    assert told["level"] == "warning"
    assert "the server's own beside it counts" in told["what"]


def test_a_refused_submission_is_told_with_what_the_server_said(check: Check, exim: Exim) -> None:
    with exim.failing("data", 550, "5.7.1 forged results"):
        (told,) = check(exim, "probe", "--probe")
    assert told["level"] == "problem"
    assert "5.7.1 forged results" in told["what"]


def test_a_daemon_that_runs_meanwhile_opens_no_ticket_for_the_forged_mail(
    check: Check, office: Office, dovecot: Dovecot, account: Account, exim: Exim
) -> None:
    check(exim, "probe")
    office.start()
    try:
        office.wait_until((office.folder / "maild.db").exists)
        (told,) = check(exim, "probe", "--probe")
        dovecot.append(account, mail("Message-ID: <afterwards@example.com>"))
        office.wait_until(lambda: office.listed("tickets", "list"))
    finally:
        assert office.stop() == [0]
    assert told["level"] == "problem"
    assert [ticket["subject"] for ticket in office.listed("tickets", "list")] == ["Printer macet"]
    everywhere = [each for folder in ("INBOX", "maild-processed") for each in dovecot.mails(account, folder)]
    assert not any(b"maildprobe" in each for each in everywhere)
