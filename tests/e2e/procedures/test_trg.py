"""A regency: a unit asks by mail, the head passes it on, and the unit hears of each change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.real_desk import RealDesk

pytestmark = pytest.mark.needs("dovecot", "exim")
OFFICE = "trenggalek"
FORM = "Nama: Budi Santoso\nUnit: Kecamatan Panggul\nPenjelasan: Jaringan di aula putus."
RECORD = "Gejala: putus\nPenyebab: kabel longgar\nSolusi: Kabel uplink diganti."


def submitted(desk: RealDesk) -> RealDesk:
    desk.write("budi", FORM, "Pengajuan penanganan gangguan")
    return desk


def test_a_unit_submits_with_the_form(desk: RealDesk) -> None:
    """TRG-1: identity and unit are recorded, and the head reads them."""
    ticket = submitted(desk).ticket()
    assert (ticket["requester_name"], ticket["unit"]) == ("Budi Santoso", "Kecamatan Panggul")
    assert ticket["fields"]["explanation"] == "Jaringan di aula putus."
    assert "Unit : Kecamatan Panggul" in desk.said("mona", "Pengajuan penanganan gangguan")


def test_all_that_is_open_is_listed_by_command_and_by_mail(desk: RealDesk) -> None:
    """TRG-3."""
    submitted(desk)
    desk.write("rita", "Server presensi mati.", "Server mati")
    desk.write("herman", "#daftar", "Daftar")
    listed = desk.said("herman", "Tiket yang masih terbuka")
    assert "Pengajuan penanganan gangguan" in listed
    assert "Server mati" in listed
    assert [ticket["number"] for ticket in json.loads(desk.maild("tickets", "list", "--open", "--json"))] == [2, 1]


def test_the_priority_follows_from_service_impact_and_urgency(desk: RealDesk) -> None:
    """TRG-4: and the promised time from the priority."""
    desk.write("rita", "Server presensi mati.", "Server mati")
    ticket = desk.ticket()
    assert (ticket["service"], ticket["priority"]) == ("Server mati", 1)
    assert ticket["response_due_at"] == "2026-11-20T03:00:00Z"
    desk.answer("mona", "#dampak rendah")
    assert desk.ticket()["priority"] == 3


def test_symptoms_cause_and_solution_are_recorded(desk: RealDesk) -> None:
    """TRG-5: with what documents them."""
    submitted(desk).answer("mona", "#eskalasi infrastruktur")
    desk.answer("tariq", f"{RECORD}\nAnalisis: switch lantai 2", "Tiket untuk Anda tangani")
    ticket = desk.ticket()
    assert (ticket["symptoms"], ticket["cause"], ticket["solution"], ticket["analysis"]) == (
        "putus",
        "kabel longgar",
        "Kabel uplink diganti.",
        "switch lantai 2",
    )


def test_the_unit_hears_of_each_change_and_whenever_it_asks(desk: RealDesk) -> None:
    """TRG-6."""
    submitted(desk).answer("mona", "#eskalasi infrastruktur")
    assert "Ditangani oleh : Tariq Hidayat" in desk.said("budi", "TIKET-1: ")
    desk.answer("tariq", "#ambil", "Tiket untuk Anda tangani")
    assert len([mail for mail in desk.inbox("budi") if "[TIKET-1]" in mail["Subject"]]) == 3
    desk.answer("budi", "Pak, sudah sampai mana ya?")
    assert len(desk.inbox("budi")) == 4
    assert "Dalam penanganan" in desk.said("budi")


def test_what_is_served_is_closed(desk: RealDesk) -> None:
    """TRG-7."""
    submitted(desk).answer("mona", "#eskalasi infrastruktur")
    desk.answer("tariq", f"#selesai\n{RECORD}", "Tiket untuk Anda tangani")
    desk.answer("budi", "#selesai", "Kabel uplink diganti.")
    assert desk.ticket()["status"] == "closed"
    assert "Kabel uplink diganti." in desk.said("budi", "Tiket TIKET-1 ditutup")
