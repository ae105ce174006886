"""An outage through real mail: seen by the timetable, declared by a reply, solved and surveyed for all at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.real_desk import link_in

if TYPE_CHECKING:
    from tests.support.real_desk import RealDesk

pytestmark = pytest.mark.needs("dovecot", "exim")
REPORTERS = ("rita", "budi", "citra", "dedi", "endang")
EXPECTED = "Switch inti rusak dan sedang diganti, perkiraan pulih pukul 11."
SOLVED = "Switch inti sudah diganti."


def test_many_reports_are_answered_solved_and_surveyed_as_one(desk: RealDesk) -> None:
    for name in REPORTERS:
        desk.write(name, "Internet lambat sekali, tidak bisa bekerja.", f"Internet lambat di ruang {name}")
    assert "5 laporan dalam" in desk.said("omar", "Apakah ini satu gangguan?")
    desk.answer("omar", f"#setuju\n{EXPECTED}", "Apakah ini satu gangguan?")
    for number, name in enumerate(REPORTERS, 1):
        assert f"[TIKET-{number}]" in desk.said(name, EXPECTED)
    assert desk.has("omar", "Terkirim ke Rita Sari dan 4 pelapor lain")
    desk.write("fajar", "Internet lambat sejak tadi.", "Internet lambat")
    assert desk.has("fajar", EXPECTED)
    assert not desk.has("omar", "TIKET-6")
    assert desk.ticket()["links"] == [{"ticket": number, "relation": "report"} for number in range(2, 7)]
    assert desk.ticket(6)["links"] == [{"ticket": 1, "relation": "outage"}]
    desk.answer(
        "omar", f"#selesai\nGejala: lambat\nPenyebab: switch inti\nSolusi: {SOLVED}", "Apakah ini satu gangguan?"
    )
    surveys = {link_in(desk.got(name, SOLVED), "survey") for name in (*REPORTERS, "fajar")}
    assert len(surveys) == 6
    desk.answer("citra", "Masih lambat di ruang saya.", SOLVED)
    desk.answer("omar", "#tutup", "Apakah ini satu gangguan?")
    tickets = json.loads(desk.maild("tickets", "list", "--json"))
    statuses = {ticket["number"]: ticket["status"] for ticket in tickets}
    assert statuses == {**dict.fromkeys((1, 2, 4, 5, 6), "closed"), 3: "in_progress"}
    assert "sound" in desk.maild("db", "check")
