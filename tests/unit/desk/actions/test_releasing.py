"""A mail in quarantine is released by the administrator's reply, with both proofs (guarantees 3 and 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from maild.desk.decide import Judge
from tests.support.at_work import moment, said, told, write
from tests.support.desk import ADMIN, OFFICE, OMAR, TRUSTED, Desk, desk_on, mail, reply_to

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.prepared import Prepared
    from maild.desk.records import Changes
    from maild.desk.rulebook import Rulebook


class Stumbling(Judge):
    """Cannot decide a mail about something strange, until it is told otherwise."""

    stumbles = True

    def decide(self, mail: Prepared, ledger: Ledger, rulebook: Rulebook, now: datetime) -> Changes:
        if self.stumbles and mail.message.subject == "Aneh":
            raise ValueError("that is strange")
        return super().decide(mail, ledger, rulebook, now)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk with a mail in quarantine that it could take in by now."""
    held = desk_on(judge=Stumbling)
    assert held.receive(mail("Monitor saya mati.", subject="Aneh")) == ["quarantined"]
    monkeypatch.setattr(Stumbling, "stumbles", False)
    return held


def states(desk: Desk) -> list[str]:
    with desk.store.begin() as work:
        row = work.quarantined(1)
    return [row.state] if row else []


@pytest.mark.parametrize("text", ["#lepas 1", "#Lepas", "#release 1"])
def test_the_administrator_s_reply_releases_it_into_a_ticket(desk: Desk, text: str) -> None:
    write(desk, ADMIN, text)
    assert "dilepas dan segera diolah" in said(desk, ADMIN, "quarantine_answered")
    assert desk.tickets() == []
    assert desk.intake.retry_wanted() == 1
    assert desk.messages(1)[0].text == "Monitor saya mati."
    assert states(desk) == ["released"]
    assert desk.intake.retry_wanted() == 0


def test_the_letter_offers_it_as_a_button(desk: Desk) -> None:
    assert "%23lepas%201" in told(desk, ADMIN, "quarantine_held").html


def test_one_that_fails_again_stays_and_the_administrator_hears_of_it(desk: Desk) -> None:
    Stumbling.stumbles = True
    write(desk, ADMIN, "#lepas 1")
    desk.intake.retry_wanted()
    assert states(desk) == ["held"]
    assert [row.notice for row in desk.outbox(ADMIN)] == ["quarantine_held", "quarantine_answered", "quarantine_held"]
    assert told(desk, ADMIN).subject == "[karantina 1] Sebuah surat ditahan"


def test_the_key_alone_releases_nothing(desk: Desk) -> None:
    write(desk, ADMIN, "#lepas 1", proven=False)
    assert states(desk) == ["held"]
    assert "tetap ditahan" in said(desk, ADMIN, "quarantine_answered")


def test_where_the_key_counts_alone_it_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_on(judge=Stumbling, office=replace(OFFICE, commands="key"))
    monkeypatch.setattr(Stumbling, "stumbles", True)
    desk.receive(mail("Monitor saya mati.", subject="Aneh"))
    write(desk, ADMIN, "#lepas 1", proven=False)
    assert states(desk) == ["wanted"]


def test_a_reply_that_its_domain_disowns_releases_nothing(desk: Desk) -> None:
    failed = f"{TRUSTED}; dmarc=fail (p=reject) header.from=office.example"
    write(desk, ADMIN, "#lepas 1", proven=False, Authentication_Results=failed)
    assert states(desk) == ["held"]


@pytest.mark.parametrize("sender", [OMAR, "orang@lain.example"])
def test_nobody_else_releases_it_by_the_administrator_s_letter(desk: Desk, sender: str) -> None:
    write(desk, ADMIN, "#lepas 1", sender=sender)
    assert states(desk) == ["held"]


def test_a_letter_releases_once(desk: Desk) -> None:
    write(desk, ADMIN, "#lepas 1")
    write(desk, ADMIN, "#lepas 1", "quarantine_held")
    assert len(desk.outbox(ADMIN, "quarantine_answered")) == 1


def test_what_is_not_held_is_not_released(desk: Desk) -> None:
    write(desk, ADMIN, "#lepas 7")
    assert "tidak ditahan" in said(desk, ADMIN, "quarantine_answered")
    assert states(desk) == ["held"]


def test_another_reply_is_a_ticket_as_it_says(desk: Desk) -> None:
    assert write(desk, ADMIN, "Apa maksudnya ini?", date=moment(desk)) == ["opened"]
    assert states(desk) == ["held"]


def test_another_reply_before_it_keeps_nobody_from_releasing(desk: Desk) -> None:
    letter = told(desk, ADMIN, "quarantine_held")
    desk.receive(reply_to(letter, "Apa maksudnya ini?", sender=OMAR, proven=True, date=moment(desk)))
    desk.receive(reply_to(letter, "#lepas 1", proven=True, date=moment(desk)))
    assert states(desk) == ["wanted"]
