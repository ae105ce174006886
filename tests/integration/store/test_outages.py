"""What outages ask of the store: the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.records import Changes
from tests.support.samples import NOW, opened

if TYPE_CHECKING:
    from maild.desk.ports import Store

MINUTE = timedelta(minutes=1)


def kept(store: Store, *given: dict[str, object]) -> None:
    """Keep tickets, one a minute, that stand as they are given."""
    with store.begin() as work:
        for number, one in enumerate(given):
            changes = opened(work, number, f"rita{number}@example.com")
            ticket = replace(changes.tickets[0], **{"opened_at": NOW + number * MINUTE, **one})
            work.write(replace(changes, tickets=(ticket,)))
        work.commit()


def test_only_tickets_that_somebody_has_to_solve_are_found_and_none_from_before(store: Store) -> None:
    kept(store, {}, {}, {"status": "in_progress"}, {"status": "waiting"}, {"status": "resolved"}, {"status": "closed"})
    with store.begin() as work:
        assert [one.number for one in work.unsolved_since(NOW + MINUTE)] == [2, 3, 4]


def test_outages_are_found_as_long_as_they_are_open(store: Store) -> None:
    kept(store, {}, {"outage": "proposed"}, {"outage": "declared"}, {"outage": "declared", "status": "closed"})
    with store.begin() as work:
        assert [(one.number, one.outage) for one in work.outages()] == [(2, "proposed"), (3, "declared")]


def test_the_reports_of_an_outage_are_found_also_when_they_are_closed(store: Store) -> None:
    kept(store, {"outage": "declared"}, {"part_of": 1}, {}, {"part_of": 1, "status": "closed"}, {"part_of": 3})
    with store.begin() as work:
        assert [(one.number, one.part_of) for one in work.reports_of(1)] == [(2, 1), (4, 1)]
        assert work.reports_of(2) == []


def test_a_report_that_was_let_go_is_found_no_more(store: Store) -> None:
    kept(store, {"outage": "declared"}, {"part_of": 1})
    with store.begin() as work:
        (report,) = work.reports_of(1)
        work.write(Changes(tickets=(replace(report, part_of=None),)))
        assert work.reports_of(1) == []
