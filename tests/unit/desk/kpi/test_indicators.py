"""The twelve indicators and the norms of steps, on histories whose figures can be counted by hand (MAD-19, MAD-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from maild.desk.kpi.measures import Measure, measured, period_of
from maild.desk.kpi.norms import StepTime, step_times
from maild.desk.kpi.surveys import survey_results
from maild.desk.numbers import History, SentLetter
from maild.tickets import events
from maild.tickets.working_time import Always
from tests.support.histories import BEGIN, MINUTE, history
from tests.support.season import rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

END = BEGIN + timedelta(days=7)


TAKEN = events.TicketTaken("omar")
RESOLVED = events.TicketResolved()
CLOSED = events.TicketClosed()
ESCALATED = events.TicketEscalated("jaringan")
CONFIRMED = events.TriageConfirmed()
KNOWN, UNKNOWN = (events.DiagnosisCompleted("initial", known) for known in (True, False))
FOUND = events.DiagnosisCompleted("investigation", True)


def measures(*histories: History, now: datetime = END) -> dict[Any, Measure]:
    period = period_of(histories, BEGIN, END, now, Always(), (1, 2, 3))
    return {(one.id, one.priority) if one.priority else one.id: one for one in measured(period)}


def test_every_indicator_is_numbered_as_in_the_procedure() -> None:
    """MAD-19."""
    found = measures(history(1)).values()
    assert sorted({one.number for one in found}) == list(range(1, 13))
    assert sum(one.number == 10 for one in found) == 3


def test_what_an_operator_recorded_for_somebody_did_not_come_by_the_desks_own_mail() -> None:
    """MAD-19 (1), (2)."""
    found = measures(history(1), history(2, channel="telepon"))
    assert (found["reports_recorded"].value, found["reports_recorded"].counted) == (2, (1, 2))
    assert (found["reported_by_mail"].value, found["reported_by_mail"].counted) == (50, (1,))


def test_a_category_is_right_when_a_person_checked_it_and_kept_it() -> None:
    """MAD-19 (3)."""
    corrected = events.TicketClassified("category", "Jaringan", "Aplikasi", 3)
    found = measures(history(1, (5, CONFIRMED)), history(2, (5, corrected)), history(3))["category_right"]
    assert (found.value, found.counted, found.of) == (50, (1,), (1, 2))


def test_a_correction_that_was_taken_back_is_none() -> None:
    """MAD-19 (3)."""
    corrected = events.TicketClassified("category", "Jaringan", "Aplikasi", 3)
    found = measures(history(1, (4, CONFIRMED), (5, corrected), (6, events.ActionUndone(3))))["category_right"]
    assert (found.value, found.of) == (100, (1,))


def test_a_promise_counts_once_it_is_settled() -> None:
    """MAD-19 (4), (5): in time, late, never, and still open."""
    now = BEGIN + 59 * MINUTE
    in_time = history(1, (9, TAKEN), priority=1)
    late = history(2, (11, TAKEN), priority=1)
    never = history(3, priority=1)
    still_open = history(4, priority=2)
    found = measures(in_time, late, never, still_open, now=now)["response_kept"]
    assert (found.counted, found.of) == ((1,), (1, 2, 3))
    assert measures(still_open, now=now)["resolution_kept"].value is None


def test_the_initial_diagnosis_takes_until_it_is_completed() -> None:
    """MAD-19 (6)."""
    marked = history(1, (10, KNOWN), (90, RESOLVED))
    handed_on = history(2, (20, UNKNOWN), (20, ESCALATED))
    found = measures(marked, handed_on, history(3))["diagnosis_time"]
    assert (found.value, found.numerator, found.of) == (15, 30, (1, 2))


def test_what_the_initial_diagnosis_found_was_known_initially() -> None:
    """MAD-19 (7)."""
    handed_on = history(2, (5, UNKNOWN), (5, ESCALATED), (60, FOUND), (60, RESOLVED))
    found = measures(history(1, (30, KNOWN), (30, RESOLVED)), handed_on, history(3))["known_initially"]
    assert (found.counted, found.of) == ((1,), (1, 2))


def test_escalations_sent_back_are_counted_each() -> None:
    """MAD-19 (8)."""
    returned = events.EscalationReturned("meja-layanan", "wrong")
    twice = history(1, (5, ESCALATED), (9, returned), (12, ESCALATED), (15, returned))
    upwards = history(2, (5, events.TicketEscalated("", "mona", hierarchic=True)))
    found = measures(twice, upwards)["escalations_returned"]
    assert (found.value, found.denominator, found.counted) == (2, 2, (1,))


def test_what_those_it_was_escalated_to_found_was_known_at_investigation() -> None:
    """MAD-19 (9)."""
    solved = history(1, (5, UNKNOWN), (5, ESCALATED), (60, FOUND), (60, events.SolutionProposed("tariq")))
    unknown = history(2, (5, UNKNOWN), (5, ESCALATED))
    found = measures(solved, unknown, history(3, (5, KNOWN), (5, RESOLVED)))["known_at_investigation"]
    assert (found.counted, found.of) == ((1,), (1, 2))


def test_handled_is_told_per_priority() -> None:
    """MAD-19 (10)."""
    found = measures(history(1, (5, RESOLVED), priority=1), history(2, priority=1), history(3, priority=2))
    assert [found["handled", priority].value for priority in (1, 2, 3)] == [50, 0, None]


def test_closed_tickets_and_their_scores_count_in_the_period_of_closing() -> None:
    """MAD-19 (11), (12)."""
    answered = events.SurveyAnswered("penanganan-masalah", (("ramah", 5), ("tepat", 4)), "page")
    found = measures(history(1, (5, RESOLVED), (9, CLOSED), (10, answered)), history(2, (5, RESOLVED)))
    assert (found["finished"].value, found["finished"].counted) == (1, (1,))
    assert (found["satisfaction"].value, found["satisfaction"].denominator) == (4.5, 1)


def test_a_merged_ticket_is_not_finished_on_its_own() -> None:
    assert measures(history(1, (5, events.TicketMerged(2))), history(2))["finished"].value == 0


def steps_of(*histories: History, sent: Sequence[SentLetter] = ()) -> dict[str, StepTime]:
    procedure = rulebook().policy.procedure_for("incident")
    assert procedure is not None
    return {one.step.id: one for one in step_times(procedure, histories, {"selalu": Always()}, sent)}


def test_a_step_is_measured_between_its_events_and_otherwise_not_measurable() -> None:
    """MAD-20."""
    procedure = rulebook().policy.procedure_for("incident")
    assert procedure is not None
    several = [history(1, (0.5, CONFIRMED)), history(2, (3, CONFIRMED)), history(3)]
    steps = {one.step.id: one for one in step_times(procedure, several, {"selalu": Always()})}
    check = steps["6"]
    assert (check.mean, check.within, check.over, check.unmeasured) == (1.75, (1,), (2,), (3,))
    contact = steps["1"]
    assert (contact.mean, contact.median, contact.share, contact.measured) == (None, None, None, 0)
    assert contact.unmeasured == (1, 2, 3)


def test_a_step_that_took_no_time_is_measured() -> None:
    """MAD-20: nothing is not the same as not measurable."""
    procedure = rulebook().policy.procedure_for("incident")
    assert procedure is not None
    steps = {one.step.id: one for one in step_times(procedure, [history(1, (0, CONFIRMED))], {"selalu": Always()})}
    assert steps["6"].mean == 0


def test_a_step_is_told_by_its_median_and_the_share_within_its_norm() -> None:
    """MAD-20."""
    several = [history(number, (minutes, CONFIRMED)) for number, minutes in enumerate((0.5, 0.75, 1, 60), 1)]
    check = steps_of(*several)["6"]
    assert (check.median, check.share, check.within, check.over) == (0.875, 75, (1, 2, 3), (4,))


@pytest.mark.parametrize("field", ["urgency", "impact"])
def test_the_priority_is_set_when_a_person_sets_what_it_follows_from(field: str) -> None:
    """MAD-20: who only looked at the first guess has set nothing."""
    classified = events.TicketClassified(field, "rendah", "tinggi", 1)
    steps = steps_of(history(1, (1.5, classified)), history(2, (1, CONFIRMED)))
    assert (steps["7"].within, steps["7"].unmeasured) == ((1,), (2,))
    assert steps["4"].measured == 0


def test_the_initial_diagnosis_and_the_investigation_are_measured_apart() -> None:
    """MAD-20."""
    steps = steps_of(history(1, (1, TAKEN), (6, UNKNOWN), (8, ESCALATED), (20, FOUND), (30, RESOLVED)))
    assert [steps[name].median for name in ("8", "9", "13")] == [5, 2, 12]


def test_an_escalation_upwards_hands_nothing_on() -> None:
    """MAD-20."""
    upwards = events.TicketEscalated("", "mona", hierarchic=True)
    assert steps_of(history(1, (1, TAKEN), (6, UNKNOWN), (8, upwards)))["9"].measured == 0


def test_the_escalation_form_is_handed_over_when_its_letter_has_left() -> None:
    """MAD-20."""
    several = [history(1, (5, ESCALATED)), history(2, (5, ESCALATED))]
    sent = [SentLetter(1, "escalation", BEGIN + 7 * MINUTE), SentLetter(1, "escalation", BEGIN + 90 * MINUTE)]
    handed = steps_of(*several, sent=sent)["12"]
    assert (handed.median, handed.within, handed.unmeasured) == (2, (1,), (2,))


def test_what_one_mail_began_and_ended_took_a_time_that_nobody_knows() -> None:
    """MAD-20."""
    one = history(1, (1, TAKEN), (5, UNKNOWN), (5, ESCALATED))
    by_one_mail = replace(one, events=tuple(replace(event, message=event.sequence // 3) for event in one.events))
    assert by_one_mail.events[-1].message == by_one_mail.events[-2].message
    steps = steps_of(by_one_mail)
    assert (steps["8"].median, steps["9"].measured, steps["9"].unmeasured) == (4, 0, (1,))


def test_surveys_are_told_per_question_with_how_many_answered() -> None:
    """MAD-18."""

    def answer(score: int) -> events.SurveyAnswered:
        return events.SurveyAnswered("penanganan-masalah", (("ramah", score),), "mail")

    closed = [
        history(1, (5, RESOLVED), (6, answer(2)), (7, answer(4))),
        history(2, (5, RESOLVED), (6, answer(5))),
        history(3, (5, RESOLVED)),
    ]
    found = survey_results(closed)
    assert (found.asked, found.answered, round(found.rate or 0)) == (3, 2, 67)
    assert [(one.question, one.given, one.mean) for one in found.questions] == [("ramah", ((4, 1), (5, 1)), 4.5)]


def test_a_history_can_be_told_as_it_stood() -> None:
    whole = history(1, (5, TAKEN), (60, RESOLVED))
    before = whole.until(BEGIN + 30 * MINUTE)
    assert before is not None
    assert (before.ticket.status, before.promise("resolution").met_at) == ("in_progress", None)  # type: ignore[union-attr]
    assert whole.until(BEGIN) is None


@pytest.mark.parametrize(("measure", "value", "met"), [("diagnosis_time", 14.0, True), ("diagnosis_time", 16.0, False)])
def test_goals_have_a_lowest_or_a_highest_value(measure: str, value: float, met: bool) -> None:
    goal = rulebook().policy.goal_for(measure)
    assert goal is not None
    assert goal.met(value) is met
