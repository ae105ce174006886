"""A quarter of an office, judged from its database: nothing is lost or told twice, and every figure can be recounted.

Two daemons work on PostgreSQL at the same time, one on SQLite. `make season` plays the whole quarter; what is played
without MAILD_SEASON are a few weeks of it. The recounts are plain SQL over the events and know nothing of the desk.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from maild.desk.digest.digests import Digests
from maild.desk.kpi.report import report
from maild.desk.letters.notify import Notifier
from maild.store.check import check
from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.numbers import SqlNumbers
from tests.support.desk import KEYRING, OFFICE, renderer
from tests.support.quarter import DAY, HOUR, SHIFTS, START, WEEKS, WHOLE, Quarter
from tests.support.stores import empty

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maild.desk.records import OutboxRow

PLAN = WHOLE if "MAILD_SEASON" in os.environ else WEEKS
JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
# As decreed for these months: Isra Mikraj, Lunar New Year, Nyepi, Id al-Fitr, Good Friday; and what the office adds.
DAYS_OFF = {
    date(2026, month, day)
    for month, days in {1: (1, 16), 2: (16, 17), 3: (18, 19, 20, 23, 24), 4: (3,)}.items()
    for day in days
} | {PLAN.decreed}
RAMADAN = (date(2026, 2, 18), date(2026, 3, 17))
WEEK = {
    **dict.fromkeys(range(4), (("07:30", "12:00"), ("12:30", "16:00"))),
    4: (("07:00", "11:30"), ("13:00", "16:30")),
}
SHORT_WEEK = dict.fromkeys(range(5), (("08:00", "12:00"), ("12:30", "15:00")))
EVENINGS = dict.fromkeys(range(6), (("13:00", "21:00"),))
MONTHS = {
    "Januari": 1, "Februari": 2, "Maret": 3, "April": 4, "Mei": 5, "Juni": 6,
    "Juli": 7, "Agustus": 8, "September": 9, "Oktober": 10, "November": 11, "Desember": 12,
}  # fmt: skip
ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.needs("postgres"))


@pytest.fixture(scope="module", params=["sqlite", ON_POSTGRES])
def quarter(request: pytest.FixtureRequest) -> Iterator[Quarter]:
    database: Database = request.getfixturevalue(f"{request.param}_database")
    empty(database)
    databases = [database]
    if request.param == "postgres":
        databases.append(Database(database.url.render_as_string(hide_password=False)))
    quarter, begun = Quarter(databases, PLAN), perf_counter()
    quarter.pass_by()
    quarter.close()
    _tell(quarter, perf_counter() - begun)
    yield quarter
    for other in databases[1:]:
        other.close()


def _tell(quarter: Quarter, seconds: float) -> None:
    """Print what the whole quarter came to (`make season` shows it)."""
    kinds = Counter(row.kind for row in quarter.asked("SELECT kind FROM events"))
    letters = Counter(row.notice for row in quarter.asked("SELECT notice FROM outbox"))
    mails = quarter.asked("SELECT count(*) FROM journal")[0][0]
    print(
        f"\n{quarter.database.dialect}: {PLAN.days} days in {seconds:.0f} s: {kinds['TicketOpened']} tickets,",
        f"{mails} mails in, {letters.total()} letters out, {kinds['WarningGiven']} warnings in",
        f"{letters['alert']} alerts, {letters['digest']} digests, {letters['work_list']} work lists,",
        f"{kinds['TargetsMoved']} tickets moved by a decree",
    )


# --- the raw events, by SQL alone --------------------------------------------------------------------------------


def sql(quarter: Quarter, query: str, **moments: datetime) -> list[Any]:
    """Ask with `facts` and `promises` as tables made of the events' JSON; moments stand in braces."""
    given = {name: micro(at) for name, at in moments.items()}
    return quarter.asked(TABLES[quarter.database.dialect] + query.format(**given))


TABLES = {
    "sqlite": """WITH promises AS (
        SELECT e.ticket, e.sequence, e.at,
            json_extract(p.value, '$.name') AS name, json_extract(p.value, '$.run') AS run,
            json_extract(p.value, '$.within') AS within, json_extract(p.value, '$.spent_for') AS spent_for,
            json_extract(p.value, '$.due_at') AS due_at, json_extract(p.value, '$.met_at') AS met_at
        FROM events e, json_each(e.targets) p WHERE e.targets != ''
    ), scores AS (
        SELECT e.at, json_extract(s.value, '$[1]') AS score
        FROM events e, json_each(e.data, '$.scores') s WHERE e.kind = 'SurveyAnswered'
    ), told AS (
        SELECT e.ticket, e.sequence, e.at,
            json_extract(e.data, '$.target') AS name, json_extract(e.data, '$.run') AS run,
            json_extract(e.data, '$.share') AS share, t.value AS reader
        FROM events e, json_each(e.data, '$.to') t WHERE e.kind = 'WarningGiven'
    ), facts AS (
        SELECT ticket, sequence, at, kind, json_extract(data, '$.field') AS field,
            json_extract(data, '$.priority') AS priority, json_extract(data, '$.after') AS later FROM events
    )
    """,
    "postgresql": """WITH promises AS (
        SELECT e.ticket, e.sequence, e.at, p ->> 'name' AS name, (p ->> 'run')::int AS run,
            (p ->> 'within')::bigint AS within, (p ->> 'spent_for')::bigint AS spent_for,
            (p ->> 'due_at')::bigint AS due_at, (p ->> 'met_at')::bigint AS met_at
        FROM events e, jsonb_array_elements(nullif(e.targets, '')::jsonb) p
    ), scores AS (
        SELECT e.at, (s ->> 1)::int AS score
        FROM events e, jsonb_array_elements(e.data::jsonb -> 'scores') s WHERE e.kind = 'SurveyAnswered'
    ), told AS (
        SELECT e.ticket, e.sequence, e.at, e.data::jsonb ->> 'target' AS name, (e.data::jsonb ->> 'run')::int AS run,
            (e.data::jsonb ->> 'share')::int AS share, t #>> '{}' AS reader
        FROM events e, jsonb_array_elements(e.data::jsonb -> 'to') t WHERE e.kind = 'WarningGiven'
    ), facts AS (
        SELECT ticket, sequence, at, kind, data::jsonb ->> 'field' AS field,
            (data::jsonb ->> 'priority')::int AS priority, data::jsonb ->> 'after' AS later FROM events
    )
    """,
}
SETTLED = """
    SELECT avg(CASE WHEN met_at IS NOT NULL AND spent_for <= within THEN 100.0 ELSE 0.0 END) FROM (
        SELECT p.*, row_number() OVER (PARTITION BY ticket ORDER BY run DESC, sequence DESC) AS place
        FROM promises p WHERE name = '{name}' AND at < {{now}}
    ) AS last
    WHERE place = 1 AND CASE WHEN met_at < due_at OR due_at IS NULL THEN met_at ELSE due_at END
        BETWEEN {{since}} AND {{until}} - 1
"""
COUNTED = "SELECT count(*) FROM facts WHERE kind = '{kind}' AND at >= {{since}} AND at < {{until}} AND at < {{now}}"
STANDING = """
    SELECT count(*) FROM (
        SELECT f.*, row_number() OVER (PARTITION BY ticket ORDER BY sequence DESC) AS place
        FROM facts f WHERE at < {{now}} AND kind IN ({kinds})
    ) AS last
    WHERE place = 1
"""
SOLVED = STANDING.format(kinds="'TicketResolved', 'TicketReopened'") + (
    " AND kind = 'TicketResolved' AND at >= {since} AND at < {until}"
)
OPEN = STANDING.format(kinds="'TicketOpened', 'TicketResolved', 'TicketClosed', 'TicketReopened'") + (
    " AND kind IN ('TicketOpened', 'TicketReopened')"
)
# What stands in front of a figure of the digest, and what recounts it.
RECOUNTS: Mapping[str, str] = {
    "Tiket masuk": COUNTED.format(kind="TicketOpened"),
    "Tiket selesai ditangani": SOLVED,
    "Tanggapan tepat waktu": SETTLED.format(name="response"),
    "Penyelesaian tepat waktu": SETTLED.format(name="resolution"),
    "Nilai survei": "SELECT avg(score * 1.0) FROM scores WHERE at >= {since} AND at < {until} AND at < {now}",
    "Eskalasi dikembalikan": COUNTED.format(kind="EscalationReturned"),
    "Dibuka kembali": COUNTED.format(kind="TicketReopened"),
    "Kategori dikoreksi": COUNTED.format(kind="TicketClassified") + " AND field = 'category'",
}


def micro(at: datetime) -> int:
    return round(at.timestamp()) * 1_000_000


def letters(quarter: Quarter, *notices: str) -> list[OutboxRow]:
    names = ", ".join(f"'{name}'" for name in notices)
    store = DeskStore(quarter.database)
    rows = [
        store.letter(row) for (row,) in quarter.asked(f"SELECT id FROM outbox WHERE notice IN ({names}) ORDER BY id")
    ]
    return [row for row in rows if row is not None]


def is_on_duty(person: str, at: datetime) -> bool:
    """Tell whether somebody works at this moment, by what is written here."""
    calendar = SHIFTS.get(person, "kantor")
    if calendar == "selalu":
        return True
    there = at.astimezone(_zone(person))
    week: Mapping[int, tuple[tuple[str, str], ...]] = EVENINGS if calendar == "sore" else WEEK
    if calendar == "kantor" and RAMADAN[0] <= there.date() <= RAMADAN[1]:
        week = SHORT_WEEK
    if calendar != "sore" and there.date() in DAYS_OFF:
        return False
    spans = week.get(there.weekday(), ())
    return any(time.fromisoformat(start) <= there.time() < time.fromisoformat(end) for start, end in spans)


# --- nothing lost, nothing twice ---------------------------------------------------------------------------------


def test_every_report_is_one_ticket_and_every_letter_leaves_once(quarter: Quarter) -> None:
    assert quarter.asked("SELECT count(*) FROM tickets")[0][0] == PLAN.tickets
    assert quarter.asked("SELECT count(*) FROM quarantine")[0][0] == 0
    written = {row for (row,) in quarter.asked("SELECT id FROM outbox WHERE state = 'sent'")}
    assert {row for row, times in quarter.sent.items() if len(times) > 1} == set()
    assert quarter.sent.keys() == written
    assert quarter.asked("SELECT DISTINCT state FROM outbox WHERE state NOT IN ('sent', 'waiting')") == []


def test_every_warning_reaches_everybody_once(quarter: Quarter) -> None:
    twice = """
        SELECT t.ticket, t.name, t.run, t.share, p.within, t.reader, count(*) FROM told t
        JOIN promises p ON (p.ticket, p.sequence, p.name, p.run) = (t.ticket, t.sequence, t.name, t.run)
        GROUP BY t.ticket, t.name, t.run, t.share, p.within, t.reader HAVING count(*) > 1
    """
    assert sql(quarter, "SELECT count(*) FROM told")[0][0] > PLAN.tickets
    assert sql(quarter, twice) == []


def test_every_broken_promise_is_told(quarter: Quarter) -> None:
    untold = """
        SELECT ticket, name FROM (
            SELECT p.*, row_number() OVER (PARTITION BY ticket, name ORDER BY run DESC, sequence DESC) AS place
            FROM promises p
        ) AS last
        WHERE place = 1 AND met_at IS NULL AND due_at < {before}
            AND (ticket, name) NOT IN (SELECT ticket, name FROM told WHERE share = 100)
    """
    assert sql(quarter, untold, before=quarter.end - 5 * DAY) == []


# --- whom, when, how often ---------------------------------------------------------------------------------------


def test_nobody_is_alerted_off_duty_but_of_a_proven_first_priority(quarter: Quarter) -> None:
    proven = (
        "SELECT e.ticket FROM events e JOIN messages m ON m.id = e.message WHERE e.sequence = 1 AND m.proof = 'sender'"
    )
    shown = {ticket: 0 for (ticket,) in quarter.asked(proven)}
    confirmed = (
        "SELECT ticket, min(at) FROM facts WHERE kind IN ('TriageConfirmed', 'TicketClassified') GROUP BY ticket"
    )
    for ticket, at in sql(quarter, confirmed):
        shown.setdefault(ticket, at)
    urgent = {ticket for (ticket,) in sql(quarter, "SELECT ticket FROM facts WHERE priority = 1 OR later = '1'")}
    off_duty = [one for one in letters(quarter, "alert") if not is_on_duty(one.person, one.created_at)]
    for letter in off_duty:
        numbers = {int(number) for number in re.findall(r"TIKET-(\d+)", letter.subject + letter.text)}
        assert numbers <= urgent, (letter.person, letter.created_at, letter.text)
        assert all(shown[number] <= micro(letter.created_at) for number in numbers), letter.text
    assert off_duty


def test_reports_come_when_their_readers_are_at_work_and_once_a_day(quarter: Quarter) -> None:
    rows = letters(quarter, "digest", "work_list")
    assert [(one.person, one.created_at) for one in rows if not is_on_duty(one.person, one.created_at)] == []
    days = Counter((one.notice, one.person, _day(one)) for one in rows)
    assert [key for key, times in days.items() if times > 1] == []


def _day(letter: OutboxRow) -> date:
    return letter.created_at.astimezone(_zone(letter.person)).date()


def _zone(person: str) -> ZoneInfo:
    return JAYAPURA if SHIFTS.get(person) == "timur" else JAKARTA


@pytest.mark.parametrize("manager", ["mona", "gita"])
def test_managers_get_a_digest_each_of_their_working_days(quarter: Quarter, manager: str) -> None:
    mornings = {_day(one) for one in letters(quarter, "digest") if one.person == manager}
    first = START.astimezone(JAKARTA).date()
    asleep, awake = (at.astimezone(JAKARTA).date() for at in (PLAN.asleep, PLAN.awake))
    days = (first + number * DAY for number in range(1, PLAN.days + 1))
    assert mornings == {
        day
        for day in days
        if day.weekday() < 5
        and day not in DAYS_OFF
        and not asleep < day < awake
        and datetime.combine(day, time(7, 30), _zone(manager)) < quarter.end
    }


def test_several_alerts_at_once_are_one_mail(quarter: Quarter) -> None:
    alerts = letters(quarter, "alert")
    # While the clock stands still each daemon looks once, and what the other takes in meanwhile may be late at once.
    most = 2 if quarter.database.dialect == "postgresql" else 1
    moments = Counter((one.address, one.created_at) for one in alerts)
    assert [key for key, times in moments.items() if times > most] == []
    assert any(len(set(re.findall(r"TIKET-\d+", one.text))) > 2 for one in alerts)


def test_the_requester_of_an_ordinary_ticket_gets_at_most_three_automatic_mails(quarter: Quarter) -> None:
    unusual = "SELECT ticket FROM events WHERE kind IN ('WaitingBegan', 'TicketReopened')"
    automatic = f"""
        SELECT ticket, notice FROM outbox
        WHERE contact IS NOT NULL AND notice != 'new_note' AND ticket NOT IN ({unusual})
            AND (notice LIKE 'receipt{_ANY}' OR headers LIKE '{_ANY}auto-generated{_ANY}')
    """
    counted = Counter((row.ticket, row.notice) for row in quarter.asked(automatic))
    by_ticket = Counter(ticket for ticket, _ in counted.elements())
    assert len(by_ticket) > PLAN.tickets / 2
    assert {notice for _, notice in counted} <= {"receipt", "receipt_fixed", "solution", "closure"}
    assert max(counted.values()) == 1
    assert max(by_ticket.values()) == 3


_ANY = "%%"


# --- the numbers -------------------------------------------------------------------------------------------------


def test_the_figures_of_every_digest_are_what_a_recount_of_the_events_gives(quarter: Quarter) -> None:
    checked = 0
    for letter in letters(quarter, "digest"):
        if letter.person == "mona":
            since, until = _time_of(letter)
            for name, said in _figures_of(letter).items():
                (value,) = sql(quarter, RECOUNTS[name], since=since, until=until, now=letter.created_at)[0]
                assert said == _shown(name, value), (letter.subject, name, value)
                checked += 1
            (unsolved,) = sql(quarter, OPEN, now=letter.created_at)[0]
            assert re.search(rf"Tiket terbuka +: {unsolved}\b", letter.text), (letter.subject, unsolved)
    assert checked >= 8 * PLAN.days / 3


def _time_of(letter: OutboxRow) -> tuple[datetime, datetime]:
    """Read which days a digest says that it is about."""
    lines = letter.text.split("\n")
    heading = lines[next(at for at, line in enumerate(lines) if line.startswith("Angka  ")) - 2]
    days = [
        datetime(int(year), MONTHS[month], int(day), tzinfo=JAKARTA)
        for day, month, year in re.findall(r"(\d+) (\w+) (\d{4})", heading)
    ]
    return days[0], days[-1] + DAY


def _figures_of(letter: OutboxRow) -> dict[str, str]:
    rows = (re.match(r"(\D+?)  +(\S+(?: %)?)  +", line) for line in letter.text.split("\n"))
    return {row[1]: row[2] for row in rows if row and row[1] in RECOUNTS}


def _shown(name: str, value: Any) -> str:
    """Write a figure as the digest does: Indonesian, shares without fractions, scores with two at most."""
    if value is None:
        return "–"
    if name.endswith("tepat waktu"):
        return f"{round(float(value))} %"
    return f"{round(float(value), 2):,}".removesuffix(".0").translate(str.maketrans(",.", ".,"))


def test_a_late_decree_moves_every_promise_once_and_nothing_is_due_on_that_day(quarter: Quarter) -> None:
    moved = "SELECT ticket, data FROM events WHERE kind = 'TargetsMoved'"
    rows = [(row.ticket, json.loads(row.data)["calendar"]) for row in quarter.asked(moved)]
    assert rows
    assert len(set(rows)) == len(rows)
    midnight = datetime.combine(PLAN.decreed, time(), JAKARTA)
    due = """
        SELECT count(*) FROM (
            SELECT p.*, row_number() OVER (PARTITION BY ticket, name ORDER BY run DESC, sequence DESC) AS place
            FROM promises p
        ) AS last
        WHERE place = 1 AND at > {decree} AND due_at > {first} AND due_at < {last}
    """
    decree = START + PLAN.decree_after * DAY + HOUR
    assert sql(quarter, due, decree=decree, first=midnight, last=midnight + DAY)[0][0] == 0


def test_everything_stored_follows_from_the_events(quarter: Quarter) -> None:
    assert list(check(quarter.database)) == []


def test_digest_and_indicators_of_the_quarter_are_made_in_reasonable_time(quarter: Quarter) -> None:
    store, numbers = DeskStore(quarter.database), SqlNumbers(quarter.database)
    digests = Digests(store, numbers, Notifier(OFFICE, KEYRING, renderer()), lambda: quarter.rulebook, OFFICE)
    day = (quarter.end - 2 * DAY).astimezone(JAKARTA).date()
    begun = perf_counter()
    made = digests.made(digests.planned(day), digests.moment(day, quarter.end))
    lists = {one.id for one in made.view("id").decisions}
    between = perf_counter()
    figures = report(numbers, quarter.rulebook, START.astimezone(UTC), quarter.end, quarter.end)
    ended = perf_counter()
    print(f"a digest in {between - begun:.1f} s, the indicators in {ended - between:.1f} s")
    assert {"breached", "predicted"} <= lists
    assert figures.measures
    assert timedelta(seconds=ended - begun) < timedelta(seconds=60)
