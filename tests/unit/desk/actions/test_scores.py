"""A score from 1 to 5 by mail answers the survey as a whole (MAD-18)."""

from __future__ import annotations

from tests.support.at_work import at_work, omar, rita
from tests.support.desk import Desk


def resolved() -> Desk:
    desk = at_work()
    omar(desk, "#selesai\nGejala: lambat\nPenyebab: kabel longgar\nSolusi: Kabel uplink diganti.")
    return desk


def test_a_number_alone_answers_the_survey() -> None:
    desk = resolved()
    rita(desk, "5")
    assert desk.kinds()[-1] == "SurveyAnswered"
    assert desk.ticket().survey == 5
    assert desk.ticket().status == "resolved"


def test_a_score_is_changed_within_a_day_and_stays_after_it() -> None:
    desk = resolved()
    rita(desk, "Nilai: 2/5")
    rita(desk, "4")
    assert desk.ticket().survey == 4
    desk.clock.pass_(days=2)
    rita(desk, "1")
    assert desk.ticket().survey == 4


def test_a_bad_score_reaches_the_managers_once() -> None:
    desk = resolved()
    rita(desk, "1")
    told = [row for row in desk.outbox() if row.notice == "bad_survey"]
    assert [row.role for row in told] == ["managers"]


def test_a_number_before_the_solution_is_just_a_note() -> None:
    desk = at_work()
    rita(desk, "3")
    assert desk.kinds()[-1] == "NoteAdded"
    assert desk.ticket().survey is None
