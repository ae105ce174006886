"""A score by mail, and which score is a bad one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.desk.records import SurveyAnswer
from maild.desk.surveys.survey import Given, filled, judgement, rated, rating_of, state_of
from tests.support.at_work import rita, write
from tests.support.desk import NOW, rulebook
from tests.support.heads import HERMAN, answered
from tests.support.pages import solved

SURVEY = rulebook().policy.surveys[0]
QUESTIONS = [question.id for section in SURVEY.sections for question in section.questions]


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("5", 5),
        ("  4  ", 4),
        ("4\n\nTerima kasih, Pak.", 4),
        ("Nilai: 3", 3),
        ("nilai saya 3", 3),
        ("Skor = 2/5", 2),
        ("5 dari 5!", 5),
        ("Rating: 4 out of 5.", 4),
        ("5 bintang", 5),
        ("1★\nTidak ada yang datang.", 1),
        ("\n\n4.\n", 4),
    ],
)
def test_a_score_alone_on_the_first_line_is_an_answer(text: str, score: int) -> None:
    assert rating_of(text) == score


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "6",
        "45",
        "5 komputer mati",
        "Ada 3 laptop yang rusak",
        "Terima kasih.\n5",
        "1\n2\n3",
        "4,5",
        "3-4",
        "5/10",
        "٤",
        "#selesai",
        "1) printer macet",
    ],
)
def test_any_other_text_is_no_answer(text: str) -> None:
    assert rating_of(text) is None


@given(st.text())
def test_whatever_people_write_is_a_score_or_none(text: str) -> None:
    assert rating_of(text) in {None, 1, 2, 3, 4, 5}


@given(st.dictionaries(st.sampled_from(QUESTIONS), st.integers(1, 5), min_size=1))
def test_a_judgement_is_bad_exactly_when_its_mean_is_under_what_the_office_says(scores: dict[str, int]) -> None:
    fact = judgement(SURVEY, scores, "page")
    assert fact.bad == (sum(scores.values()) / len(scores) < 2.5)
    assert dict(fact.scores) == scores


def test_a_score_by_mail_answers_for_the_work_as_a_whole() -> None:
    fact = rated(SURVEY, 2)
    assert (fact.scores, fact.through, fact.bad) == ((("overall", 2),), "mail", True)


@given(
    st.dictionaries(st.sampled_from([*QUESTIONS, "other"]), st.text(max_size=3)),
    st.dictionaries(st.sampled_from(["name", "phone", "suggestions", "ticket"]), st.text(max_size=130)),
)
def test_whatever_is_sent_is_cleaned_or_named_as_a_mistake(scores: dict[str, str], words: dict[str, str]) -> None:
    sent = filled(Given(scores, words, "Raja"), SURVEY)
    assert set(sent.scores) | sent.missing == set(QUESTIONS)
    assert set(sent.scores.values()) <= {1, 2, 3, 4, 5}
    assert sent.sound == (not sent.missing and not sent.too_long)
    assert "\n" not in sent.words["name"]
    assert sent.user_group == ""


def test_a_survey_is_open_once_after_the_solution_and_for_a_day_to_be_changed() -> None:
    ticket, answer = solved().ticket, SurveyAnswer(1, 1, NOW)
    assert state_of(replace(ticket, status="waiting"), None, (), None, NOW) == "open"
    assert state_of(ticket, None, (), None, NOW) == "new"
    assert state_of(ticket, None, (), NOW, NOW) == "expired"
    assert state_of(ticket, answer, (), NOW, NOW + timedelta(hours=23)) == "changeable"
    assert state_of(ticket, answer, (), NOW, NOW + timedelta(hours=24)) == "final"


def test_an_answer_that_was_evaluated_is_changed_no_more() -> None:
    desk = answered(2)
    write(desk, HERMAN, "#evaluasi non mayor")
    rita(desk, "5")
    assert desk.ticket().survey == 2
