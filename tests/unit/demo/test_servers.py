"""The demo's mail servers: real IMAP and SMTP in memory."""

from __future__ import annotations

import imaplib
import smtplib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from maild.demo.cast import HOST
from maild.demo.servers import LOOPBACK, Account, MailServers

if TYPE_CHECKING:
    from collections.abc import Iterator

DESK, RITA, HENDRA = "helpdesk@madiun.example", "rita@dinkes.madiun.example", "hendra@rsud.madiun.example"
MAIL = f"From: <{RITA}>\r\nSubject: x\r\n\r\nhello\r\n"


@pytest.fixture(scope="module")
def servers() -> Iterator[MailServers]:
    accounts = [Account(DESK, "rahasia"), Account(RITA, "rahasia"), Account(HENDRA, "rahasia", closed=True)]
    with MailServers(HOST, accounts, lambda: datetime.now(UTC)) as running:
        yield running


def send(servers: MailServers, sender: str, recipient: str, password: str = "") -> None:
    with smtplib.SMTP(LOOPBACK, servers.smtp_port) as client:
        if password:
            client.login(sender, password)
        client.sendmail(sender, [recipient], MAIL)


def mails(servers: MailServers, address: str) -> list[str]:
    with imaplib.IMAP4(LOOPBACK, servers.imap_port) as client:
        client.login(address, "rahasia")
        _, (count,) = client.select("INBOX", readonly=True)
        if count == b"0":
            return []
        _, found = client.fetch("1:*", "(BODY.PEEK[])")
        return [part[1].decode() for part in found if isinstance(part, tuple)]


def test_a_mail_that_is_handed_in_lies_in_the_mailbox_with_its_detail(servers: MailServers) -> None:
    send(servers, RITA, "helpdesk+key@madiun.example", "rahasia")
    last = mails(servers, DESK)[-1]
    assert "Delivered-To: helpdesk+key@madiun.example" in last
    assert "dmarc=pass header.from=dinkes.madiun.example" in last


def test_nobody_logs_in_with_a_wrong_password(servers: MailServers) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError):
        send(servers, RITA, DESK, "wrong")
    with imaplib.IMAP4(LOOPBACK, servers.imap_port) as client, pytest.raises(imaplib.IMAP4.error, match="Invalid"):
        client.login(RITA, "wrong")


def test_an_unknown_recipient_is_refused(servers: MailServers) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(servers, DESK, "nobody@madiun.example")
    assert refused.value.recipients["nobody@madiun.example"][0] == 550


def test_mail_to_a_closed_mailbox_comes_back_to_its_return_path(servers: MailServers) -> None:
    send(servers, "helpdesk+bounce@madiun.example", HENDRA)
    last = mails(servers, DESK)[-1]
    assert "Return-Path: <>" in last
    assert "Delivered-To: helpdesk+bounce@madiun.example" in last
    assert "Status: 5.1.1" in last


def test_numbers_in_a_search_by_uid_are_sequence_numbers(servers: MailServers) -> None:
    send(servers, RITA, DESK)
    with imaplib.IMAP4(LOOPBACK, servers.imap_port) as client:
        client.login(DESK, "rahasia")
        client.select("INBOX", readonly=True)
        _, (found,) = client.uid("SEARCH", "1:1 UNDELETED")
    assert len(found.split()) == 1
