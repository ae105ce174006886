"""Which tickets will miss their time, and what is not predicted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from maild.desk.numbers import History
from maild.desk.promises.prediction import predictions
from maild.tickets.events import Event, TicketOpened
from maild.tickets.targets import Target
from maild.tickets.ticket import Ticket, opened
from maild.tickets.working_time import Always

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SINCE = NOW - 24 * HOUR


def ticket(number: int, assignee: str, **more: object) -> Ticket:
    fact = TicketOpened("incident", "Jaringan", "", "", "tinggi", "tinggi", 1, "jaringan", 1, "email")
    stands = opened(Event(number, 1, NOW - 48 * HOUR, "contact:1", "mail", fact), fact)
    return replace(stands, assignee=assignee, **more)


def waiting(number: int, assignee: str, left: timedelta) -> History:
    within = 10 * HOUR
    target = Target(number, "resolution", 1, within, within - left, NOW, NOW + left)
    return History(ticket(number, assignee, status="in_progress"), (target,), ())


def solved(number: int, assignee: str) -> History:
    return History(ticket(number, assignee, status="closed", resolved_at=NOW - HOUR), (), ())


def lately(assignee: str, count: int) -> list[History]:
    return [solved(900 + at, assignee) for at in range(count)]


def test_a_ticket_misses_its_time_when_those_ahead_take_longer_than_it_has() -> None:
    line = [waiting(1, "tariq", 5 * HOUR), waiting(2, "tariq", 6 * HOUR), waiting(3, "tariq", 30 * HOUR)]
    found = predictions([*line, *lately("tariq", 6)], SINCE, NOW, Always())
    assert [(one.ticket, one.ahead, one.needs, one.left) for one in found] == [(2, 1, 8 * HOUR, 6 * HOUR)]
    assert (found[0].whose, found[0].who, found[0].pace.solved) == ("person", "tariq", 6)


def test_without_a_pace_nothing_is_predicted() -> None:
    assert predictions([waiting(1, "tariq", HOUR), *lately("tariq", 2)], SINCE, NOW, Always()) == ()


def test_what_nobody_took_goes_by_the_pace_of_its_group() -> None:
    found = predictions([waiting(1, "", HOUR), *lately("", 4)], SINCE, NOW, Always())
    assert [(one.ticket, one.whose, one.who) for one in found] == [(1, "group", "jaringan")]


def test_what_is_late_already_is_no_prediction_but_stands_in_the_line() -> None:
    late = waiting(1, "tariq", -HOUR)
    found = predictions([late, waiting(2, "tariq", 5 * HOUR), *lately("tariq", 6)], SINCE, NOW, Always())
    assert [(one.ticket, one.ahead) for one in found] == [(2, 1)]
