"""Calendars as offices write them, and the slow way to count working time: a byte for every minute of ten years."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from maild.policy.calendar import days_off
from maild.policy.model import CalendarFacts, Season

FIRST, LAST = 2019, 2028
START = datetime(FIRST, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def span(text: str) -> tuple[time, time]:
    start, end = text.split("-")
    return time.fromisoformat(start), time.fromisoformat(end)


OFFICE = {
    **dict.fromkeys((1, 2, 3, 4), (span("07:30-12:00"), span("12:30-16:00"))),
    5: (span("07:00-11:30"), span("13:00-16:30")),
}
RAMADAN = {
    **dict.fromkeys((1, 2, 3, 4), (span("08:00-12:00"), span("12:30-15:00"))),
    5: (span("08:00-11:30"), span("12:30-15:30")),
}
SEASONS = (
    Season("Ramadan", date(2024, 3, 12), date(2024, 4, 9), RAMADAN),
    Season("Ramadan", date(2026, 2, 18), date(2026, 3, 19), RAMADAN),
)
KANTOR = CalendarFacts(
    name="kantor",
    timezone="Asia/Jakarta",
    hours=OFFICE,
    day=8 * HOUR,
    country="ID",
    holidays=("public", "government"),
    closed={date(2026, 6, 20): "Hari Jadi Kota", date(2026, 7, 6): "Pemilihan"},
    special={date(2026, 12, 26): (span("08:00-12:00"),), date(2026, 8, 17): (span("07:00-09:00"),)},
    seasons=SEASONS,
)
# Somebody watches the desk by night, over the hours at which clocks are changed.
NIGHTS = {
    **dict.fromkeys((1, 2, 3), (span("22:30-06:15"), span("13:00-14:00"))),
    6: (span("01:30-02:45"),),
    7: (span("00:00-01:30"), span("02:30-00:00")),
}
CALENDARS = {
    "WIB": KANTOR,
    "WITA": replace(KANTOR, timezone="Asia/Makassar"),
    "WIT": replace(KANTOR, timezone="Asia/Jayapura"),
    "daylight saving": CalendarFacts("nights", "America/New_York", NIGHTS, 8 * HOUR),
}


@cache
def worked_minutes(name: str) -> bytes:
    """Return a byte for each minute of the years, 1 where the clock on the wall shows a working time."""
    facts = CALENDARS[name]
    zone, by_day = ZoneInfo(facts.timezone), {}
    off = {day for year in range(FIRST - 1, LAST + 2) for day in days_off(facts, year)}
    minutes = bytearray()
    hour = START
    # Clocks are changed at full hours, so that sixty minutes always belong to one hour of one day.
    while hour.year <= LAST:
        local = hour.astimezone(zone)
        day = local.date()
        if day not in by_day:
            by_day[day] = shown_on(day, facts, off)
        at = local.hour * 60 + local.minute
        minutes += by_day[day][at : at + 60]
        hour += HOUR
    return bytes(minutes)


def shown_on(day: date, facts: CalendarFacts, off: set[date]) -> bytes:
    shown = bytearray(24 * 60)
    for start, end in written(day, facts, off):
        last = end if end > start else 24 * 60
        shown[start:last] = b"\1" * (last - start)
    for start, end in written(day - timedelta(days=1), facts, off):
        if end <= start:
            shown[:end] = b"\1" * end
    return bytes(shown)


def written(day: date, facts: CalendarFacts, off: set[date]) -> list[tuple[int, int]]:
    """Return the spans that the office wrote for a day, in minutes."""
    season = [each for each in facts.seasons if each.since <= day <= each.until]
    spans = (season[0].hours if season else facts.hours).get(day.isoweekday(), ())
    if day in off:
        spans = ()
    spans = facts.special.get(day, spans)
    return [(start.hour * 60 + start.minute, end.hour * 60 + end.minute) for start, end in spans]
