"""The faults that the fakes of mailbox and mailer can be given."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from maild.desk.ports import Letter, Outcome
from maild.errors import PermanentError, TemporaryError
from tests.support.fake_mailbox import FakeMailbox
from tests.support.fake_mailer import FakeMailer, Killed

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def letter(number: int, recipient: str = "rita@example.com") -> Letter:
    return Letter(number, "desk@office.example", recipient, b"")


def test_a_call_fails_once_and_the_connection_is_gone() -> None:
    mailbox = FakeMailbox()
    mailbox.fail_at("open", PermanentError("wrong password"))
    with pytest.raises(PermanentError):
        mailbox.open()
    mailbox.open()
    mailbox.fail_at("listing")
    with pytest.raises(TemporaryError):
        mailbox.listing()
    with pytest.raises(TemporaryError, match="not connected"):
        mailbox.listing()


def test_an_answer_is_lost_after_the_work_was_done() -> None:
    mailbox = FakeMailbox()
    uid = mailbox.deliver(b"mail", NOON)
    mailbox.open()
    mailbox.lose_answer_of("file")
    with pytest.raises(TemporaryError):
        mailbox.file([uid], "processed")
    assert [mail.raw for mail in mailbox.filed["processed"]] == [b"mail"]
    assert not mailbox.inbox


def test_what_people_put_back_has_new_uids() -> None:
    mailbox = FakeMailbox()
    mailbox.open()
    mailbox.file([mailbox.deliver(b"mail", NOON)], "processed")
    mailbox.put_back()
    assert [each.uid for each in mailbox.listing()] == [2]


def test_a_mail_over_the_limit_is_cut() -> None:
    mailbox = FakeMailbox(limit=3)
    mailbox.deliver(b"mail", NOON)
    mailbox.open()
    (fetched,) = mailbox.fetch(mailbox.listing())
    assert (fetched.raw, fetched.size, fetched.truncated) == (b"mai", 4, True)


def test_scripted_outcomes_come_in_order_and_then_all_is_well() -> None:
    mailer = FakeMailer()
    mailer.script("rita@example.com", "temporary", "451 4.3.0 later", 451, "4.3.0")
    mailer.script("rita@example.com", "unsure")
    outcomes: list[Outcome] = []
    mailer.deliver([letter(1), letter(2), letter(3)], outcomes.append)
    assert [outcome.result for outcome in outcomes] == ["temporary", "unsure", "sent"]
    assert [letter.id for letter in mailer.taken] == [2, 3]


def test_a_process_dies_after_the_server_took_the_letter() -> None:
    mailer = FakeMailer()
    mailer.die_after = 2
    outcomes: list[Outcome] = []
    with pytest.raises(Killed):
        mailer.deliver([letter(1), letter(2), letter(3)], outcomes.append)
    assert [outcome.id for outcome in outcomes] == [1]
    assert [letter.id for letter in mailer.taken] == [1, 2]


def test_a_server_that_is_down_takes_nothing() -> None:
    mailer = FakeMailer()
    mailer.down = "cannot be reached"
    outcomes: list[Outcome] = []
    mailer.deliver([letter(1)], outcomes.append)
    assert outcomes == [Outcome(1, "unreachable", "cannot be reached")]
    assert not mailer.taken
