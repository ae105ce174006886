"""What needs a decision today: which ticket stands on which list."""

from __future__ import annotations

import pytest

from maild.desk.digest.decisions import Scene, decisions
from maild.desk.digest.figures import Span
from maild.desk.numbers import History
from maild.tickets import events
from tests.support.histories import BEGIN, MINUTE, history
from tests.support.season import OFFICE, rulebook

HOUR, DAY = 60.0, 1440.0
TAKEN = events.TicketTaken("tariq")


def lists(*histories: History, after: float) -> dict[str, list[str]]:
    """Return what stands on each list so many minutes after the tickets began."""
    now = BEGIN + after * MINUTE
    span = Span(BEGIN, now)
    scene = Scene(histories, rulebook(), OFFICE, rulebook().desk_calendar, span, now)
    return {one.id: [line.number for line in one.lines] for one in decisions(scene)}


@pytest.mark.parametrize(
    ("facts", "after", "expected"),
    [
        ([], 5 * HOUR, "breached"),
        ([(1, TAKEN)], 8 * DAY - 90, "due_today"),
        ([(1, events.NoticeFailed(1, 1, "5.1.1", permanent=True))], 10, "due_today"),
        ([(1, TAKEN), (2, events.NoticeFailed(1, 1, "5.1.1", permanent=True))], 10, "undeliverable"),
        ([(1, TAKEN), (2, events.WaitingBegan())], 10 * DAY, "waiting"),
        ([], 10, "due_today"),
    ],
)
def test_a_ticket_stands_on_the_list_that_presses_most(
    facts: list[tuple[float, events.Fact]], after: float, expected: str
) -> None:
    assert lists(history(1, *facts), after=after) == {expected: ["TIKET-1"]}


def test_what_is_well_stands_on_no_list() -> None:
    assert lists(history(1, (1, TAKEN)), after=10) == {}
    assert lists(history(1, (1, TAKEN), (5, events.TicketResolved())), after=30 * DAY) == {}


@pytest.mark.parametrize(("score", "expected"), [(2, {"bad_surveys": ["TIKET-1"]}), (3, {})])
def test_a_bad_survey_of_this_time_is_told(score: int, expected: dict[str, list[str]]) -> None:
    answer = events.SurveyAnswered("penanganan-masalah", (("ramah", score),), "mail")
    solved = history(1, (1, events.TicketResolved()), (2, events.TicketClosed()), (3, answer))
    assert lists(solved, after=60) == expected


def test_confidential_tickets_are_counted_without_a_line() -> None:
    now = BEGIN + 5 * HOUR * MINUTE
    scene = Scene(
        (history(1, confidential=True), history(2)), rulebook(), OFFICE, rulebook().desk_calendar, Span(BEGIN, now), now
    )
    (late,) = decisions(scene)
    assert (late.count, late.confidential, [line.number for line in late.lines]) == (2, 1, ["TIKET-2"])


def test_of_a_long_list_the_first_are_shown_and_the_rest_is_counted() -> None:
    now = BEGIN + 5 * HOUR * MINUTE
    many = tuple(history(number) for number in range(1, 10))
    (late,) = decisions(Scene(many, rulebook(), OFFICE, rulebook().desk_calendar, Span(BEGIN, now), now))
    assert (late.count, len(late.lines), late.more) == (9, 5, 4)
