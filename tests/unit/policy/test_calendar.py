"""What an office writes about its working time, from the file to the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from maild.errors import PermanentError
from maild.policy.calendar import build, build_all
from maild.policy.findings import PolicyError
from maild.policy.loader import load
from maild.shipped import shipped
from tests.support.rule_folder import replaced, rule_folder

if TYPE_CHECKING:
    from pathlib import Path

HOUR = timedelta(hours=1)
SEASONS = """\
    seasons:
      - name: Ramadan
        since: {since}
        until: {until}
        hours: {{senin-kamis: ["08:00-15:00"], {friday}: ["08:00-11:30", "12:30-15:30"]}}
    settled: [2027]
"""


def office(place: Path, since: str = "2027-02-08", until: str = "2027-03-09", friday: str = "jumat") -> Path:
    written = SEASONS.format(since=since, until=until, friday=friday)
    return replaced(rule_folder(place), "calendar.yaml", "    day: 8 jam\n", f"    day: 8 jam\n{written}")


def test_the_fasting_month_has_hours_of_its_own(tmp_path: Path) -> None:
    facts = load(office(tmp_path)).calendars["kantor"]
    calendar = build(facts, 2027, 2027)
    monday = datetime(2027, 2, 8, tzinfo=UTC) - 7 * HOUR
    assert calendar.elapsed(monday, monday + 24 * HOUR) == 7 * HOUR
    assert calendar.elapsed(monday - 72 * HOUR, monday) == timedelta(), "collective leave and a weekend before it"
    assert facts.settled == {2027}


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ({"since": "2027-04-01"}, "Ramadan ends before it begins"),
        ({"friday": "jumatan"}, '"jumatan" is no weekday'),
    ],
)
def test_a_mistake_in_a_season_is_told_with_its_line(tmp_path: Path, mistake: dict[str, str], message: str) -> None:
    with pytest.raises(PolicyError, match=message) as refused:
        load(office(tmp_path, **mistake))
    assert "calendar.yaml:" in refused.value.mend


def test_holidays_that_nobody_knows_are_told_with_what_to_do() -> None:
    facts = replace(load(shipped("rules")).calendars["kantor"], country="DE")
    with pytest.raises(PermanentError, match="holidays of DE") as refused:
        build(facts, 2026, 2026)
    assert "closed" in refused.value.mend


def test_calendars_reach_a_few_years_back_and_ahead() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    calendars = build_all(load(shipped("rules")).calendars, now)
    assert set(calendars) == {"kantor", "selalu"}
    assert calendars["kantor"].add(now, 3 * 365 * HOUR) > now
    assert calendars["kantor"].elapsed(now - timedelta(days=1000), now) > 4000 * HOUR
