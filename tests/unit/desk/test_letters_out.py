"""The contract of delivery: what becomes of a letter, and what people see of it (guarantee 2, rules 12 and 13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from maild.desk.postbox import dropped, sent_again
from maild.errors import TemporaryError
from maild.notices.renderer import Renderer
from maild.tickets.events import NoticeFailed
from tests.support.desk import ADMIN, CHECKOUT, NOW, OFFICE, OMAR, RITA, Desk, bounce_of, desk_on, mail, reply_to

if TYPE_CHECKING:
    from pathlib import Path

    from maild.desk.records import OutboxRow

MINUTE = timedelta(minutes=1)


@pytest.fixture
def opened(desk: Desk) -> Desk:
    desk.open()
    return desk


def answered(desk: Desk) -> OutboxRow:
    """Let the operator answer in public; return the letter to the client, not yet sent."""
    desk.receive(reply_to(desk.letter(OMAR, "new_ticket"), "Mohon matikan lalu nyalakan.", proven=True))
    return desk.outbox(RITA, "new_note")[-1]


# --- what the server says --------------------------------------------------------------------------------------------


def test_a_letter_that_the_server_took_is_sent(opened: Desk) -> None:
    opened.send()
    assert {row.state for row in opened.outbox()} == {"sent"}


def test_a_letter_that_the_server_puts_off_comes_back_after_pauses_that_grow(opened: Desk) -> None:
    for _ in range(4):
        opened.mailer.script(RITA, "temporary", "451 4.7.1 greylisted", 451, "4.7.1")
    pauses = []
    for _ in range(4):
        opened.send()
        row = opened.letter(RITA)
        assert (row.state, row.last_error) == ("waiting", "451 4.7.1 greylisted")
        pauses.append(row.next_attempt_at - opened.clock())
        opened.clock.at = row.next_attempt_at
    assert pauses == [1 * MINUTE, 3 * MINUTE, 10 * MINUTE, 30 * MINUTE]
    opened.send()
    assert (opened.letter(RITA).state, opened.letter(RITA).attempts) == ("sent", 5)


def test_a_letter_before_its_time_is_not_sent(opened: Desk) -> None:
    opened.mailer.script(RITA, "temporary", "451 later", 451)
    opened.send()
    assert opened.send() == []


def test_a_letter_that_the_server_refuses_shows_on_the_ticket_and_the_operator_is_told(opened: Desk) -> None:
    opened.mailer.script(RITA, "permanent", "550 5.1.1 user unknown", 550, "5.1.1")
    opened.send()
    assert opened.outbox(RITA)[0].state == "failed"
    fact = opened.events()[-1].fact
    assert isinstance(fact, NoticeFailed)
    assert (fact.status, fact.permanent, fact.answer) == ("5.1.1", True, False)
    assert opened.ticket().undelivered
    told = opened.outbox(OMAR, "undeliverable")
    assert "user unknown" in told[0].text
    assert told[0].state == "sent"


def test_an_answer_that_did_not_arrive_counts_no_longer(opened: Desk) -> None:
    answered(opened)
    assert opened.targets()["response"].met_at is not None
    opened.mailer.script(RITA, "sent", "250 2.0.0 ok")
    opened.mailer.script(RITA, "permanent", "550 5.1.1 user unknown", 550, "5.1.1")
    opened.send()
    assert opened.targets()["response"].met_at is None
    assert opened.ticket().responded_at is None


def test_a_letter_of_which_nobody_knows_goes_again_with_the_same_octets(opened: Desk) -> None:
    opened.mailer.script(RITA, "unsure", "the connection broke")
    opened.send()
    assert opened.letter(RITA).state == "unsure"
    opened.clock.pass_(minutes=1)
    opened.send()
    first, again = opened.mailer.taken_by(RITA)
    assert first.octets == again.octets
    assert opened.letter(RITA).state == "sent"


def test_a_server_that_cannot_be_reached_is_no_letter_s_fault(opened: Desk) -> None:
    opened.mailer.down = "connection refused"
    for _ in range(3):
        assert not opened.dispatch.send_due().reachable
        opened.clock.pass_(minutes=1)
    assert {(row.state, row.attempts) for row in opened.outbox()} == {("waiting", 0)}
    opened.mailer.down = ""
    opened.send()
    assert {row.state for row in opened.outbox()} == {"sent"}


def test_a_letter_that_is_put_off_for_five_days_has_failed(opened: Desk) -> None:
    while opened.letter(RITA).state == "waiting":
        opened.mailer.script(RITA, "temporary", "452 4.2.2 mailbox full", 452, "4.2.2")
        opened.send()
        opened.clock.at = max(opened.clock.at, opened.letter(RITA).next_attempt_at)
    assert timedelta(days=5) < opened.clock() - NOW < timedelta(days=6)
    assert opened.ticket().undelivered


def test_a_letter_put_off_once_after_a_week_without_a_server_is_not_given_up(opened: Desk) -> None:
    opened.clock.pass_(days=7)
    opened.mailer.script(RITA, "temporary", "451 greylisted", 451)
    opened.send()
    assert opened.letter(RITA).state == "waiting"


def test_the_failure_of_a_letter_is_not_told_to_where_it_failed(opened: Desk) -> None:
    opened.mailer.script(OMAR, "permanent", "550 5.1.1 user unknown", 550, "5.1.1")
    opened.send()
    assert opened.outbox(OMAR, "undeliverable") == []
    assert opened.ticket().undelivered


def test_the_telling_of_a_failure_that_fails_is_not_told_of_again(opened: Desk) -> None:
    opened.mailer.script(RITA, "permanent", "550 no", 550)
    opened.mailer.script(OMAR, "sent", "250 ok")
    opened.mailer.script(OMAR, "permanent", "550 no", 550)
    opened.send()
    assert len(opened.outbox(notice="undeliverable")) == 1


def test_a_letter_that_no_mail_can_be_made_of_has_failed_and_stops_no_other(desk: Desk) -> None:
    desk.open(sender="Rita <rita sari@example.com>")
    desk.open("Internet lambat.", sender="budi@example.com")
    desk.send()
    assert {row.state for row in desk.outbox("budi@example.com")} == {"sent"}
    assert {row.state for row in desk.outbox()} <= {"sent", "failed"}


# --- when the database is away ---------------------------------------------------------------------------------------


def test_what_the_server_said_is_written_down_when_the_database_is_back_and_nothing_goes_twice(opened: Desk) -> None:
    opened.store.troubles = [None, TemporaryError("locked")]
    with pytest.raises(TemporaryError):
        opened.dispatch.send_due()
    assert {row.state for row in opened.outbox()} == {"claimed"}
    opened.send()
    assert {row.state for row in opened.outbox()} == {"sent"}
    assert len(opened.mailer.taken) == 2


def test_letters_of_a_living_sender_are_not_taken_over(opened: Desk) -> None:
    opened.store.troubles = [None, TemporaryError("locked")]
    with pytest.raises(TemporaryError):
        opened.dispatch.send_due()
    assert opened.dispatch.take_over(opened.clock() - timedelta(minutes=10)) == 0


# --- shadow mode and the postbox -------------------------------------------------------------------------------------


def test_in_shadow_mode_everything_goes_to_the_administrator_and_says_to_whom_it_would_have_gone() -> None:
    desk = desk_on(office=replace(OFFICE, mode="shadow"))
    desk.open()
    letters = desk.send()
    assert {letter.recipient for letter in letters} == {ADMIN}
    assert {line for one in letters for line in one.octets.splitlines() if line.startswith(b"X-Maild-Would")} == {
        b"X-Maild-Would-Go-To: rita@example.com",
        b"X-Maild-Would-Go-To: omar@example.com",
    }


def test_a_letter_that_failed_is_sent_again_with_all_its_tries(opened: Desk) -> None:
    opened.mailer.script(RITA, "permanent", "550 no", 550)
    opened.send()
    row = opened.outbox(RITA)[0]
    assert sent_again(opened.store, [row.id], opened.clock()) == [row.id]
    assert opened.outbox(RITA)[0].attempts == 0
    opened.send()
    assert opened.outbox(RITA)[0].state == "sent"


def test_a_letter_that_was_dropped_does_not_leave(opened: Desk) -> None:
    row = opened.letter(RITA)
    assert dropped(opened.store, [row.id], opened.clock()) == [row.id]
    opened.send()
    assert opened.mailer.taken_by(RITA) == []
    assert dropped(opened.store, [opened.letter(OMAR).id], opened.clock()) == []


# --- ids that providers rewrite --------------------------------------------------------------------------------------


def test_an_id_that_the_server_names_in_its_answer_is_learned(opened: Desk) -> None:
    opened.mailer.script(RITA, "sent", "250 2.6.0 <0100018c@provider.example> Queued mail for delivery", 250, "2.6.0")
    opened.send()
    with opened.store.begin() as work:
        assert work.threads(["<0100018c@provider.example>"])["<0100018c@provider.example>"].ticket == 1
        assert "<0100018c@provider.example>" in work.conversation(1, RITA)
    assert opened.receive(mail("Masih macet.", In_Reply_To="<0100018c@provider.example>", proven=True)) == ["noted"]


@pytest.mark.parametrize("answer", ["250 2.0.0 Ok: queued as 4ABC", "250 ok <rita@example.com>"])
def test_an_answer_that_names_no_other_id_teaches_nothing(opened: Desk, answer: str) -> None:
    opened.mailer.script(RITA, "sent", answer, 250)
    opened.send()
    with opened.store.begin() as work:
        assert opened.letter(RITA).message_id in work.conversation(1, RITA)


def test_an_id_is_learned_from_a_proven_reply(opened: Desk) -> None:
    opened.send()
    letter = opened.letter(RITA)
    reply = reply_to(letter, "Masih macet.", quoted=False, References="<0100@provider.example>")
    opened.receive(reply.replace(letter.message_id.encode(), b"<0100@provider.example>"))
    answered(opened)
    assert "<0100@provider.example>" in dict(opened.outbox(RITA, "new_note")[-1].headers)["References"]
    assert opened.outbox(RITA)[0].state == "sent"


# --- bounces ---------------------------------------------------------------------------------------------------------


def test_a_bounce_at_our_letter_s_own_address_flags_the_ticket_and_the_operator_is_told(opened: Desk) -> None:
    opened.send()
    assert opened.receive(bounce_of(opened.letter(RITA))) == ["bounced"]
    assert opened.ticket().undelivered
    assert opened.kinds()[-1] == "NoticeFailed"
    assert [row.notice for row in opened.outbox(OMAR)] == ["new_ticket", "undeliverable"]
    bounced = opened.outbox(RITA)[0]
    assert (bounced.state, bounced.last_error) == ("failed", "smtp; 550 5.1.1 user unknown")


def test_a_bounced_answer_counts_no_longer(opened: Desk) -> None:
    letter = answered(opened)
    opened.send()
    assert opened.receive(bounce_of(letter)) == ["bounced"]
    assert opened.targets()["response"].met_at is None


def test_a_report_that_a_letter_is_late_takes_nothing_back(opened: Desk) -> None:
    letter = answered(opened)
    opened.send()
    assert opened.receive(bounce_of(letter, status="4.4.1")) == ["bounced"]
    assert opened.targets()["response"].met_at is not None
    assert opened.outbox(RITA, "new_note")[0].state == "sent"
    assert opened.outbox(notice="undeliverable") == []


@pytest.mark.parametrize(
    "forged", [{"to": "desk@office.example"}, {"recipient": "budi@example.com"}], ids=["elsewhere", "for another"]
)
def test_a_bounce_that_anybody_could_have_written_is_only_a_note(opened: Desk, forged: dict[str, str]) -> None:
    letter = answered(opened)
    opened.send()
    became = opened.receive(bounce_of(letter, **forged))
    assert became[0] in {"noted", "ignored"}
    assert not opened.ticket().undelivered
    assert opened.targets()["response"].met_at is not None


# --- templates that fail ---------------------------------------------------------------------------------------------


def broken(folder: Path, name: str) -> Desk:
    (folder / "id").mkdir()
    (folder / "id" / f"{name}.j2").write_text(
        "{% block subject %}{{ nothing.here }}{% endblock %}{% block body %}{% endblock %}"
        "{% block foot %}{% endblock %}"
    )
    return desk_on(renderer=Renderer([folder, CHECKOUT / "templates"]))


def test_a_template_that_fails_gives_way_to_a_plain_notice_and_the_administrator_hears_of_it_once(
    tmp_path: Path,
) -> None:
    """Rule 12."""
    desk = broken(tmp_path, "receipt_fixed")
    desk.receive(mail("Printer satu macet."), mail("Printer dua macet."))
    desk.open("Printer tiga macet.")
    plain = desk.outbox(RITA)
    assert len(plain) == 3
    assert all("TIKET-" in row.text and not row.html for row in plain)
    (told,) = desk.outbox(ADMIN)
    assert told.notice == "template_bad"
    assert "receipt_fixed" in told.text
    desk.clock.pass_(days=1)
    desk.open("Printer empat macet.")
    assert len(desk.outbox(ADMIN)) == 2


def test_the_notice_of_a_failing_template_may_fail_too(tmp_path: Path) -> None:
    """Rule 12, of itself."""
    desk = broken(tmp_path, "template_bad")
    (tmp_path / "id" / "receipt_fixed.j2").write_text("{% block")
    desk = desk_on(renderer=Renderer([tmp_path, CHECKOUT / "templates"]))
    desk.open()
    assert len(desk.outbox(ADMIN)) == 1


# --- mail that is too big --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("proven", "notice"), [(True, "too_big"), (False, "receipt_fixed")])
def test_a_mail_that_is_too_big_opens_its_ticket_from_its_beginning(desk: Desk, proven: bool, notice: str) -> None:
    raw = mail(proven=proven)
    big = desk.fetched(raw, size=90_000_000)
    assert desk.intake.receive([big]) == {big.place: "opened"}
    (message,) = desk.messages()
    assert message.because.endswith(f"it is too big: only the first {len(raw)} of its 90000000 octets were read")
    assert desk.store.raw(message.raw) == raw
    assert [row.notice for row in desk.outbox(RITA)] == [notice]


def test_a_reply_that_is_too_big_is_a_note_that_says_so(opened: Desk) -> None:
    big = opened.fetched(reply_to(opened.letter(RITA), "Ini berkasnya."), size=90_000_000)
    assert opened.intake.receive([big]) == {big.place: "noted"}
    assert "it is too big" in opened.messages()[-1].because
