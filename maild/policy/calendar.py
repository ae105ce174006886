"""The office's calendars as tables of working time: hours of the week, public holidays, and the office's own days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from maild.tickets.working_time import Always, WorkingTime, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maild.policy.model import CalendarFacts
    from maild.tickets.targets import Calendar

YEARS_BACK, YEARS_AHEAD = 3, 4


def build(facts: CalendarFacts, first: int, last: int) -> Calendar:
    """Return the working time of these years, both included."""
    if facts.always:
        return Always()
    return WorkingTime(joined(_spans(facts, first, last)))


def build_all(calendars: Mapping[str, CalendarFacts], now: datetime) -> dict[str, Calendar]:
    """Return every calendar of the office for the years around this moment."""
    return {name: build(facts, now.year - YEARS_BACK, now.year + YEARS_AHEAD) for name, facts in calendars.items()}


def days_off(facts: CalendarFacts, year: int) -> dict[date, str]:
    """Return the public holidays of a year with their names; the office's own closed days come on top."""
    off: dict[date, str] = {}
    if facts.country:
        import holidays

        public = holidays.country_holidays(
            facts.country, years=year, categories=facts.holidays or ("public",), language="id"
        )
        off.update(public.items())
    return off | {day: name for day, name in facts.closed.items() if day.year == year}


def _spans(facts: CalendarFacts, first: int, last: int) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(facts.timezone)
    day = date(first, 1, 1)
    off = days_off(facts, first)
    while day.year <= last:
        usual = () if day in off else facts.hours.get(day.isoweekday(), ())
        for start, end in facts.special.get(day, usual):
            yield (
                datetime.combine(day, start, zone).astimezone(UTC),
                datetime.combine(day, end, zone).astimezone(UTC),
            )
        day += timedelta(days=1)
        if day.month == day.day == 1:
            off = days_off(facts, day.year)
