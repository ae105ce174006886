"""The life of a ticket: what each fact makes of it, what cannot happen, and what taking back does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import get_args

import pytest

from maild.tickets import events as facts
from maild.tickets.events import Event, Fact
from maild.tickets.ticket import Status, Ticket, after, folded, told
from maild.tickets.transitions import ALLOWED, allows
from maild.tickets.undo import LASTING, effective
from maild.tickets.working_time import Always
from tests.support.lives import Life, any_fact, any_life, opening

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def history(*happened: Fact) -> list[Event]:
    """Return a history of a ticket to which this happened, hour by hour."""
    return [
        Event(7, sequence, NOW + (sequence - 1) * HOUR, "person:omar", "mail", fact)
        for sequence, fact in enumerate((opening(), *happened), 1)
    ]


def ticket(*happened: Fact) -> Ticket:
    return folded(history(*happened))


REACHED: dict[Status, tuple[Fact, ...]] = {
    "new": (),
    "in_progress": (facts.TicketTaken("tariq"),),
    "waiting": (facts.WaitingBegan(),),
    "resolved": (facts.TicketResolved(),),
    "closed": (facts.TicketClosed(),),
}
SAMPLES = {
    facts.TriageConfirmed: facts.TriageConfirmed(),
    facts.TicketClassified: facts.TicketClassified("service", "LAN", "WAN", 2),
    facts.DiagnosisCompleted: facts.DiagnosisCompleted("initial", True),
    facts.TicketTaken: facts.TicketTaken("tariq"),
    facts.TicketReleased: facts.TicketReleased("tariq"),
    facts.TicketAssigned: facts.TicketAssigned("tariq"),
    facts.TicketEscalated: facts.TicketEscalated("server"),
    facts.EscalationReturned: facts.EscalationReturned("jaringan"),
    facts.PersonInChargeNamed: facts.PersonInChargeNamed("mona"),
    facts.TicketDisposed: facts.TicketDisposed("mona"),
    facts.WaitingBegan: facts.WaitingBegan(),
    facts.RequesterReminded: facts.RequesterReminded(),
    facts.ClosingProposed: facts.ClosingProposed(),
    facts.WaitingEnded: facts.WaitingEnded(),
    facts.SolutionProposed: facts.SolutionProposed("tariq"),
    facts.SolutionReturned: facts.SolutionReturned(),
    facts.TicketResolved: facts.TicketResolved(),
    facts.TicketClosed: facts.TicketClosed(),
    facts.TicketReopened: facts.TicketReopened(),
    facts.TicketMerged: facts.TicketMerged(8),
    facts.TicketAbsorbed: facts.TicketAbsorbed(8),
    facts.StageEntered: facts.StageEntered("perbaikan"),
    facts.StageCompleted: facts.StageCompleted("perbaikan"),
}


# --- statuses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", REACHED)
def test_every_status_is_reached(status: Status) -> None:
    assert ticket(*REACHED[status]).status == status


@pytest.mark.parametrize(
    ("happened", "status"),
    [
        ((facts.TriageConfirmed(),), "new"),
        ((facts.TicketAssigned("tariq"),), "in_progress"),
        ((facts.TicketEscalated("server"),), "in_progress"),
        ((facts.TicketEscalated("", "mona", 3, hierarchic=True),), "new"),
        ((facts.TicketTaken("tariq"), facts.TicketReleased("tariq")), "in_progress"),
        ((facts.WaitingBegan(), facts.TicketTaken("tariq")), "waiting"),
        ((facts.WaitingBegan(), facts.WaitingEnded()), "in_progress"),
        ((facts.WaitingBegan(), facts.SolutionProposed("tariq")), "in_progress"),
        ((facts.WaitingBegan(), facts.TicketResolved("requester")), "resolved"),
        ((facts.TicketResolved(), facts.TicketReopened()), "in_progress"),
        ((facts.TicketClosed(), facts.TicketReopened()), "in_progress"),
        ((facts.TicketMerged(8),), "closed"),
        ((facts.TicketResolved(), facts.TicketClosed("silence")), "closed"),
    ],
)
def test_what_happens_sets_the_status(happened: tuple[Fact, ...], status: Status) -> None:
    assert ticket(*happened).status == status


@pytest.mark.parametrize("kind", ALLOWED, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("status", REACHED)
def test_what_cannot_happen_in_a_status_is_refused_in_words(status: Status, kind: type) -> None:
    proposed = (facts.SolutionProposed("tariq"),) if kind is facts.SolutionReturned and status == "in_progress" else ()
    if kind is facts.SolutionReturned and status in {"new", "waiting"}:
        return
    happened = (*REACHED[status], *proposed, SAMPLES[kind])
    if allows(status, kind):
        assert ticket(*happened).sequence == len(happened) + 1
    else:
        with pytest.raises(ValueError, match=f"{kind.__name__} cannot happen to ticket 7: it is {status}"):
            ticket(*happened)


def test_a_solution_that_nobody_proposed_cannot_be_returned() -> None:
    with pytest.raises(ValueError, match="no solution that waits"):
        ticket(facts.TicketTaken("tariq"), facts.SolutionReturned())


def test_a_merged_ticket_is_reopened_where_it_goes_on() -> None:
    with pytest.raises(ValueError, match="goes on in ticket 8"):
        ticket(facts.TicketMerged(8), facts.TicketReopened())


def test_a_history_begins_once_and_has_no_gap() -> None:
    with pytest.raises(ValueError, match="opened twice"):
        ticket(opening())
    with pytest.raises(ValueError, match="has a gap"):
        folded([*history(), *history(facts.TriageConfirmed(), facts.TriageConfirmed())[2:]])
    with pytest.raises(ValueError, match="was not opened"):
        folded([Event(7, 1, NOW, "maild", "mail", facts.TriageConfirmed())])
    with pytest.raises(ValueError, match="at least one event"):
        folded([])


def test_an_event_follows_on_its_own_ticket_only() -> None:
    (first,) = history()
    for number, sequence in ((8, 2), (7, 3), (7, 1)):
        with pytest.raises(ValueError, match="does not follow"):
            after(folded([first]), Event(number, sequence, NOW, "maild", "mail", facts.TriageConfirmed()))


# --- what is known of a ticket ---------------------------------------------------------------------------------------


def test_the_first_guess_is_kept_beside_its_correction() -> None:
    """MAD-6."""
    told_ = history(facts.TicketClassified("category", "Jaringan", "Aplikasi", 2))
    assert folded(told_).category == "Aplikasi"
    assert told_[0].fact.category == "Jaringan"
    assert told_[1].fact.before == "Jaringan"


def test_who_corrects_the_triage_has_confirmed_it() -> None:
    changed = ticket(facts.TicketClassified("urgency", "tinggi", "rendah", 3))
    assert (changed.urgency, changed.priority, changed.confirmed_at) == ("rendah", 3, NOW + HOUR)
    assert changed.responded_at == NOW + HOUR


def test_only_what_triage_sets_can_be_classified() -> None:
    with pytest.raises(ValueError, match="requester is not what triage sets"):
        ticket(facts.TicketClassified("requester", "3", "4", 1))


@pytest.mark.parametrize(
    ("happened", "responded"),
    [
        (facts.TicketTaken("tariq"), True),
        (facts.TriageConfirmed(), True),
        (facts.NoteAdded("public"), True),
        (facts.TicketResolved(), True),
        (facts.NoteAdded("internal"), False),
        (facts.NoteAdded("public", automatic=True), False),
        (facts.NoteAdded("public", by_requester=True), False),
        (facts.NoteAdded("public", flagged=True), False),
        (facts.TicketResolved("requester"), False),
        (facts.TicketEscalated("server"), False),
    ],
)
def test_a_person_responds_by_taking_confirming_or_answering(happened: Fact, responded: bool) -> None:
    """MAD-8."""
    assert ticket(happened).responded_at == (NOW + HOUR if responded else None)


def failed(**other: bool) -> facts.NoticeFailed:
    return facts.NoticeFailed(1, 3, "5.1.1", **{"permanent": True, "answer": True, **other})


def test_an_answer_that_bounced_is_no_response() -> None:
    bounced = ticket(facts.NoteAdded("public"), failed())
    assert bounced.responded_at is None
    assert bounced.undelivered
    assert ticket(facts.NoteAdded("public"), failed(permanent=False)).responded_at == NOW + HOUR


def test_a_response_stands_by_an_answer_until_somebody_does_more() -> None:
    answered = ticket(facts.NoteAdded("public"))
    assert answered.stands_by(NOW + HOUR)
    assert not answered.stands_by(NOW)
    assert not ticket(facts.NoteAdded("public"), facts.TicketTaken("tariq")).stands_by(NOW + HOUR)
    assert not ticket(facts.NoteAdded("public"), facts.TicketClosed()).stands_by(NOW + HOUR)


def test_an_escalation_moves_the_ticket_and_a_return_brings_it_back_counted() -> None:
    """MAD-12, MAD-13."""
    escalated = ticket(facts.TicketEscalated("server", "tariq"))
    assert (escalated.group, escalated.assignee, escalated.returned) == ("server", "tariq", 0)
    returned = ticket(facts.TicketEscalated("server", "tariq"), facts.EscalationReturned("jaringan", "wrong_group"))
    assert (returned.group, returned.assignee, returned.returned) == ("jaringan", "", 1)


def test_an_escalation_to_a_manager_takes_the_work_from_nobody() -> None:
    stands = ticket(facts.TicketTaken("tariq"), facts.TicketEscalated("", "mona", 3, hierarchic=True))
    assert (stands.assignee, stands.group) == ("tariq", "jaringan")


def test_a_disposition_passes_the_ticket_on_before_work_begins() -> None:
    """TRG-2."""
    stands = ticket(facts.TicketDisposed("mona"), facts.TicketDisposed("tariq", "server"))
    assert (stands.status, stands.assignee, stands.group) == ("new", "tariq", "server")


def test_waiting_knows_since_when_and_what_was_done_about_it() -> None:
    until = NOW + 99 * HOUR
    waits = ticket(facts.WaitingBegan(until), facts.RequesterReminded(), facts.ClosingProposed())
    assert (waits.waiting_since, waits.waiting_until) == (NOW + HOUR, until)
    assert (waits.reminded_at, waits.closing_proposed_at) == (NOW + 2 * HOUR, NOW + 3 * HOUR)
    asked_again = ticket(facts.WaitingBegan(until), facts.RequesterReminded(), facts.WaitingBegan())
    assert (asked_again.waiting_since, asked_again.waiting_until) == (NOW + 3 * HOUR, None)
    assert asked_again.reminded_at is None
    over = ticket(facts.WaitingBegan(until), facts.RequesterReminded(), facts.WaitingEnded())
    assert (over.waiting_since, over.waiting_until, over.reminded_at) == (None, None, None)


def test_a_proposed_solution_waits_until_it_is_sent_returned_or_overtaken() -> None:
    """MAD-14."""
    send_at = NOW + 5 * HOUR
    proposed = facts.SolutionProposed("tariq", send_at)
    assert (ticket(proposed).proposed_at, ticket(proposed).send_at) == (NOW + HOUR, send_at)
    for ended in (facts.SolutionReturned(), facts.TicketResolved(), facts.WaitingBegan(), facts.TicketClosed()):
        assert ticket(proposed, ended).proposed_at is None


def test_every_reopening_is_counted() -> None:
    again = (facts.TicketResolved(), facts.TicketReopened())
    stands = ticket(*again, *again, facts.TicketClosed(), facts.TicketReopened())
    assert stands.reopened == 3
    assert (stands.resolved_at, stands.closed_at) == (None, None)


def test_closing_keeps_when_it_was_resolved() -> None:
    assert ticket(facts.TicketResolved(), facts.TicketClosed()).resolved_at == NOW + HOUR
    assert ticket(facts.TicketClosed()).resolved_at == NOW + HOUR
    assert ticket(facts.TicketMerged(8)).resolved_at is None


def test_a_later_survey_answer_replaces_the_first() -> None:
    """MAD-18."""
    first = facts.SurveyAnswered("kepuasan", (("1", 1), ("2", 2)), "mail")
    second = facts.SurveyAnswered("kepuasan", (("1", 5), ("2", 4), ("3", 4)), "page")
    assert ticket(first).survey == 1.5
    assert ticket(first, second).survey == 4.33
    assert ticket(facts.SurveyAnswered("kepuasan", (), "page")).survey is None


def test_a_stage_lasts_until_it_is_completed() -> None:
    """SEC-1."""
    assert ticket(facts.StageEntered("perbaikan")).stage == "perbaikan"
    assert ticket(facts.StageEntered("perbaikan"), facts.StageCompleted("perbaikan")).stage == ""
    moved_on = ticket(facts.StageEntered("a"), facts.StageEntered("b"), facts.StageCompleted("a"))
    assert moved_on.stage == "b"


def test_the_rest_is_remembered() -> None:
    stands = ticket(
        facts.RequesterChanged(3, 4), facts.PersonInChargeNamed("mona"), facts.ConfidentialityChanged(confidential=True)
    )
    assert (stands.requester, stands.in_charge, stands.confidential) == (4, "mona", True)


# --- taking back -----------------------------------------------------------------------------------------------------


def test_what_is_taken_back_has_not_happened() -> None:
    done = ticket(facts.TicketTaken("tariq"), facts.TicketResolved(), facts.ActionUndone(3))
    assert (done.status, done.assignee, done.resolved_at) == ("in_progress", "tariq", None)
    assert done.sequence == 4


def test_what_came_after_stays() -> None:
    stands = ticket(
        facts.TicketTaken("tariq"), facts.TicketAssigned("omar"), facts.NoteAdded("public"), facts.ActionUndone(3)
    )
    assert stands.assignee == "tariq"
    assert stands.responded_at == NOW + HOUR


def test_a_reopening_that_is_taken_back_is_not_counted() -> None:
    assert ticket(facts.TicketResolved(), facts.TicketReopened(), facts.ActionUndone(3)).reopened == 0


def test_what_later_events_build_on_cannot_be_taken_back() -> None:
    with pytest.raises(ValueError, match="TicketReopened cannot happen"):
        ticket(facts.TicketResolved(), facts.TicketReopened(), facts.ActionUndone(2))


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        ((facts.ActionUndone(1),), "TicketOpened cannot be taken back"),
        ((facts.NoteAdded("public"), facts.ActionUndone(2)), "NoteAdded cannot be taken back"),
        ((facts.TriageConfirmed(), facts.ActionUndone(2), facts.ActionUndone(2)), "was taken back before"),
        ((facts.TriageConfirmed(), facts.ActionUndone(2), facts.ActionUndone(3)), "ActionUndone cannot be taken back"),
        ((facts.ActionUndone(2),), "there is no event 2"),
        ((facts.ActionUndone(9),), "there is no event 9"),
    ],
)
def test_some_things_cannot_be_taken_back(happened: tuple[Fact, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        ticket(*happened)


def test_taking_back_needs_the_whole_history() -> None:
    before = ticket(facts.TriageConfirmed())
    with pytest.raises(ValueError, match="whole history has to be folded"):
        after(before, Event(7, 3, NOW, "person:omar", "mail", facts.ActionUndone(2)))


# --- any history -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_folding_any_history_is_going_through_it_step_by_step(seed: int) -> None:
    for case in range(120):
        life = any_life(Random(f"{seed} {case}"), Always(), NOW, 25)
        assert folded(life.history) == life.ticket


def test_a_ticket_has_one_status_and_what_belongs_to_it() -> None:
    for case in range(150):
        life = any_life(Random(case), Always(), NOW, 25)
        for _, stands in told(life.history):
            assert stands.status in get_args(Status)
            assert (stands.closed_at is not None) == (stands.status == "closed")
            assert (stands.waiting_since is not None) == (stands.status == "waiting")
            assert stands.resolved_at is None or stands.status in {"resolved", "closed"}
            assert stands.proposed_at is None or stands.status == "in_progress"
            assert stands.merged_into is None or stands.status == "closed"
        counted = [event for event in effective(life.history) if isinstance(event.fact, facts.TicketReopened)]
        assert life.ticket.reopened == len(counted)


def test_taking_back_leaves_what_would_be_without_it() -> None:
    """Any history with an event taken back stands like the same history told without that event."""
    compared = 0
    for case in range(300):
        dice = Random(case)
        life = any_life(dice, Always(), NOW, 12)
        sequence = dice.randint(1, len(life.history))
        try:
            life.tell(facts.ActionUndone(sequence), NOW + 999 * HOUR)
        except ValueError:
            continue
        without = Life(Always())
        for event in effective(life.history):
            without.tell(event.fact, event.at)
        compared += 1
        for name in ("status", "assignee", "group", "priority", "responded_at", "resolved_at", "reopened", "survey"):
            assert getattr(without.ticket, name) == getattr(life.ticket, name)
        left = {run: target for run, target in life.targets.items() if run in without.targets}
        assert left == without.targets
        assert all(life.targets[run].running_since is None for run in life.targets.keys() - without.targets.keys())
    assert compared > 50


def test_what_is_possible_next_is_possible() -> None:
    """The life by chance offers nothing that the fold refuses, but for taking back."""
    for case in range(100):
        dice = Random(case)
        life = any_life(dice, Always(), NOW, 10)
        fact = any_fact(dice, life, NOW + 999 * HOUR)
        if not isinstance(fact, facts.ActionUndone):
            life.tell(fact, NOW + 999 * HOUR)


def test_every_kind_of_fact_is_either_lasting_or_can_be_taken_back() -> None:
    assert set(LASTING) <= set(facts.type_of_fact)
    assert facts.TicketResolved not in LASTING
