"""Durations as people write them: "10 minutes", "4 jam", "3 x 8 jam", "2 hari kerja"."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {
    **dict.fromkeys(("minute", "minutes", "min", "menit"), timedelta(minutes=1)),
    **dict.fromkeys(("hour", "hours", "h", "jam"), timedelta(hours=1)),
}
_DAYS = frozenset({"day", "days", "hari", "hari kerja", "working day", "working days"})
_WRITTEN = re.compile(r"(?:(?P<times>\d+)\s*[x×]\s*)?(?P<amount>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z ]+)")


def parsed(text: str, day: timedelta) -> timedelta:
    """Return the duration; a day is as long as the calendar's. ValueError when it cannot be read."""
    written = _WRITTEN.fullmatch(text.strip().lower())
    if written is None:
        raise ValueError(f'"{text}" is no duration: write "10 minutes", "4 jam" or "3 hari kerja"')
    unit = written["unit"].strip()
    length = day if unit in _DAYS else _UNITS.get(unit)
    if length is None:
        raise ValueError(f'"{unit}" is no unit of time: write minutes, hours or working days (menit, jam, hari kerja)')
    return length * (float(written["amount"].replace(",", ".")) * int(written["times"] or 1))
