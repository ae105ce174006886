"""Some weeks of an office: warnings once and in hours, one digest a morning, and figures that a recount confirms."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from maild.desk.digest.figures import Span, figures_of
from maild.desk.kpi.measures import measured, period_of
from maild.store.desk_store import DeskStore
from tests.support.season import DAY, START, Season
from tests.support.stores import empty

if TYPE_CHECKING:
    from maild.store.database import Database

JAKARTA = ZoneInfo("Asia/Jakarta")
END = START + 26 * DAY
ASLEEP, AWAKE = datetime(2026, 12, 28, 10, tzinfo=UTC), datetime(2027, 1, 4, 2, tzinfo=UTC)
# As decreed for these weeks: collective leave, Christmas, New Year and Isra Mikraj.
DAYS_OFF = {date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 5)}
HOURS = {
    **dict.fromkeys(range(4), (("07:30", "12:00"), ("12:30", "16:00"))),
    4: (("07:00", "11:30"), ("13:00", "16:30")),
}


@pytest.fixture(scope="module")
def season(sqlite_database: Database) -> Season:
    """Nearly four weeks with holidays, restarts, a clock set back and a week of downtime."""
    empty(sqlite_database)
    season = Season(DeskStore(sqlite_database), step=15)
    season.live(180, days=22)
    season.run_until(START + 4 * DAY)
    season.restart()
    season.run_until(START + 8 * DAY + timedelta(hours=3))
    season.now -= timedelta(hours=2)
    season.run_until(ASLEEP)
    season.run_until(AWAKE, asleep=True)
    season.restart()
    season.run_until(END)
    return season


def asked(season: Season, query: str) -> list[Any]:
    with season.store.database.reading() as connection:
        return list(connection.exec_driver_sql(query))


def told(season: Season) -> list[tuple[int, str, dict[str, Any], int]]:
    rows = asked(season, "SELECT ticket, kind, data, at FROM events ORDER BY ticket, sequence")
    return [(ticket, kind, json.loads(data), at) for ticket, kind, data, at in rows]


def last_targets(season: Season) -> dict[tuple[int, str], dict[str, Any]]:
    """Return how the events left every promise: read from their JSON, without any code of the desk."""
    stands: dict[tuple[int, str], dict[str, Any]] = {}
    for ticket, targets in asked(
        season, "SELECT ticket, targets FROM events WHERE targets != '' ORDER BY ticket, sequence"
    ):
        stands |= {(ticket, target["name"]): target for target in json.loads(targets)}
    return stands


def is_office_time(at: datetime) -> bool:
    there = at.astimezone(JAKARTA)
    if there.date() in DAYS_OFF:
        return False
    spans = HOURS.get(there.weekday(), ())
    return any(time.fromisoformat(start) <= there.time() < time.fromisoformat(end) for start, end in spans)


def micro(at: datetime) -> int:
    return round(at.timestamp()) * 1_000_000


def test_every_warning_is_given_once(season: Season) -> None:
    given = [(ticket, data) for ticket, kind, data, _ in told(season) if kind == "WarningGiven"]
    warnings = [(number, one["target"], one["run"], one["share"], to) for number, one in given for to in one["to"]]
    assert len(warnings) > 50
    assert [warning for warning, times in Counter(warnings).items() if times > 1] == []


def test_every_broken_promise_of_an_open_ticket_was_told(season: Season) -> None:
    warned = {(ticket, data["target"]) for ticket, kind, data, _ in told(season) if kind == "WarningGiven"}
    over = {
        key
        for key, target in last_targets(season).items()
        if "met_at" not in target and target.get("due_at", micro(END)) < micro(END)
    }
    assert over
    assert over <= warned


def test_alerts_come_in_the_offices_hours_unless_they_are_proven_and_of_priority_one(season: Season) -> None:
    confirmed = {ticket for ticket, kind, _, _ in told(season) if kind in {"TriageConfirmed", "TicketClassified"}}
    first = {ticket for ticket, priority in asked(season, "SELECT number, priority FROM tickets") if priority == 1}
    for letter in season.letters("alert"):
        if not is_office_time(letter.created_at):
            numbers = {int(number) for number in re.findall(r"TIKET-(\d+)", letter.text)}
            assert numbers <= confirmed & first, (letter.created_at, letter.text)


def test_reports_come_in_the_offices_hours_and_at_most_once_a_day(season: Season) -> None:
    letters = season.letters("digest", "work_list")
    assert all(is_office_time(letter.created_at) for letter in letters)
    days = Counter((one.notice, one.person, one.created_at.astimezone(JAKARTA).date()) for one in letters)
    assert set(days.values()) == {1}
    mornings = {day for notice, person, day in days if (notice, person) == ("digest", "mona")}
    working_days = (START.date() + number * DAY for number in range(1, 26))
    assert mornings - {START.date()} == {
        day
        for day in working_days
        if day.weekday() < 5 and day not in DAYS_OFF and not ASLEEP.date() < day < AWAKE.date()
    }


def test_one_person_gets_one_alert_at_a_time_and_few_mails_a_day(season: Season) -> None:
    letters = season.letters("alert")
    moments = Counter((letter.address, letter.created_at) for letter in letters)
    assert set(moments.values()) == {1}


def test_a_week_without_digests_is_made_up_once_and_says_so(season: Season) -> None:
    after = [letter for letter in season.letters("digest") if letter.created_at >= AWAKE and letter.person == "mona"]
    assert "Laporan tidak dapat dikirim pada 3 hari kerja" in after[0].text
    assert after[0].subject.startswith("Laporan bulanan")
    assert "menghitung sejak Selasa, 1 Desember 2026" in " ".join(after[0].text.split())
    assert all("tidak dapat dikirim" not in letter.text for letter in after[1:])


def test_managers_read_the_digest_in_their_language_with_a_table_of_their_own(season: Season) -> None:
    """UNM-4."""
    letter = next(letter for letter in season.letters("digest") if letter.person == "gita")
    assert letter.subject.startswith("Daily report")
    ((raw, _),) = letter.attachments
    assert b'filename="open-tickets-' in season.store.raw(raw)


def test_confidential_tickets_are_counted_and_never_shown(season: Season) -> None:
    secret = {number for (number,) in asked(season, "SELECT number FROM tickets WHERE confidential")}
    assert secret
    for letter in season.letters("digest"):
        shown = letter.text + letter.html + season.store.raw(letter.attachments[0][0]).decode("ascii")
        assert not [number for number in secret if f"({number})" in shown or f"TIKET-{number}<" in shown]


@pytest.mark.parametrize("days", [(0, 3), (5, 12), (14, 22), (0, 26)])
def test_figures_equal_a_recount_of_the_raw_events(season: Season, days: tuple[int, int]) -> None:
    span = Span(START + days[0] * DAY, START + days[1] * DAY)
    figures = figures_of(list(season.numbers.histories(START, END)), span)
    since, until = micro(span.since), micro(span.until)
    happened = Counter(kind for _, kind, _, at in told(season) if since <= at < until)
    corrected = [data for _, kind, data, at in told(season) if kind == "TicketClassified" and since <= at < until]
    assert (figures.opened, figures.returned, figures.reopened) == (
        happened["TicketOpened"],
        happened["EscalationReturned"],
        happened["TicketReopened"],
    )
    assert figures.corrected == len(corrected)
    assert figures.closed == happened["TicketClosed"]
    for name, share in (("response", figures.response_kept), ("resolution", figures.resolution_kept)):
        assert share == pytest.approx(kept_by_recount(season, name, since, until)), name


def kept_by_recount(season: Season, name: str, since: int, until: int) -> float | None:
    kept = []
    for (_, target_name), target in last_targets(season).items():
        settled = min(target.get("met_at", until), target.get("due_at", until))
        if target_name == name and since <= settled < until:
            kept.append("met_at" in target and target["met_at"] <= target.get("due_at", target["met_at"]))
    return 100 * sum(kept) / len(kept) if kept else None


def test_indicators_equal_a_recount_by_sql(season: Season) -> None:
    since, until = START + 2 * DAY, START + 20 * DAY
    found = list(season.numbers.histories(since, until))
    measures = {
        (one.id, one.priority): one
        for one in measured(period_of(found, since, until, season.now, season.calendar, (1, 2, 3)))
    }
    within = f"opened_at >= {micro(since)} AND opened_at < {micro(until)}"
    one = "SELECT count(*) FROM tickets WHERE "
    first_guess = {ticket: data["category"] for ticket, kind, data, _ in told(season) if kind == "TicketOpened"}
    checked = asked(season, f"SELECT number, category FROM tickets WHERE {within} AND confirmed_at IS NOT NULL")
    right = [number for number, category in checked if first_guess[number] == category]
    recount = {
        "reports_recorded": (asked(season, one + within)[0][0],) * 2,
        "reported_by_mail": (
            asked(season, f"{one}{within} AND channel = 'email'")[0][0],
            asked(season, one + within)[0][0],
        ),
        "category_right": (len(right), len(checked)),
        "finished": (
            asked(season, f"{one} closed_at >= {micro(since)} AND closed_at < {micro(until)}")[0][0],
        ) * 2,
    }  # fmt: skip
    for name, (numerator, denominator) in recount.items():
        assert (measures[name, None].numerator, measures[name, None].denominator) == (numerator, denominator), name
    for priority in (1, 2, 3):
        those = f"{one}{within} AND priority = {priority}"
        handled = asked(season, f"{those} AND resolved_at IS NOT NULL")[0][0], asked(season, those)[0][0]
        measure = measures["handled", priority]
        assert (measure.numerator, measure.denominator) == handled
    in_time = f"closed_at >= {micro(since)} AND closed_at < {micro(until)}"
    scores = asked(season, f"SELECT survey FROM tickets WHERE survey IS NOT NULL AND {in_time}")
    assert measures["satisfaction", None].value == pytest.approx(sum(score for (score,) in scores) / len(scores))
    in_cohort = {number for (number,) in asked(season, f"SELECT number FROM tickets WHERE {within}")}
    kinds = Counter(
        kind + ("!" if data.get("hierarchic") else "") for ticket, kind, data, _ in told(season) if ticket in in_cohort
    )
    returned = measures["escalations_returned", None]
    assert (returned.numerator, returned.denominator) == (kinds["EscalationReturned"], kinds["TicketEscalated"])
