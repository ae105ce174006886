"""Which report is due: at the office's hour on working days, made up once for the days on which none could be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from maild.desk.hours import is_working, next_working_moment, start_of_work, working_days

if TYPE_CHECKING:
    from maild.desk.office import Office
    from maild.tickets.targets import Calendar

Form = Literal["daily", "weekly", "monthly"]

_DAY = timedelta(days=1)
_IN_TIME = timedelta(minutes=15)
_LONGEST_PAUSE = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """A report for the morning of `day` about the days from `since` to `until`, both included."""

    form: Form
    day: date
    since: date
    until: date
    missed: tuple[date, ...] = ()
    late: bool = False


def due(now: datetime, last: datetime | None, calendar: Calendar, office: Office, at: time) -> Plan | None:
    """Return the report that has to be sent now, None when there is none.

    `last` is when the last one was sent. After days without one, it reports on all of them and says so; the wider form
    counts when one of those days asked for it.
    """
    day = office.local(now).date()
    hour = due_at(day, calendar, office, at)
    if hour is None or now < hour or not is_working(calendar, now):
        return None
    before = previous_working_day(day, calendar, office)
    last_day = before if last is None else office.local(last).date()
    if last_day >= day:
        return None
    missed = tuple(working_days(calendar, last_day + _DAY, day, office))
    forms = {form_of(one, calendar, office) for one in (*missed, day)}
    widest: Form = "monthly" if "monthly" in forms else "weekly" if "weekly" in forms else "daily"
    plan = planned(day, widest, calendar, office)
    return Plan(widest, day, min(plan.since, last_day), plan.until, missed, late=now - hour > _IN_TIME)


def due_at(day: date, calendar: Calendar, office: Office, at: time) -> datetime | None:
    """Return when a day's report leaves: at the office's hour, not before work begins; None on a day off."""
    begins = start_of_work(calendar, day, office)
    if begins is None:
        return None
    return next_working_moment(calendar, max(begins, datetime.combine(day, at, ZoneInfo(office.timezone))))


def planned(day: date, form: Form, calendar: Calendar, office: Office) -> Plan:
    """Return the report of a form for the morning of a day: on the last working day, week or month before it."""
    first = {
        "daily": lambda: previous_working_day(day, calendar, office),
        "weekly": lambda: day - timedelta(days=day.weekday() + 7),
        "monthly": lambda: (day.replace(day=1) - _DAY).replace(day=1),
    }
    last = {
        "daily": day - _DAY,
        "weekly": day - timedelta(days=day.weekday() + 1),
        "monthly": day.replace(day=1) - _DAY,
    }
    return Plan(form, day, first[form](), last[form])


def form_of(day: date, calendar: Calendar, office: Office) -> Form:
    """Return the form of a working day: the first of a month tells of the month, the first of a week of the week."""
    before = previous_working_day(day, calendar, office)
    if before.month != day.month:
        return "monthly"
    return "weekly" if before.isocalendar().week != day.isocalendar().week else "daily"


def previous_working_day(day: date, calendar: Calendar, office: Office) -> date:
    """Return the last working day before a day; the day before it when there was none for weeks."""
    found = list(working_days(calendar, day - _LONGEST_PAUSE * _DAY, day, office))
    return found[-1] if found else day - _DAY
