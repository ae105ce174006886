"""Working hours as the desk goes by them: when a day's work begins, and when somebody may be written to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from maild.desk.office import Office
    from maild.desk.rulebook import Rulebook
    from maild.tickets.targets import Calendar

_LEAST = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """The working hours of some people: the name of their calendar, and the office as clocks show it where they are."""

    name: str
    calendar: Calendar
    office: Office


def hours_of(person: str, rulebook: Rulebook, office: Office) -> Hours:
    """Return the hours in which somebody may be written to: their own, their group's, else the desk's."""
    return hours_named(rulebook.policy.people.calendar_of(person) or rulebook.desk_calendar_name, rulebook, office)


def hours_named(name: str, rulebook: Rulebook, office: Office) -> Hours:
    """Return the hours of a calendar; one that never rests is where the office is."""
    facts = rulebook.policy.calendars[name]
    elsewhere = name != rulebook.desk_calendar_name and not facts.always
    return Hours(name, rulebook.calendars[name], replace(office, timezone=facts.timezone) if elsewhere else office)


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
