"""How what people are shown is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from maild.desk.views import EventView, OutboxView, TargetView, bracketed, zulu
from maild.tickets.events import Event, TicketTaken

if TYPE_CHECKING:
    from maild.desk.records import OutboxState


def test_times_are_written_in_utc_with_a_z() -> None:
    assert zulu(datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=7)))) == "2026-11-20T02:00:00Z"
    assert zulu(None) is None


@pytest.mark.parametrize(("kept", "shown"), [("<a@x>", "<a@x>"), ("a@x", "<a@x>"), ("", None)])
def test_message_ids_are_shown_with_their_brackets(kept: str, shown: str | None) -> None:
    assert bracketed(kept) == shown


def test_an_event_is_shown_with_its_cause_and_what_it_says() -> None:
    event = Event(1, 2, datetime(2026, 11, 20, 2, 0, tzinfo=UTC), "person:tariq", "mail", TicketTaken("tariq"))
    assert EventView.of(event).as_json() == {
        "at": "2026-11-20T02:00:00Z",
        "kind": "TicketTaken",
        "actor": "person:tariq",
        "because": "mail",
        "data": {"by": "tariq"},
    }


def test_durations_are_shown_in_seconds() -> None:
    assert (
        TargetView("response", None, None, timedelta(hours=1, milliseconds=5), "paused").as_json()["paused_for"] == 3600
    )


@pytest.mark.parametrize(
    ("state", "shown"), [("waiting", "2026-11-20T02:00:00Z"), ("sent", None), ("failed", None), ("dropped", None)]
)
def test_only_a_letter_that_still_goes_out_has_a_next_attempt(state: OutboxState, shown: str | None) -> None:
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    letter = OutboxView(1, 1, "receipt", "rita@example.com", "a@x", state, 1, at, "", at, "Re: x")
    assert letter.as_json()["next_attempt_at"] == shown
