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


def passed_on(desk: RealDesk) -> RealDesk:
    """Return the desk on which head and division have passed the unit's request on to the section."""
    submitted(desk).answer("mona", "#tugaskan herman\nMohon ditindaklanjuti.")
    desk.answer("herman", "#eskalasi infrastruktur", "Giliran Anda")
    return desk


def verified(desk: RealDesk) -> RealDesk:
    """Return the desk on which the section has named the person in charge."""
    passed_on(desk).answer("tariq", "#setuju\n#pic nanda", "Giliran Anda")
    return desk


def test_a_unit_submits_with_the_form(desk: RealDesk) -> None:
    """TRG-1: identity and unit are recorded, and the head reads them."""
    ticket = submitted(desk).ticket()
    assert (ticket["requester_name"], ticket["unit"]) == ("Budi Santoso", "Kecamatan Panggul")
    assert ticket["fields"]["explanation"] == "Jaringan di aula putus."
    assert "Unit : Kecamatan Panggul" in desk.said("mona", "Pengajuan penanganan gangguan")


def test_a_request_goes_down_the_line_and_work_begins_after_verification(desk: RealDesk) -> None:
    """TRG-2: head, division, section, person in charge, each step with who and when."""
    passed_on(desk)
    assert "Mohon ditindaklanjuti." in desk.said("herman", "Giliran Anda: Prioritas dan disposisi bidang")
    desk.answer("tariq", "#ambil", "Giliran Anda")
    assert "Penanganan belum boleh dimulai" in desk.said("tariq", "Perintah tidak dijalankan")
    assert desk.ticket()["status"] == "new"
    desk.answer("tariq", "#setuju\n#pic nanda", "Giliran Anda")
    assert desk.has("nanda", "Giliran Anda: Pemulihan dan dokumentasi")
    assert (desk.ticket()["status"], desk.ticket()["assignee"]) == ("in_progress", "nanda")
    done = [event for event in desk.ticket()["events"] if event["kind"] == "StageCompleted"]
    assert [(event["data"]["stage"], event["actor"]) for event in done] == [
        ("kepala", "person:mona"),
        ("bidang", "person:herman"),
        ("verifikasi", "person:tariq"),
    ]
    assert [event["at"] for event in done] == sorted({event["at"] for event in done})


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
    """TRG-5: by those who find them, in plain lines of their mails."""
    submitted(desk).answer("mona", f"{RECORD}\nAnalisis: switch lantai 2")
    ticket = desk.ticket()
    assert (ticket["symptoms"], ticket["cause"], ticket["solution"], ticket["analysis"]) == (
        "putus",
        "kabel longgar",
        "Kabel uplink diganti.",
        "switch lantai 2",
    )


def test_the_unit_hears_of_each_change_and_whenever_it_asks(desk: RealDesk) -> None:
    """TRG-6: received, passed on twice, begun."""
    verified(desk)
    assert len(desk.inbox("budi")) == 4
    assert "Ditangani oleh : Nanda Prakosa" in desk.said("budi", "TIKET-1: Dalam penanganan")
    desk.answer("budi", "Pak, sudah sampai mana ya?")
    assert len(desk.inbox("budi")) == 5
    assert "Dalam penanganan" in desk.said("budi")


def test_what_is_served_is_closed(desk: RealDesk) -> None:
    """TRG-7."""
    verified(desk).answer("nanda", f"#selesai\n{RECORD}", "Giliran Anda")
    desk.answer("budi", "#selesai", "Kabel uplink diganti.")
    assert desk.ticket()["status"] == "closed"
    assert "Kabel uplink diganti." in desk.said("budi", "Tiket TIKET-1 ditutup")
