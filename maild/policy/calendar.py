"""The office's calendars as tables of working time: hours of the week, public holidays, and the office's own days.

Of what is written about a day the most particular counts: its special hours, then a day off, then the season's hours,
then the weekday's.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from maild.errors import PermanentError
from maild.tickets.working_time import Always, WorkingTime, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maild.policy.model import CalendarFacts
    from maild.tickets.targets import Calendar

YEARS_BACK, YEARS_AHEAD = 3, 4
DECREED = "government"
# Which holidays a country has differs by year; whether they are known at all does not.
_ANY_YEAR = 2020
"""The kind of holidays that the government decrees year by year: collective leave."""

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)

Span = tuple[datetime, datetime]


def build(facts: CalendarFacts, first: int, last: int) -> Calendar:
    """Return the working time of these years, both included."""
    if facts.always:
        return Always()
    return WorkingTime(joined(_spans(facts, first, last)))


def build_all(calendars: Mapping[str, CalendarFacts], now: datetime) -> dict[str, Calendar]:
    """Return every calendar of the office for the years around this moment."""
    return {name: build(facts, now.year - YEARS_BACK, now.year + YEARS_AHEAD) for name, facts in calendars.items()}


def days_off(facts: CalendarFacts, year: int) -> dict[date, str]:
    """Return the days off of a year with their names: public holidays, and the office's own closed days on top.

    A day with special hours is none. PermanentError when the country's holidays are not known.
    """
    off = _public(facts, year, facts.holidays or ("public",)) if facts.country else {}
    off |= {day: name for day, name in facts.closed.items() if day.year == year}
    return {day: name for day, name in off.items() if not facts.special.get(day)}


def unsettled(facts: CalendarFacts, year: int) -> str | None:
    """Return why the holidays of a year may still change, None when they are settled or the office says so."""
    if not facts.country or year in facts.settled:
        return None
    reasons = []
    if DECREED in facts.holidays and not _public(facts, year, (DECREED,)):
        reasons.append("no collective leave is decreed yet")
    mark = _mark_of_estimates(facts.country)
    if estimates := sorted(day for day, name in days_off(facts, year).items() if mark and mark in name):
        reasons.append(f"{len(estimates)} days are estimates ({', '.join(map(str, estimates))})")
    if not reasons:
        return None
    return f'the holidays of {year} in the calendar "{facts.name}" are not settled: {" and ".join(reasons)}'


def holidays_unknown(facts: CalendarFacts) -> PermanentError | None:
    """Return why the public holidays of a calendar cannot be had in any year, None when they can."""
    if not facts.country:
        return None
    try:
        _public(facts, _ANY_YEAR, facts.holidays or ("public",))
    except PermanentError as error:
        return error
    return None


def _public(facts: CalendarFacts, year: int, kinds: tuple[str, ...]) -> dict[date, str]:
    import holidays

    try:
        found = holidays.country_holidays(facts.country, years=year, categories=kinds, language="id")
    except (NotImplementedError, ValueError) as error:
        what = f'The holidays of {facts.country} for the calendar "{facts.name}" are not known: {error}'
        raise PermanentError(what, f"Leave them out and name the days off under `closed` ({facts.source}).") from error
    return dict(found.items())


def _mark_of_estimates(country: str) -> str:
    """Return what stands behind the name of a holiday whose day is reckoned and not decreed, "" for none."""
    import holidays

    known = holidays.country_holidays(country, language="id")
    label = getattr(known, "estimated_label", None)
    return known.tr(label).replace("%s", "").strip() if label else ""


def _spans(facts: CalendarFacts, first: int, last: int) -> Iterator[Span]:
    zone = ZoneInfo(facts.timezone)
    for year in range(first, last + 1):
        off = days_off(facts, year)
        day = date(year, 1, 1)
        while day.year == year:
            for start, end in () if day in off else _hours_of(facts, day):
                yield from _shown(day, start, end, zone)
            day += _DAY


def _hours_of(facts: CalendarFacts, day: date) -> tuple[tuple[time, time], ...]:
    if day in facts.special:
        return facts.special[day]
    season = next((season for season in facts.seasons if season.since <= day <= season.until), None)
    return (season.hours if season else facts.hours).get(day.isoweekday(), ())


def _shown(day: date, start: time, end: time, zone: ZoneInfo) -> Iterator[Span]:
    """Yield when the clocks of a zone show a time of this span: an hour that they show twice is worked twice."""
    begins = datetime.combine(day, start)
    ends = datetime.combine(day, end) + (timedelta() if end > start else _DAY)
    offsets = sorted({_offset(at.replace(fold=fold), zone) for at in (begins, ends) for fold in (0, 1)})
    if len(offsets) == 1:
        yield _at(begins, offsets[0]), _at(ends, offsets[0])
        return
    earliest, latest = _at(begins, offsets[-1]), _at(ends, offsets[0])
    before, after = (at.astimezone(zone).utcoffset() or timedelta() for at in (earliest, latest))
    change = _change(earliest, latest, zone)
    yield _at(begins, before), min(_at(ends, before), change)
    yield max(_at(begins, after), change), _at(ends, after)


def _offset(local: datetime, zone: ZoneInfo) -> timedelta:
    return local.replace(tzinfo=zone).utcoffset() or timedelta()


def _at(local: datetime, offset: timedelta) -> datetime:
    return (local - offset).replace(tzinfo=UTC)


def _change(first: datetime, last: datetime, zone: ZoneInfo) -> datetime:
    """Return the minute between two moments from which on the clocks of a zone go by the offset of the last one."""
    settled = last.astimezone(zone).utcoffset()
    minutes = range((last - first) // _MINUTE)
    changed = bisect_left(
        minutes, 1, key=lambda minute: (first + minute * _MINUTE).astimezone(zone).utcoffset() == settled
    )
    return first + changed * _MINUTE
