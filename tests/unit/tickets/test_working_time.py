"""Working time: deadlines and pauses by one table, in every zone, around holidays, prayers and the fasting month."""

from __future__ import annotations

import random
from array import array
from bisect import bisect_left
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.policy.calendar import build, days_off, unsettled
from maild.policy.model import CalendarFacts
from maild.tickets.working_time import Always, WorkingTime, joined
from tests.support.minutes import CALENDARS, FIRST, HOUR, KANTOR, LAST, MINUTE, START, span, worked_minutes


@pytest.mark.parametrize("name", CALENDARS)
def test_working_time_is_what_a_count_of_minutes_says(name: str) -> None:
    minutes = worked_minutes(name)
    counted = array("l", accumulate(minutes, initial=0))
    table = build(CALENDARS[name], FIRST - 1, LAST + 1)
    dice = random.Random(name)
    for _ in range(25_000):
        at, length = dice.randrange(len(minutes)), dice.choice((60, 3_000, 100_000, len(minutes)))
        until = min(at + dice.randrange(length), len(minutes))
        start, end = START + at * MINUTE, START + until * MINUTE
        worked = counted[until] - counted[at]
        assert table.elapsed(start, end) == worked * MINUTE, (start, end)
        assert table.elapsed(end, start) == timedelta()
        first = bisect_left(counted, counted[at] + worked)
        assert table.add(start, worked * MINUTE) == (START + first * MINUTE if worked else start), (start, worked)


# --- to the microsecond ----------------------------------------------------------------------------------------------

WIB = build(KANTOR, 2024, 2027)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
durations = st.timedeltas(timedelta(), timedelta(days=20))


@given(moments, durations)
def test_what_is_added_has_passed_by_then(at: datetime, worked: timedelta) -> None:
    due_at = WIB.add(at, worked)
    assert WIB.elapsed(at, due_at) == worked
    assert not worked or WIB.elapsed(at, due_at - timedelta(microseconds=1)) == worked - timedelta(microseconds=1)


@given(moments, moments, moments)
def test_time_that_is_split_adds_up(first: datetime, second: datetime, third: datetime) -> None:
    first, second, third = sorted((first, second, third))
    assert WIB.elapsed(first, third) == WIB.elapsed(first, second) + WIB.elapsed(second, third)


@given(moments, durations, durations)
def test_a_pause_and_a_deadline_are_counted_alike(at: datetime, used: timedelta, rest: timedelta) -> None:
    assert WIB.add(WIB.add(at, used), rest) == WIB.add(at, used + rest)


@given(moments, durations)
def test_round_the_clock_every_minute_counts(at: datetime, worked: timedelta) -> None:
    assert Always().add(at, worked) == at + worked
    assert Always().elapsed(at, at + worked) == worked
    assert Always().elapsed(at + worked, at) == timedelta()


@given(st.lists(st.tuples(moments, moments)))
def test_spans_that_touch_become_one_and_stay_in_order(spans: list[tuple[datetime, datetime]]) -> None:
    result = joined(spans)
    assert all(start < end for start, end in result)
    assert all(before[1] < after[0] for before, after in pairwise(result))
    for start, end in spans:
        assert end <= start or any(first <= start and end <= last for first, last in result)


def test_a_deadline_beyond_the_calendar_is_told() -> None:
    short = WorkingTime(((START, START + HOUR),))
    with pytest.raises(ValueError, match="beyond the years"):
        short.add(START, 2 * HOUR)
    assert short.add(START, HOUR) == START + HOUR
    assert short.elapsed(START - HOUR, START + 9 * HOUR) == HOUR


# --- what the office writes ------------------------------------------------------------------------------------------


def local(text: str, zone: str = "Asia/Jakarta") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-20T10:00", 1, "2026-11-20T11:00"),
        ("2026-11-20T11:00", 1, "2026-11-20T13:30"),  # over the Friday prayers
        ("2026-11-20T16:00", 1, "2026-11-23T08:00"),  # over the weekend
        ("2026-12-23T15:00", 2, "2026-12-26T09:00"),  # over collective leave and Christmas, into a special Saturday
        ("2026-02-18T14:00", 2, "2026-02-19T09:00"),  # in the fasting month the office closes early
        ("2026-08-14T16:30", 1, "2026-08-17T08:00"),  # the office works on a public holiday
        ("2026-06-19T16:30", 1, "2026-06-22T08:30"),  # the town's own day is a Saturday anyway
        ("2026-07-03T16:00", 1, "2026-07-07T08:00"),  # a day off of the office's own
    ],
)
def test_a_deadline_falls_when_people_work(start: str, hours: int, due: str) -> None:
    assert WIB.add(local(start).astimezone(UTC), hours * HOUR) == local(due)


def test_the_same_hours_are_earlier_further_east() -> None:
    first = [
        build(CALENDARS[zone], 2026, 2026).add(local("2026-11-19T00:00"), MINUTE) for zone in ("WIB", "WITA", "WIT")
    ]
    assert [first[0] - each for each in first] == [timedelta(), HOUR, 2 * HOUR]


def test_a_night_shift_ends_the_next_morning() -> None:
    nights = build(CalendarFacts("nights", "Asia/Jakarta", {1: (span("22:00-06:00"),)}, 8 * HOUR), 2026, 2026)
    assert nights.add(local("2026-11-16T20:00"), 8 * HOUR) == local("2026-11-17T06:00")


@pytest.mark.parametrize(("day", "hours"), [("2026-03-08", 23), ("2026-11-01", 25)])
def test_a_day_on_which_clocks_change_has_the_hours_it_has(day: str, hours: int) -> None:
    whole = build(CalendarFacts("whole", "America/New_York", {7: (span("00:00-00:00"),)}, 24 * HOUR), 2026, 2026)
    midnight = local(f"{day}T00:00", "America/New_York")
    assert whole.elapsed(midnight.astimezone(UTC), midnight.astimezone(UTC) + 30 * HOUR) == hours * HOUR


def test_days_off_have_names() -> None:
    off = days_off(KANTOR, 2026)
    assert off[date(2026, 12, 25)] == "Hari Raya Natal"
    assert off[date(2026, 12, 24)] == "Cuti Bersama Hari Raya Natal"
    assert off[date(2026, 6, 20)] == "Hari Jadi Kota"
    assert date(2026, 8, 17) not in off, "the office works on that day"


def test_a_year_that_is_decreed_is_settled() -> None:
    assert unsettled(KANTOR, 2026) is None


def test_a_year_with_estimated_days_is_not_settled() -> None:
    assert "3 days are estimates (2027-03-10, 2027-03-11, 2027-05-17)" in unsettled(KANTOR, 2027)


def test_a_year_without_collective_leave_is_not_settled() -> None:
    reason = unsettled(KANTOR, 2028)
    assert 'the holidays of 2028 in the calendar "kantor" are not settled' in reason
    assert "no collective leave is decreed yet" in reason


def test_the_office_can_say_that_a_year_is_settled() -> None:
    assert unsettled(replace(KANTOR, settled=frozenset({2027})), 2027) is None


def test_a_calendar_without_public_holidays_is_always_settled() -> None:
    assert unsettled(CALENDARS["daylight saving"], 2028) is None
