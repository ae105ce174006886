"""`maild digest` and `maild kpi`, as they are typed."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from maild.cli.main import application
from maild.store.database import Database
from maild.store.desk_store import DeskStore
from maild.store.schema import prepare
from maild.tickets.events import TicketResolved
from tests.support.office import Office
from tests.support.season import Season

if TYPE_CHECKING:
    from pathlib import Path

TODAY = datetime.now(UTC).date()
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 14)
DAYS = ("--from", MONDAY.isoformat(), "--to", MONDAY.isoformat())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which one ticket of four was solved on a Monday two weeks ago."""
    folder = tmp_path_factory.mktemp("office")
    Office(folder).lay_out().configure("desk@office.example", imap_port=1, smtp_port=1, password="x")
    database = Database("sqlite:///maild.db", folder)
    prepare(database)
    season = Season(DeskStore(database), start=datetime.combine(MONDAY, time(3), UTC))
    for priority in (1, 2, 3):
        season.open(priority)
    season.open(confidential=True)
    season.happen(1, TicketResolved())
    database.close()
    return folder


@pytest.fixture
def typed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.chdir(folder)
    return Typed()


class Typed:
    """What a command prints."""

    def __call__(self, *arguments: str) -> str:
        done = CliRunner().invoke(application, arguments)
        assert done.exception is None, done.output
        return done.stdout

    def json(self, *arguments: str) -> dict[str, object]:
        return json.loads(self(*arguments, "--json"))

    def refused(self, *arguments: str) -> str:
        done = CliRunner().invoke(application, arguments)
        assert done.exception is not None
        return f"{done.output} {done.exception}"


def test_every_figure_can_be_opened(typed: Typed) -> None:
    """MAD-19: the tickets behind it."""
    found = typed.json("kpi", *DAYS, "--tickets", "10")
    assert {row["ticket"]: row["counted"] for row in found} == {1: True, 2: False, 3: False, 4: False}


def test_indicators_come_as_json_with_numerator_and_denominator(typed: Typed) -> None:
    found = typed.json("kpi", *DAYS)
    (first, *_) = found["indicators"]
    assert (first["id"], first["value"], first["tickets"]) == ("reports_recorded", 4, [1, 2, 3, 4])
    assert found["to"] == f"{MONDAY}T17:00:00Z"


def test_the_procedures_table_comes_as_csv(typed: Typed) -> None:
    """MAD-19, MAD-20: its own columns, and the steps below."""
    text = typed("kpi", *DAYS, "--type", "incident", "--csv")
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert rows[0] == ["Aktivitas", "Tujuan", "Indikator Kinerja", "Target", "Realisasi"]
    assert rows[1][2:] == ["Jumlah pelaporan insiden yang tercatat", "N/A", "4"]
    assert ["1", "Menghubungi service desk", "2,0 menit", "tidak terukur", "0 dari 4", "N/A"] in rows


def test_the_tickets_behind_a_step_are_listed_with_their_minutes(typed: Typed) -> None:
    """MAD-20."""
    rows = typed.json("kpi", *DAYS, "--type", "incident", "--step", "1")
    assert rows == [{"ticket": number, "minutes": None, "within": None} for number in (1, 2, 3, 4)]


def test_the_procedures_table_comes_as_pdf(typed: Typed) -> None:
    typed("kpi", *DAYS, "--type", "incident", "--pdf", "kpi.pdf", "--language", "en")
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader("kpi.pdf").pages)
    assert "Incident handling" in text
    assert "not measurable" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kpi", "--type", "insiden"), "The types are incident"),
        (("kpi", "--tickets", "13"), "They go from 1 to 12"),
        (("kpi", "--step", "13"), "--type"),
        (("kpi", "--type", "incident", "--step", "99"), "They are 1, 2"),
        (("kpi", "--from", "2026-12-14", "--to", "2026-12-13"), "ends before it begins"),
        (("digest", "--date", "kemarin"), "is no date"),
    ],
)
def test_what_makes_no_sense_is_answered_in_words(typed: Typed, arguments: tuple[str, ...], said: str) -> None:
    assert said in typed.refused(*arguments)


def test_a_digest_of_the_past_tells_what_was_known_then(typed: Typed) -> None:
    day = MONDAY + timedelta(days=1)
    found = typed.json("digest", "--date", day.isoformat(), "--form", "daily")
    assert (found["day"], found["until"], found["open"]) == (day.isoformat(), MONDAY.isoformat(), 3)
    assert typed.json("digest", "--date", MONDAY.isoformat())["open"] == 0


def test_a_digest_is_written_as_a_page_without_images_or_scripts(typed: Typed, folder: Path) -> None:
    typed("digest", "--html", "digest.html")
    page = (folder / "digest.html").read_text()
    assert "<img" not in page
    assert "<script" not in page
    assert "prefers-color-scheme: dark" in page


def test_a_digest_can_be_sent_at_once(typed: Typed) -> None:
    typed("digest", "--send")
    letters = [row for row in typed.json("outbox", "list") if row["notice"] == "digest"]
    assert [row["to"] for row in letters] == ["mona@madiun.example"]
