"""What follows on a fact in the stages of a procedure, by itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as some

from maild.desk.recording import Cause, followed
from maild.desk.stages import led_to, stage_of
from maild.tickets import events
from maild.tickets.transitions import allows
from tests.support.desk import NOW, rulebook
from tests.support.example_offices import example

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maild.desk.recording import Recorded

OPENED = events.TicketOpened(
    "security_incident", "Keamanan", "", "", "tinggi", "sedang", 2, "csirt", 1, "email", confidential=True
)
BOOK = example("security")
POLICY = BOOK.policy
CAUSE = Cause(NOW, "person:omar", "mail")
HAPPEN = some.sampled_from(
    (
        events.TicketTaken("omar"),
        events.NoteAdded("internal"),
        events.PersonInChargeNamed("tariq"),
        events.LetterSent(1),
        events.SolutionProposed("tariq"),
        events.SolutionReturned(),
        events.TicketResolved(),
        events.TicketReopened(),
        events.TicketClosed(),
        "done",
        "approved",
        "rejected",
    )
)


def told(*facts: events.Fact) -> list[Recorded]:
    """Return what is recorded when these facts happen to a new ticket."""
    done: list[Recorded] = []
    for fact in (OPENED, *facts):
        ticket, targets = (done[-1].ticket, done[-1].targets) if done else (None, ())
        done += followed(BOOK, 1, ticket, targets, fact, CAUSE)
    return done


def walked(happened: Sequence[events.Fact | str]) -> list[Recorded]:
    """Return what is recorded of all that can happen, one after the other; words are what the actor commands."""
    done = told()
    for fact in happened:
        ticket = done[-1].ticket
        stage = stage_of(ticket, POLICY)
        if isinstance(fact, str):
            if stage is None or fact not in stage.leads:
                continue
            given = events.ApprovalGiven if fact == "approved" else events.ApprovalRefused
            fact = events.StageCompleted(stage.id, fact) if fact == "done" else given(stage.id)
        if allows(ticket.status, type(fact)) and (ticket.proposed_at or not isinstance(fact, events.SolutionReturned)):
            done += followed(BOOK, 1, ticket, done[-1].targets, fact, CAUSE)
    return done


def test_the_first_stage_begins_with_the_ticket() -> None:
    assert [one.event.fact for one in told()] == [OPENED, events.StageEntered("terima", "operator")]


def test_a_procedure_without_stages_is_led_nowhere() -> None:
    incident = replace(OPENED, type="incident", group="meja-layanan")
    (done,) = followed(rulebook(), 1, None, (), incident, CAUSE)
    assert done.event.fact == incident


def test_what_no_stage_waits_for_leads_nowhere() -> None:
    *_, last = told()
    assert led_to(events.LetterSent(1), last.ticket, POLICY) == ()
    assert led_to(events.ApprovalGiven("putusan"), last.ticket, POLICY) == ()


def test_a_ticket_that_becomes_one_of_such_a_type_begins_with_the_first_stage() -> None:
    *_, last = told()
    elsewhere = replace(last.ticket, stage="")
    changed = events.TicketClassified("type", "incident", "security_incident", 2)
    assert led_to(changed, elsewhere, POLICY) == (events.StageEntered("terima", "operator"),)


def test_a_ticket_that_ends_leaves_its_stage_and_enters_none() -> None:
    *_, last = told()
    closed = replace(last.ticket, stage="arsip", status="closed")
    assert led_to(events.TicketClosed(), closed, POLICY) == (events.StageCompleted("arsip", "closed"),)


def test_work_begins_with_whoever_is_in_charge() -> None:
    *_, last = told()
    ready = replace(last.ticket, stage="kirim", in_charge="tariq", assignee="omar", status="in_progress")
    assert led_to(events.LetterSent(1), ready, POLICY) == (
        events.StageCompleted("kirim", "LetterSent"),
        events.StageEntered("perbaikan", "tariq"),
        events.TicketAssigned("tariq"),
    )


@given(some.lists(HAPPEN, max_size=30))
def test_whatever_happens_a_ticket_is_in_one_stage_at_a_time_and_each_follows_on_the_one_before(
    happened: list[events.Fact | str],
) -> None:
    done = walked(happened)
    steps = [one.event.fact for one in done if isinstance(one.event.fact, events.StageEntered | events.StageCompleted)]
    (procedure,) = POLICY.procedures
    for before, after in pairwise(steps):
        if isinstance(after, events.StageCompleted):
            assert isinstance(before, events.StageEntered)
            assert before.stage == after.stage
        else:
            assert isinstance(before, events.StageCompleted)
            left = procedure.stage(before.stage)
            assert left is not None
            # A closed ticket enters no stage: it goes on where the procedure says, once it is reopened.
            assert after.stage in {left.leads[before.outcome], procedure.reopens}
    entered = steps[-1].stage if isinstance(steps[-1], events.StageEntered) else ""
    assert done[-1].ticket.stage == entered
    running = {target.name for target in done[-1].targets if target.met_at is None}
    assert running == ({entered} if entered else set())
