from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from maild.desk.ports import Letter, Outcome
from maild.errors import TemporaryError
from maild.transport.settings import SmtpSettings
from maild.transport.smtp import SmtpMailer, check
from tests.support.netfault import FaultProxy
from tests.support.smtp_sink import PASSWORD, SmtpSink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.dovecot import Account, Dovecot
    from tests.support.exim import Exim

RITA = "rita@example.com"
BODY = b"From: Desk <desk@office.example>\r\nSubject: [TI-1] Printer\r\n\r\nSudah kami terima.\r\n"


def letter(number: int, recipient: str = RITA, octets: bytes = BODY, sender: str = "desk@office.example") -> Letter:
    return Letter(number, sender, recipient, octets)


def delivered(mailer: SmtpMailer, *letters: Letter) -> dict[int, Outcome]:
    """Deliver and return the outcomes by letter, each reported once."""
    outcomes: list[Outcome] = []
    mailer.deliver(letters, outcomes.append)
    assert sorted(outcome.id for outcome in outcomes) == sorted(letter.id for letter in letters)
    return {outcome.id: outcome for outcome in outcomes}


def results(outcomes: dict[int, Outcome]) -> list[str]:
    return [outcomes[number].result for number in sorted(outcomes)]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


def settings_for(server: SmtpSink | FaultProxy, **others: object) -> SmtpSettings:
    values: dict[str, object] = {"security": "none", "timeout": 2, "answer_timeout": 2, "connect_timeout": 2}
    return SmtpSettings("127.0.0.1", server.port, **(values | others))


@pytest.fixture
def mailer(sink: SmtpSink) -> Iterator[SmtpMailer]:
    mailer = SmtpMailer(settings_for(sink))
    yield mailer
    mailer.close()


# --- what becomes of a letter -----------------------------------------------------------------------------------------


def test_letters_are_sent_octet_by_octet_to_one_recipient_each(sink: SmtpSink, mailer: SmtpMailer) -> None:
    octets = BODY + b".\r\n..dots\r\n" + "Terima kasih – Räni\r\n".encode()
    outcomes = delivered(mailer, letter(1, octets=octets), letter(2, "tariq@example.com"))
    assert results(outcomes) == ["sent", "sent"]
    assert sink.recipients() == [RITA, "tariq@example.com"]
    assert {received.octets for received in sink.letters} == {octets, BODY}


def test_what_the_server_says_is_passed_on(sink: SmtpSink, mailer: SmtpMailer) -> None:
    outcome = delivered(mailer, letter(1))[1]
    assert outcome == Outcome(1, "sent", "250 2.0.0 accepted", 250, "2.0.0")


@pytest.mark.parametrize("stage", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "result", "status"),
    [
        ("450 4.2.1 mailbox busy", "temporary", "4.2.1"),
        ("451 4.7.1 greylisted", "temporary", "4.7.1"),
        ("452 too many", "temporary", ""),
        ("550 5.1.1 no such user", "permanent", "5.1.1"),
        ("552 5.2.2 mailbox full", "permanent", "5.2.2"),
        ("554 refused", "permanent", ""),
        ("530 5.7.0 authentication required", "unreachable", "5.7.0"),
    ],
)
def test_refusals_are_told_apart(
    stage: str, answer: str, result: str, status: str, sink: SmtpSink, mailer: SmtpMailer
) -> None:
    sink.say(RITA, answer, stage=stage)
    outcome = delivered(mailer, letter(1))[1]
    assert (outcome.result, outcome.answer, outcome.code, outcome.status) == (result, answer, int(answer[:3]), status)


def test_a_refused_sender_is_the_letters_fault(sink: SmtpSink, mailer: SmtpMailer) -> None:
    sink.say("desk@office.example", "553 5.7.1 not yours", stage="mail")
    assert results(delivered(mailer, letter(1))) == ["permanent"]


def test_after_a_refusal_the_same_connection_carries_the_next_letter(sink: SmtpSink, mailer: SmtpMailer) -> None:
    sink.say("gone@example.com", "550 5.1.1 no such user")
    sink.say("spam@example.com", "554 5.7.1 looks like spam", stage="data")
    for number, recipient in enumerate(["gone@example.com", "spam@example.com", RITA]):
        delivered(mailer, letter(number, recipient))
    assert sink.recipients() == [RITA]
    assert sink.connections == 1


def test_a_lost_answer_to_a_whole_letter_leaves_it_unsure(sink: SmtpSink, mailer: SmtpMailer) -> None:
    sink.hang_up_on(RITA)
    outcomes = delivered(mailer, letter(1), letter(2, "tariq@example.com"))
    assert results(outcomes) == ["unsure", "sent"]
    assert sink.recipients() == [RITA, "tariq@example.com"]


def test_no_answer_to_a_whole_letter_leaves_it_unsure(sink: SmtpSink) -> None:
    mailer = SmtpMailer(settings_for(sink, answer_timeout=0.2))
    sink.keep_silent_on(RITA)
    outcomes = delivered(mailer, letter(1), letter(2, "tariq@example.com"))
    assert results(outcomes) == ["unsure", "sent"]
    mailer.close()


def test_a_connection_that_breaks_at_one_recipient_is_that_letters_matter(sink: SmtpSink) -> None:
    with FaultProxy(sink.port, cut_when=b"RCPT TO:<rita@") as proxy:
        mailer = SmtpMailer(settings_for(proxy))
        outcomes = delivered(mailer, letter(1), letter(2, "tariq@example.com"), letter(3, "mona@example.com"))
        assert results(outcomes) == ["temporary", "sent", "sent"]
        mailer.close()


def test_an_answer_that_means_nothing_leaves_the_letter_unsure(sink: SmtpSink, mailer: SmtpMailer) -> None:
    sink.say(RITA, "299 hm", stage="data")
    assert results(delivered(mailer, letter(1))) == ["unsure"]
    assert results(delivered(mailer, letter(2))) == ["sent"]


# --- addresses --------------------------------------------------------------------------------------------------------


def test_the_empty_sender_of_an_automatic_answer_goes_out_empty(sink: SmtpSink, mailer: SmtpMailer) -> None:
    delivered(mailer, letter(1, sender=""))
    assert sink.letters[0].sender == ""


def test_an_address_beyond_ascii_goes_to_a_server_that_takes_it(sink: SmtpSink, mailer: SmtpMailer) -> None:
    assert results(delivered(mailer, letter(1, "bücher@exämple.com"))) == ["sent"]
    assert sink.recipients() == ["bücher@xn--exmple-cua.com"]


def test_a_domain_beyond_ascii_can_be_written_for_every_server() -> None:
    with SmtpSink(utf8=False) as sink:
        mailer = SmtpMailer(settings_for(sink))
        outcomes = delivered(mailer, letter(1, "rita@exämple.com"), letter(2, "bücher@example.com"), letter(3))
        assert results(outcomes) == ["sent", "permanent", "sent"]
        assert outcomes[2].status == "5.6.7"
        assert sink.connections <= 2
        mailer.close()


@pytest.mark.parametrize(
    "recipient",
    [
        "rita@example.com>\r\nRCPT TO:<eve@example.com",
        "rita <rita@example.com>",
        "rita@example.com SIZE=1",
        "r\0@example.com",
        "x@" + "ä" * 80 + ".id",
    ],
)
def test_an_address_that_would_say_more_than_an_address_is_never_written(
    recipient: str, sink: SmtpSink, mailer: SmtpMailer
) -> None:
    outcomes = delivered(mailer, letter(1, recipient), letter(2))
    assert results(outcomes) == ["permanent", "sent"]
    assert sink.recipients() == [RITA]


def test_what_a_server_says_holds_no_control_characters(sink: SmtpSink, mailer: SmtpMailer) -> None:
    sink.say(RITA, "550-5.1.1 one\r\n550 5.1.1 \x1b[31mtwo\u202e")
    answer = delivered(mailer, letter(1))[1].answer
    assert answer.isprintable()
    assert "one" in answer
    assert "two" in answer


# --- connections ------------------------------------------------------------------------------------------------------


def test_a_few_connections_are_kept_and_shared(sink: SmtpSink, mailer: SmtpMailer) -> None:
    for start in (0, 50):
        outcomes = delivered(mailer, *(letter(number) for number in range(start, start + 50)))
        assert Counter(results(outcomes)) == {"sent": 50}
    assert sink.connections == 2


def test_one_letter_needs_one_connection(sink: SmtpSink, mailer: SmtpMailer) -> None:
    delivered(mailer, letter(1))
    delivered(mailer, letter(2))
    assert sink.connections == 1


def test_a_kept_connection_that_the_server_has_ended_costs_no_letter(sink: SmtpSink, mailer: SmtpMailer) -> None:
    delivered(mailer, *(letter(number) for number in range(4)))
    sink.forget_connections()
    outcomes = delivered(mailer, *(letter(number) for number in range(4)))
    assert results(outcomes) == ["sent"] * 4
    assert len(sink.letters) == 8


def test_a_server_that_wants_no_more_over_one_connection_gets_the_letter_over_another(
    sink: SmtpSink, mailer: SmtpMailer
) -> None:
    delivered(mailer, letter(1))
    sink.say("desk@office.example", "421 4.7.0 too many over this connection", stage="mail")
    assert results(delivered(mailer, letter(2))) == ["sent"]
    assert sink.connections == 2


def test_a_server_that_closes_at_once_cannot_be_reached(sink: SmtpSink, mailer: SmtpMailer) -> None:
    sink.say("desk@office.example", *["421 4.3.2 shutting down"] * 9, stage="mail")
    outcomes = delivered(mailer, letter(1))
    assert results(outcomes) == ["unreachable"]
    assert "shutting down" in outcomes[1].answer


def test_connections_that_have_rested_long_enough_are_closed(sink: SmtpSink) -> None:
    seconds = [0.0]
    mailer = SmtpMailer(settings_for(sink, keep_for=60), monotonic=lambda: seconds[0])
    delivered(mailer, letter(1))
    assert len(mailer._pool._kept) == 1
    seconds[0] = 61.0
    mailer.deliver([], lambda _: None)
    assert not mailer._pool._kept
    assert results(delivered(mailer, letter(2))) == ["sent"]
    mailer.close()


def test_results_are_reported_as_they_come_in_the_callers_thread(sink: SmtpSink) -> None:
    mailer = SmtpMailer(settings_for(sink, connections=1, answer_timeout=0.5))
    sink.keep_silent_on("slow@example.com")
    reported: list[tuple[int, float, threading.Thread]] = []
    started = time.monotonic()
    mailer.deliver(
        [letter(1), letter(2, "slow@example.com")],
        lambda outcome: reported.append((outcome.id, time.monotonic() - started, threading.current_thread())),
    )
    assert [number for number, _, _ in reported] == [1, 2]
    assert reported[0][1] < 0.4 < reported[1][1]
    assert {thread for _, _, thread in reported} == {threading.current_thread()}
    mailer.close()


def test_somebody_is_told_while_letters_are_on_their_way(sink: SmtpSink) -> None:
    pulses: list[float] = []
    mailer = SmtpMailer(settings_for(sink, answer_timeout=1.2), pulse=lambda: pulses.append(time.monotonic()))
    sink.keep_silent_on(RITA)
    delivered(mailer, letter(1))
    assert len(pulses) == 2
    mailer.close()


@pytest.mark.parametrize("error", [RuntimeError("a mistake"), TemporaryError("the database is gone")])
def test_an_error_of_the_reporter_ends_the_delivery_and_leaves_the_mailer_usable(
    error: Exception, sink: SmtpSink
) -> None:
    mailer = SmtpMailer(settings_for(sink))

    def refuse(_: Outcome) -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        mailer.deliver([letter(number) for number in range(20)], refuse)
    assert len(sink.letters) <= 4
    assert results(delivered(mailer, letter(99))) == ["sent"]
    mailer.close()


def test_closing_gives_letters_on_their_way_a_second_and_sends_the_rest_back(sink: SmtpSink) -> None:
    mailer = SmtpMailer(settings_for(sink, connections=1, answer_timeout=30))
    sink.keep_silent_on("slow@example.com")
    outcomes: list[Outcome] = []
    thread = threading.Thread(
        target=mailer.deliver, args=([letter(1, "slow@example.com"), letter(2), letter(3)], outcomes.append)
    )
    thread.start()
    while not sink.letters:
        time.sleep(0.01)
    started = time.monotonic()
    mailer.close()
    thread.join(5)
    assert 0.8 < time.monotonic() - started < 3
    assert {outcome.id: outcome.result for outcome in outcomes} == {1: "unsure", 2: "unreachable", 3: "unreachable"}


def test_a_closed_mailer_can_be_used_again_and_closed_twice(sink: SmtpSink, mailer: SmtpMailer) -> None:
    delivered(mailer, letter(1))
    mailer.close()
    mailer.close()
    assert results(delivered(mailer, letter(2))) == ["sent"]


# --- reaching the server ----------------------------------------------------------------------------------------------


def test_a_server_that_is_not_there_is_no_letters_fault() -> None:
    mailer = SmtpMailer(SmtpSettings("127.0.0.1", 1, "none"))
    outcomes = delivered(mailer, letter(1), letter(2), letter(3))
    assert results(outcomes) == ["unreachable"] * 3
    assert "127.0.0.1:1 cannot be reached" in outcomes[1].answer
    mailer.close()


def test_a_name_that_nobody_can_have_is_told_and_breaks_nothing(sink: SmtpSink) -> None:
    mailer = SmtpMailer(settings_for(sink, hello="a b"))
    outcomes = delivered(mailer, letter(1))
    assert results(outcomes) == ["unreachable"]
    assert "cannot be spoken to" in outcomes[1].answer
    mailer.close()


def test_a_server_that_says_nothing_is_noticed_in_time(sink: SmtpSink) -> None:
    with FaultProxy(sink.port, blackhole=True) as proxy:
        mailer = SmtpMailer(settings_for(proxy, timeout=0.3, connect_timeout=0.3))
        assert results(delivered(mailer, letter(1))) == ["unreachable"]
        mailer.close()


def test_the_password_is_tried_once_however_many_letters_wait(sink: SmtpSink) -> None:
    mailer = SmtpMailer(settings_for(sink, username="desk", password=lambda: "salah"))
    outcomes = delivered(mailer, *(letter(number) for number in range(10)))
    assert results(outcomes) == ["unreachable"] * 10
    assert "refuses the log-in of desk" in outcomes[0].answer
    assert "salah" not in outcomes[0].answer
    assert sink.log_ins == [False]
    mailer.close()


def test_letters_go_out_after_logging_in() -> None:
    with SmtpSink(log_in_wanted=True) as sink:
        mailer = SmtpMailer(settings_for(sink, username="desk", password=lambda: PASSWORD))
        assert results(delivered(mailer, letter(1))) == ["sent"]
        assert sink.log_ins == [True]
        mailer.close()


class Token:
    """An access token that can be forgotten."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)

    def __call__(self) -> str:
        return self.tokens[0]

    def forget(self) -> None:
        del self.tokens[0]


def test_a_token_logs_in_and_a_refused_one_is_forgotten(sink: SmtpSink) -> None:
    sink.token = "access-2"
    mailer = SmtpMailer(settings_for(sink, username="desk", token=Token("access-1", "access-2")))
    outcome = delivered(mailer, letter(1))[1]
    assert outcome.result == "unreachable"
    assert "access-1" not in outcome.answer
    assert results(delivered(mailer, letter(2))) == ["sent"]
    assert sink.log_ins == [False, True]
    mailer.close()


def test_a_server_that_wants_a_log_in_is_no_letters_fault() -> None:
    with SmtpSink(log_in_wanted=True) as sink:
        mailer = SmtpMailer(settings_for(sink))
        assert results(delivered(mailer, letter(1))) == ["unreachable"]
        mailer.close()


def test_nothing_goes_out_in_clear_text_where_starttls_has_been_taken_away(sink: SmtpSink) -> None:
    mailer = SmtpMailer(settings_for(sink, security="starttls", username="desk", password=lambda: PASSWORD))
    outcomes = delivered(mailer, letter(1))
    assert results(outcomes) == ["unreachable"]
    assert "offers no STARTTLS" in outcomes[1].answer
    assert not sink.log_ins
    assert not sink.letters
    mailer.close()


# --- a real mail server -----------------------------------------------------------------------------------------------


def exim_settings(exim: Exim, **others: object) -> SmtpSettings:
    values: dict[str, object] = {"port": exim.port, "security": "starttls", "ca_file": exim.ca_file, "timeout": 5}
    return SmtpSettings("localhost", username="desk", password=lambda: PASSWORD, **(values | others))


@pytest.mark.needs("dovecot", "exim")
def test_letters_arrive_in_the_mailboxes_of_people(dovecot: Dovecot, exim: Exim) -> None:
    rita = dovecot.account("rita", "example.com")
    mailer = SmtpMailer(exim_settings(exim))
    outcome = delivered(mailer, letter(1, rita.address))[1]
    assert outcome.result == "sent"
    assert "id=" in outcome.answer
    (mail,) = dovecot.wait_for_mails(rita, 1)
    assert mail.endswith(b"Sudah kami terima.\r\n")
    mailer.close()


@pytest.mark.needs("dovecot", "exim")
def test_an_unknown_recipient_bounces_to_the_return_path(dovecot: Dovecot, exim: Exim, account: Account) -> None:
    mailer = SmtpMailer(exim_settings(exim))
    sender = account.address.replace("@", "+bounce-1@")
    assert results(delivered(mailer, letter(1, "siapa@gone.example", sender=sender))) == ["sent"]
    (report,) = dovecot.wait_for_mails(account, 1)
    assert b"Return-Path: <>" in report
    assert f"Delivered-To: {sender}".encode() in report
    assert b"multipart/report" in report
    mailer.close()


@pytest.mark.needs("dovecot", "exim")
def test_scripted_failures_of_a_real_server_are_told_apart(dovecot: Dovecot, exim: Exim, account: Account) -> None:
    mailer = SmtpMailer(exim_settings(exim))
    with exim.failing("rcpt", 451, "4.3.0 later"):
        assert delivered(mailer, letter(1, account.address))[1].status == "4.3.0"
    with exim.failing("data", 554, "5.7.1 no"):
        assert results(delivered(mailer, letter(2, account.address))) == ["permanent"]
    with exim.dropping("mail"):
        assert results(delivered(mailer, letter(3, account.address))) == ["permanent"]
    assert results(delivered(mailer, letter(4, account.address))) == ["sent"]
    mailer.close()


@pytest.mark.needs("dovecot", "exim")
def test_a_look_at_a_good_server_finds_nothing_to_mend(exim: Exim) -> None:
    (finding,) = check(exim_settings(exim))
    assert finding.level == "fine"


def test_a_look_can_ask_whether_mail_would_be_taken_and_sends_none(sink: SmtpSink) -> None:
    sink.say(RITA, "550 5.7.1 relaying denied")
    (refused,) = check(settings_for(sink), "desk@office.example", RITA)
    assert refused.level == "problem"
    assert "desk@office.example to rita@example.com: 550 5.7.1 relaying denied" in refused.what
    (taken,) = check(settings_for(sink), "desk@office.example", RITA)
    assert taken.level == "fine"
    assert not sink.letters


@pytest.mark.needs("dovecot", "exim")
@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"ca_file": None}, "is not trusted: self-signed"),
        ({"security": "tls"}, "does not speak TLS here"),
        ({"password": lambda: "salah"}, "refuses the log-in"),
        ({"port": 1}, "cannot be reached"),
    ],
)
def test_a_look_at_a_bad_server_says_what_is_wrong(changes: dict[str, object], what: str, exim: Exim) -> None:
    from dataclasses import replace

    (finding,) = check(replace(exim_settings(exim), **changes))
    assert finding.level == "problem"
    assert what in finding.what


@pytest.mark.needs("dovecot", "exim")
@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_the_server_is_reached_exactly_as_secured_as_configured(security: str, exim: Exim, account: Account) -> None:
    port = exim.tls_port if security == "tls" else exim.port
    mailer = SmtpMailer(exim_settings(exim, security=security, port=port))
    assert results(delivered(mailer, letter(1, account.address))) == ["sent"]
    mailer.close()
    arrival = next(line for line in reversed(exim.logs().splitlines()) if "<= desk@office.example" in line)
    assert (" X=TLS" in arrival) is (security != "none")
    assert "A=plain:desk" in arrival
