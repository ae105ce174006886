"""The office's hours as the desk goes by them: when a day's work begins, and when somebody may be written to."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from maild.desk.office import Office
    from maild.tickets.targets import Calendar

_LEAST = timedelta(microseconds=1)
_DAY = timedelta(days=1)


def next_working_moment(calendar: Calendar, at: datetime) -> datetime:
    """Return the moment itself when it is working time, else the next one that is."""
    return calendar.add(at, _LEAST) - _LEAST


def is_working(calendar: Calendar, at: datetime) -> bool:
    """Tell whether work is done at this moment."""
    return next_working_moment(calendar, at) == at


def midnight(day: date, office: Office) -> datetime:
    """Return when a day begins where the office is."""
    return datetime.combine(day, time(), ZoneInfo(office.timezone))


def start_of_work(calendar: Calendar, day: date, office: Office) -> datetime | None:
    """Return when work begins on a day, None when it is no working day."""
    first = next_working_moment(calendar, midnight(day, office))
    return first if office.local(first).date() == day else None


def working_days(calendar: Calendar, since: date, until: date, office: Office) -> Iterator[date]:
    """Yield the working days from one day on, up to but without another."""
    day = since
    while day < until:
        if start_of_work(calendar, day, office) is not None:
            yield day
        day += _DAY
