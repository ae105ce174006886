"""What every mailer does, the real one and the one in memory that the tests of the desk use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from maild.desk.ports import Letter, Mailer, Outcome
from maild.transport.settings import SmtpSettings
from maild.transport.smtp import SmtpMailer
from tests.support.fake_mailer import FakeMailer
from tests.support.smtp_sink import SmtpSink

if TYPE_CHECKING:
    from collections.abc import Iterator

RITA, TARIQ = "rita@example.com", "tariq@example.com"


class World(Protocol):
    """A mailer, and the server behind it."""

    mailer: Mailer

    def refuse(self, recipient: str, code: int, status: str) -> None: ...
    def lose_answer(self, recipient: str) -> None: ...
    def go_down(self) -> None: ...
    def taken(self) -> list[str]: ...


class Real:
    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink
        self.mailer = SmtpMailer(SmtpSettings("127.0.0.1", sink.port, "none", timeout=2, answer_timeout=2))

    def refuse(self, recipient: str, code: int, status: str) -> None:
        self._sink.say(recipient, f"{code} {status} no")

    def lose_answer(self, recipient: str) -> None:
        self._sink.hang_up_on(recipient)

    def go_down(self) -> None:
        self._sink.say("desk@office.example", *["421 4.3.2 down"] * 9, stage="mail")

    def taken(self) -> list[str]:
        return self._sink.recipients()


class Fake:
    def __init__(self) -> None:
        self.mailer = self._fake = FakeMailer()

    def refuse(self, recipient: str, code: int, status: str) -> None:
        self._fake.script(recipient, "temporary" if code < 500 else "permanent", f"{code} {status} no", code, status)

    def lose_answer(self, recipient: str) -> None:
        self._fake.script(recipient, "unsure")

    def go_down(self) -> None:
        self._fake.down = "421 4.3.2 down"

    def taken(self) -> list[str]:
        return sorted(letter.recipient for letter in self._fake.taken)


@pytest.fixture(params=["real", "fake"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "fake":
        yield Fake()
        return
    with SmtpSink() as sink:
        real = Real(sink)
        yield real
        real.mailer.close()


def delivered(world: World, *recipients: str) -> list[Outcome]:
    """Deliver one letter to each and return the outcomes in that order."""
    outcomes: list[Outcome] = []
    letters = [
        Letter(number, "desk@office.example", recipient, b"x\r\n") for number, recipient in enumerate(recipients)
    ]
    world.mailer.deliver(letters, outcomes.append)
    return sorted(outcomes, key=lambda outcome: outcome.id)


def test_every_letter_is_reported_once(world: World) -> None:
    assert [outcome.id for outcome in delivered(world, *[RITA] * 30)] == list(range(30))
    assert delivered(world) == []


def test_a_letter_that_was_taken_is_sent(world: World) -> None:
    assert [outcome.result for outcome in delivered(world, RITA, TARIQ)] == ["sent", "sent"]
    assert world.taken() == [RITA, TARIQ]


@pytest.mark.parametrize(("code", "status", "result"), [(451, "4.3.0", "temporary"), (550, "5.1.1", "permanent")])
def test_a_refusal_is_one_letters_matter_and_holds_once(code: int, status: str, result: str, world: World) -> None:
    world.refuse(RITA, code, status)
    refused, sent = delivered(world, RITA, TARIQ)
    assert (refused.result, refused.code, refused.status) == (result, code, status)
    assert sent.result == "sent"
    assert delivered(world, RITA)[0].result == "sent"


def test_a_lost_answer_leaves_a_letter_unsure_that_was_taken(world: World) -> None:
    world.lose_answer(RITA)
    assert delivered(world, RITA)[0].result == "unsure"
    assert world.taken() == [RITA]


def test_a_server_that_is_down_takes_nothing(world: World) -> None:
    world.go_down()
    (outcome,) = delivered(world, RITA)
    assert outcome.result == "unreachable"
    assert "down" in outcome.answer
    assert world.taken() == []
