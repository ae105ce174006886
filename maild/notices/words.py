"""Dates, times, durations, sizes and lengths of text as people of a language write them."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from babel import Locale, UnknownLocaleError, numbers

from maild.mail.builder import one_line

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

WIDTH: Final = 72
# A day with an hour; hour, minute and zone; and the names of working days, days, hours, minutes.
_MOMENTS: Final = {"id": "{} pukul {}", "en": "{} at {}"}
_HOURS: Final = {"id": "{:02}.{:02} {}", "en": "{:02}:{:02} {}"}
_UNITS: Final = {
    "id": (("hari kerja", "hari kerja"), ("hari", "hari"), ("jam", "jam"), ("menit", "menit")),
    "en": (("working day", "working days"), ("day", "days"), ("hour", "hours"), ("minute", "minutes")),
}
_SIZES: Final = ((1_000_000, "MB"), (1_000, "kB"), (1, "B"))


@lru_cache(512)
def moment(at: datetime, timezone: tzinfo, language: str) -> str:
    """Return a date with weekday and time of day, as "Kamis, 19 November 2026 pukul 09.20 WIB"."""
    shape = _MOMENTS.get(language, _MOMENTS["en"])
    return shape.format(day(at.astimezone(timezone), language), hour(at, timezone, language))


def hour(at: datetime, timezone: tzinfo, language: str) -> str:
    """Return the time of day, as "09.20 WIB"."""
    there = at.astimezone(timezone)
    zone = there.tzname() or ""
    shape = _HOURS.get(language, _HOURS["en"])
    return shape.format(there.hour, there.minute, zone if zone.isalpha() else f"UTC{zone}")


@lru_cache(512)
def brief(at: datetime, timezone: tzinfo, language: str) -> str:
    """Return a date and time of day without its year, as "19 Nov 09.20"."""
    there = at.astimezone(timezone)
    month = _locale(language).months["format"]["abbreviated"][there.month]
    between = "." if language == "id" else ":"
    return f"{there.day} {month} {there.hour:02}{between}{there.minute:02}"


@lru_cache(512)
def day(on: date, language: str) -> str:
    """Return a date with its weekday, as "Kamis, 19 November 2026"."""
    weekdays, months = _names(language)
    return f"{weekdays[on.weekday()]}, {on.day} {months[on.month]} {on.year}"


@lru_cache(512)
def span(lasting: timedelta, working_day: timedelta, language: str) -> str:
    """Return a duration in words; several whole working days are counted as such ("3 hari kerja")."""
    working, day, hour, minute = _UNITS.get(language, _UNITS["en"])
    minutes = max(1, round(lasting.total_seconds() / 60))
    per_day = round(working_day.total_seconds() / 60) or 1440
    if minutes > per_day and minutes % per_day == 0:
        return _counted(minutes // per_day, day if per_day == 1440 else working)
    hours, rest = divmod(minutes, 60)
    said = [_counted(hours, hour)] if hours else []
    return " ".join([*said, *([_counted(rest, minute)] if rest else [])])


def rough(lasting: timedelta, working_day: timedelta, language: str) -> str:
    """Return a duration as one says it: longer than two days in whole days, longer than two hours in whole hours."""
    hour = timedelta(hours=1)
    unit = next((unit for unit in (working_day, hour) if lasting > 2 * unit), timedelta(minutes=1))
    return span(round(lasting / unit) * unit, working_day, language)


def size(octets: int, language: str) -> str:
    """Return a size in B, kB or MB with one decimal at most."""
    unit, name = next(((unit, name) for unit, name in _SIZES if octets >= unit), _SIZES[-1])
    value = round(octets / unit, 1 if unit == _SIZES[0][0] else 0)
    return f"{number(value, language)} {name}"


@lru_cache(1024)
def number(value: float, language: str) -> str:
    """Return a number with the separators of the language."""
    return numbers.format_decimal(value, locale=_locale(language))


def excerpt(text: str, most: int = 1500) -> str:
    """Return the beginning of a text, cut between words, its lines without trailing blanks."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    whole = "\n".join(line for at, line in enumerate(lines) if line or (at and lines[at - 1]))
    if len(whole) <= most:
        return whole
    return whole[:most].rsplit(None, 1)[0].rstrip(" ,;:") + " […]"


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Return a text as lines of at most 72 characters, no word broken, with what stands before its lines."""
    words = text.split()
    whole = first + " ".join(words)
    if len(whole) <= WIDTH:
        return whole
    lines: list[str] = []
    current = first
    empty = True
    for word in words:
        if not empty and len(current) + len(word) >= WIDTH:
            lines.append(current)
            current, empty = rest, True
        current = f"{current}{word}" if empty else f"{current} {word}"
        empty = False
    return "\n".join([*lines, current])


def shortened(text: str, most: int = 100) -> str:
    """Return a text on one line, cut between words where it is too long."""
    text = one_line(text)
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _counted(count: int, names: tuple[str, str]) -> str:
    return f"{count} {names[0] if count == 1 else names[1]}"


@lru_cache(16)
def _names(language: str) -> tuple[list[str], dict[int, str]]:
    locale = _locale(language)
    weekdays = locale.days["format"]["wide"]
    return [str(weekdays[day]) for day in range(7)], dict(locale.months["format"]["wide"])


@lru_cache(16)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en")
