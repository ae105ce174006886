"""Days and times of day as people write them behind a command, in Indonesian and English."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from maild.mail.commands import plain

if TYPE_CHECKING:
    from datetime import date

MORNING = time(8, 0)
"""What a day without a time of day means."""

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("senin", "monday", "mon"),
            ("selasa", "tuesday", "tue"),
            ("rabu", "wednesday", "wed"),
            ("kamis", "thursday", "thu"),
            ("jumat", "jum'at", "friday", "fri"),
            ("sabtu", "saturday", "sat"),
            ("minggu", "ahad", "sunday", "sun"),
        )
    )
    for name in names
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "january", "jan"),
            ("februari", "february", "feb"),
            ("maret", "march", "mar"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("agustus", "august", "agu", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov"),
            ("desember", "december", "des", "dec"),
        ),
        1,
    )
    for name in names
}
_NEAR = {
    "kemarin": -1, "yesterday": -1, "hari ini": 0, "tadi": 0, "today": 0, "nanti": 0, "besok": 1, "tomorrow": 1,
    "lusa": 2, "day after tomorrow": 2, "minggu depan": 7, "pekan depan": 7, "next week": 7,
}  # fmt: skip
_LEAD = re.compile(r"^(?:sampai(?: dengan)?|s/?d|hingga|until|till|by|hari|on|tanggal|tgl)\s+")
_CLOCK = re.compile(
    r"(?:^|\s)(?:(?:pukul|jam|pkl|at)\.? ?(\d{1,2})(?:[.:](\d{2}))?|(\d{1,2}):(\d{2}))(?: ?(?:wib|wita|wit))?$"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_WRITTEN = re.compile(r"(\d{1,2}) ([a-z]+)(?: (\d{4}))?")
_COUNTED = re.compile(r"(\d{1,3}) (hari|days?|minggu|pekan|weeks?|jam|hours?)(?: lagi)?")
_UNITS = {"hari": timedelta(days=1), "day": timedelta(days=1), "days": timedelta(days=1),
          "minggu": timedelta(weeks=1), "pekan": timedelta(weeks=1), "week": timedelta(weeks=1),
          "weeks": timedelta(weeks=1), "jam": timedelta(hours=1), "hour": timedelta(hours=1),
          "hours": timedelta(hours=1)}  # fmt: skip
_LONGEST = 40


def month_named(name: str) -> int | None:
    """Return the number of a month by its name, whole or short."""
    return _MONTHS.get(name)


def names_a_time(text: str) -> bool:
    """Tell whether somebody meant to name a day with these words, rather than to begin a sentence."""
    said = plain(text)
    if len(said) > _LONGEST:
        return False
    day = _LEAD.sub("", said)
    first = day.split(" ")[0]
    return (
        _LEAD.match(said) is not None
        or first in _WEEKDAYS
        or day.startswith(tuple(_NEAR))
        or bool(re.match(r"\d{1,4}[-/. ]", day))
        or _CLOCK.fullmatch(said) is not None
    )


def moment_of(text: str, now: datetime) -> datetime | None:
    """Return the moment that is named, in UTC, None when it cannot be read; `now` is in the office's own time."""
    said = plain(text)
    while (shorter := _LEAD.sub("", said)) != said:
        said = shorter
    counted = _COUNTED.fullmatch(said)
    if counted is not None:
        return (now + int(counted[1]) * _UNITS[counted[2]]).astimezone(UTC)
    clock = _CLOCK.search(said)
    day = _day(said[: clock.start()].strip() if clock else said, now.date())
    hour = _time(clock) if clock else MORNING
    if day is None or hour is None:
        return None
    return datetime.combine(day, hour, now.tzinfo).astimezone(UTC)


def _time(clock: re.Match[str]) -> time | None:
    hour, minute = clock[1] or clock[3], clock[2] or clock[4] or "0"
    try:
        return time(int(hour), int(minute))
    except ValueError:
        return None


def _day(said: str, today: date) -> date | None:
    if not said:
        return today
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    weekday = _WEEKDAYS.get(said.removesuffix(" depan").removeprefix("next ").removesuffix(" ini"))
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    try:
        return _dated(said, today)
    except ValueError:
        return None


def _dated(said: str, today: date) -> date | None:
    if (match := _ISO.fullmatch(said)) is not None:
        return today.replace(int(match[1]), int(match[2]), int(match[3]))
    if (match := _SLASHED.fullmatch(said)) is not None:
        return _coming(int(match[1]), int(match[2]), match[3], today)
    if (match := _WRITTEN.fullmatch(said)) is not None and match[2] in _MONTHS:
        return _coming(int(match[1]), _MONTHS[match[2]], match[3], today)
    return None


def _coming(day: int, month: int, year: str | None, today: date) -> date:
    """Return the day of that year, else the next one that comes."""
    if year is not None:
        return today.replace(int(year), month, day)
    this_year = today.replace(month=month, day=day)
    return this_year if this_year >= today else today.replace(today.year + 1, month, day)
