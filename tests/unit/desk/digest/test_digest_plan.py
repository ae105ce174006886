"""When a digest is due, in which form, and about which days."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from maild.desk.digest.plan import due, form_of, planned
from maild.desk.office import Office
from tests.support.season import rulebook

JAKARTA = ZoneInfo("Asia/Jakarta")
OFFICE = Office("Layanan TI", "desk@office.example", "")
CALENDAR = rulebook().desk_calendar
HALF_PAST_SEVEN = time(7, 30)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


def test_it_is_due_from_the_offices_hour_on_once_a_day() -> None:
    last = at(18, 7, 30)
    assert due(at(19, 7, 29), last, CALENDAR, OFFICE, HALF_PAST_SEVEN) is None
    plan = due(at(19, 7, 30), last, CALENDAR, OFFICE, HALF_PAST_SEVEN)
    assert plan is not None
    assert (plan.form, plan.since, plan.until, plan.missed, plan.late) == (
        "daily",
        date(2026, 11, 18),
        date(2026, 11, 18),
        (),
        False,
    )
    assert due(at(19, 9), at(19, 7, 30), CALENDAR, OFFICE, HALF_PAST_SEVEN) is None


def test_it_never_comes_before_work_begins_nor_outside_of_it() -> None:
    early = time(5, 0)
    assert due(at(19, 7, 0), at(18, 8), CALENDAR, OFFICE, early) is None
    assert due(at(19, 7, 30), at(18, 8), CALENDAR, OFFICE, early) is not None
    assert due(at(19, 20, 0), at(18, 8), CALENDAR, OFFICE, early) is None
    assert due(at(21, 9), at(19, 8), CALENDAR, OFFICE, early) is None


def test_days_without_a_digest_are_made_up_by_the_next_one() -> None:
    plan = due(at(19, 14), at(16, 7, 30), CALENDAR, OFFICE, HALF_PAST_SEVEN)
    assert plan is not None
    assert (plan.missed, plan.since, plan.until) == (
        (date(2026, 11, 17), date(2026, 11, 18)),
        date(2026, 11, 16),
        date(2026, 11, 18),
    )
    assert plan.late


def test_a_clock_that_ran_ahead_brings_no_second_digest() -> None:
    assert due(at(19, 9), at(20, 7, 30), CALENDAR, OFFICE, HALF_PAST_SEVEN) is None


@pytest.mark.parametrize(
    ("day", "form"),
    [(date(2026, 11, 19), "daily"), (date(2026, 11, 23), "weekly"), (date(2026, 12, 1), "monthly")],
)
def test_the_first_working_day_of_a_week_or_month_tells_of_it(day: date, form: str) -> None:
    assert form_of(day, CALENDAR, OFFICE) == form


def test_a_week_goes_from_monday_to_sunday_and_a_month_from_its_first_to_its_last_day() -> None:
    week = planned(date(2026, 11, 23), "weekly", CALENDAR, OFFICE)
    month = planned(date(2026, 12, 1), "monthly", CALENDAR, OFFICE)
    assert (week.since, week.until) == (date(2026, 11, 16), date(2026, 11, 22))
    assert (month.since, month.until) == (date(2026, 11, 1), date(2026, 11, 30))
