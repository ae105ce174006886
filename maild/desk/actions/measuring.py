"""The indicators of a month by mail, as the procedure's table has them (MAD-19)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from maild.desk.actions.inquiry import Answer
from maild.desk.actions.task import Refused
from maild.desk.actions.until import month_named
from maild.desk.hours import midnight
from maild.desk.kpi.report import report
from maild.mail.commands import plain
from maild.notices.report_values import IndicatorView

if TYPE_CHECKING:
    from maild.desk.actions.inquiry import Inquiry

_LAST = frozenset({"lalu", "bulan lalu", "last", "last month"})
_WRITTEN = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[/-](\d{4})")
_DAY = timedelta(days=1)


def indicators(inquiry: Inquiry) -> Answer:
    """Return the indicators of the month that is named, of this one when none is."""
    today = inquiry.office.local(inquiry.now).date()
    first = _first_day(plain(inquiry.said), today)
    last = min((first + 31 * _DAY).replace(day=1) - _DAY, today)
    since, until = (midnight(day, inquiry.office) for day in (first, last + _DAY))
    told = report(inquiry.ledger.work, inquiry.rulebook, since, until, inquiry.now)
    _, *rows = told.table(inquiry.giver.language)
    views = tuple(
        IndicatorView(
            name, target, result, goal.met(one.value) if (goal := told.goal(one)) and one.value is not None else None
        )
        for one, (_, _, name, target, result) in zip(told.measures, rows, strict=True)
    )
    return Answer("indicators", {"since": first, "until": last, "indicators": views})


def _first_day(said: str, today: date) -> date:
    """Return the first day of a month written as "november", "2026-11", "11/2026" or "bulan lalu"."""
    this_month = today.replace(day=1)
    if not said:
        return this_month
    if said in _LAST:
        return (this_month - _DAY).replace(day=1)
    name, _, year = said.partition(" ")
    month = month_named(name)
    if month is not None and (not year or year.isdecimal()):
        latest = today.year if month <= today.month else today.year - 1
        return _day_of(int(year) if year else latest, month, today)
    written = _WRITTEN.fullmatch(said)
    if written is None:
        raise Refused("unknown_name", likely=("bulan lalu", f"{today:%Y-%m}"))
    year_said, month_said = written[1] or written[4], written[2] or written[3]
    return _day_of(int(year_said), int(month_said), today)


def _day_of(year: int, month: int, today: date) -> date:
    if not 1 <= month <= 12 or not 2000 <= year <= today.year or date(year, month, 1) > today:
        raise Refused("unknown_name", likely=("bulan lalu", f"{today:%Y-%m}"))
    return date(year, month, 1)
