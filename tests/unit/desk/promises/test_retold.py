"""What a history tells of promises and links."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from maild.desk.promises.retold import link_views, paused_for
from maild.desk.views import LinkView
from maild.tickets.events import Event, NoteAdded, TicketLinked, TicketOpened
from maild.tickets.targets import Target

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
RUNNING = Target(1, "resolution", 1, 8 * HOUR, timedelta(), NOW, NOW + 8 * HOUR, None, NOW + 6 * HOUR)
PAUSED = replace(RUNNING, running_since=None, due_at=None, next_at=None)
MET = replace(PAUSED, met_at=NOW)
OPENED = TicketOpened("incident", "Jaringan", "", "", "tinggi", "tinggi", 1, "jaringan", 1, "mail")


def told(*stands: Target | None) -> list[Event]:
    """Return a history in which the target stands so, hour by hour."""
    return [
        Event(1, hour + 1, NOW + hour * HOUR, "maild", "mail", NoteAdded("public"), targets=(target,) if target else ())
        for hour, target in enumerate(stands)
    ]


@pytest.mark.parametrize(
    ("history", "hours"),
    [
        (told(RUNNING), 0),
        (told(RUNNING, PAUSED, RUNNING), 1),
        (told(RUNNING, PAUSED, None, RUNNING, PAUSED, RUNNING), 3),
        (told(RUNNING, MET, RUNNING), 0),
        (told(RUNNING, PAUSED, MET), 1),
        (told(RUNNING, PAUSED), 9),
        (told(replace(PAUSED, name="response"), RUNNING), 0),
        (told(replace(PAUSED, run=2), RUNNING), 0),
    ],
)
def test_a_promise_was_paused_for_as_long_as_its_history_says(history: list[Event], hours: int) -> None:
    assert paused_for(RUNNING, history, NOW + 10 * HOUR) == hours * HOUR


def test_links_are_named_once_each() -> None:
    history = [
        Event(1, 1, NOW, "maild", "mail", replace(OPENED, linked_to=4)),
        Event(1, 2, NOW, "maild", "mail", TicketLinked(5, "split")),
        Event(1, 3, NOW, "maild", "mail", TicketLinked(5, "split")),
    ]
    assert link_views(history) == (LinkView(4, "opened_from"), LinkView(5, "split"))
