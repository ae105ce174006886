"""What the demo's mail server does to a mail on its way."""

from __future__ import annotations

from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import default

import pytest

from maild.demo.cast import HOST
from maild.demo.delivery import mailbox_of, sender_of
from maild.mail.reading import read

MAIL = b"From: Rita <rita@dinkes.madiun.example>\r\nSubject: x\r\n\r\nhello\r\n"
CLAIM = b"Authentication-Results: mail.madiun.example;\r\n dmarc=pass header.from=dinkes.madiun.example\r\n"
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def verdicts(mail: bytes) -> list[str]:
    return [str(field) for field in BytesParser(policy=default).parsebytes(mail).get_all("Authentication-Results", [])]


@pytest.mark.parametrize(
    ("sender", "login", "verdict"),
    [
        (b"rita@dinkes.madiun.example", "rita@dinkes.madiun.example", "dmarc=pass"),
        (b"rita@dinkes.madiun.example", "budi@dinkes.madiun.example", "dmarc=fail (p=quarantine)"),
        (b"rita@dinkes.madiun.example", "", "dmarc=fail (p=quarantine)"),
        (b"omar@madiun.example", "", "dmarc=fail (p=quarantine)"),
        (b"wahyu@warga.example", "", "dmarc=none"),
    ],
)
def test_the_server_vouches_only_for_who_has_logged_in(sender: bytes, login: str, verdict: str) -> None:
    mail = MAIL.replace(b"rita@dinkes.madiun.example", sender)
    (told,) = verdicts(HOST.judged(mail, login))
    assert told.startswith("mail.madiun.example")
    assert verdict in told


def test_a_verdict_that_a_mail_brings_along_in_the_servers_name_is_removed() -> None:
    (told,) = verdicts(HOST.judged(CLAIM + MAIL, ""))
    assert "dmarc=fail" in told


def test_what_other_servers_said_stays() -> None:
    other = CLAIM.replace(b"mail.madiun", b"mx.elsewhere")
    assert len(verdicts(HOST.judged(other + MAIL, ""))) == 2


def test_words_of_the_text_are_no_verdicts_and_stay() -> None:
    assert HOST.judged(MAIL + CLAIM, "").endswith(CLAIM)


def test_the_detail_of_an_address_is_kept_for_its_owner_and_means_the_same_mailbox() -> None:
    mail = HOST.delivered(MAIL, "rita@dinkes.madiun.example", "helpdesk+KEY@madiun.example")
    assert mail.startswith(
        b"Return-Path: <rita@dinkes.madiun.example>\r\nDelivered-To: helpdesk+KEY@madiun.example\r\n"
    )
    assert mailbox_of("Helpdesk+KEY@madiun.example") == "helpdesk@madiun.example"


def test_a_report_is_read_as_a_bounce_of_its_recipient() -> None:
    report = HOST.report(MAIL, "helpdesk+b@madiun.example", "hendra@rsud.madiun.example", "550 5.1.1 Closed", AT)
    bounce = read(report).bounce
    assert bounce is not None
    assert not bounce.temporary
    assert [(one.address, one.status) for one in bounce.recipients] == [("hendra@rsud.madiun.example", "5.1.1")]


def test_a_mail_without_a_readable_sender_is_delivered_all_the_same() -> None:
    assert sender_of(b"\xff\xfe\r\n\r\nhello") == ""
    assert HOST.judged(b"\xff\xfe\r\n\r\nhello", "").endswith(b"hello")
