"""The indicators by mail."""

from __future__ import annotations

from datetime import date

import pytest

from maild.desk.actions.measuring import _first_day
from maild.desk.actions.task import Refused
from tests.support.at_work import at_work, letter_from, moment, omar, told
from tests.support.desk import MONA, OMAR, RITA

TODAY = date(2026, 11, 20)


def test_a_manager_gets_the_indicators_of_this_month_by_mail() -> None:
    """MAD-19."""
    desk = at_work()
    omar(desk, "#ambil")
    desk.receive(letter_from(MONA, "#kpi", date=moment(desk)))
    letter = told(desk, MONA, "indicators")
    assert letter.subject == "Indikator kinerja Minggu, 1 November 2026 – Jumat, 20 November 2026"
    text = " ".join(letter.text.split())
    assert "100,0 % (1 dari 1): Target waktu tanggapan terpenuhi – target ≥ 90,0 %" in text
    assert "1 : Jumlah pelaporan insiden yang tercatat" in text


def test_a_requester_gets_no_indicators() -> None:
    desk = at_work()
    desk.receive(letter_from(RITA, "#kpi", date=moment(desk)))
    assert desk.outbox(RITA, "indicators") == []


def test_a_month_that_is_none_is_refused_with_what_would_be_right() -> None:
    desk = at_work()
    desk.receive(letter_from(OMAR, "#kpi entah", date=moment(desk)))
    assert "bulan lalu" in told(desk, OMAR, "command_refused").text


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("", date(2026, 11, 1)),
        ("bulan lalu", date(2026, 10, 1)),
        ("oktober", date(2026, 10, 1)),
        ("desember", date(2025, 12, 1)),
        ("januari 2025", date(2025, 1, 1)),
        ("2026-03", date(2026, 3, 1)),
        ("3/2026", date(2026, 3, 1)),
    ],
)
def test_months_are_read_as_people_write_them(said: str, first: date) -> None:
    assert _first_day(said, TODAY) == first


@pytest.mark.parametrize("said", ["2026-13", "2026-12", "1999-01", "desember 2026"])
def test_months_that_have_not_begun_are_refused(said: str) -> None:
    with pytest.raises(Refused):
        _first_day(said, TODAY)
