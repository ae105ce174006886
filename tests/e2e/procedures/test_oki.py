"""A licensing office: the activities of ITIL, each to be seen in the history of a ticket with who and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.real_desk import RealDesk

pytestmark = pytest.mark.needs("dovecot", "exim")
OFFICE = "oki"
RECORD = "Gejala: mati\nPenyebab: kabel longgar\nSolusi: Kabel uplink diganti."


def reported(desk: RealDesk) -> RealDesk:
    desk.write("budi", "Internet di loket mati.", "Internet mati")
    return desk


def test_who_reported_an_incident_and_when_is_in_its_history(desk: RealDesk) -> None:
    """OKI-1: identification."""
    opened = reported(desk).ticket()["events"][0]
    assert (opened["kind"], opened["actor"], opened["at"]) == ("TicketOpened", "contact:1", "2026-11-20T02:00:00Z")
    assert desk.ticket()["requester_name"] == "Budi Sari"


def test_what_was_reported_is_logged_with_the_ticket(desk: RealDesk) -> None:
    """OKI-2: logging, also of what came by telephone."""
    desk.write("omar", "#untuk Pak Joko 0812-3456-7890, telepon, pukul 08.15\nInternet di loket mati.", "Internet mati")
    ticket = desk.ticket()
    assert ticket["number"] == 1
    assert any("Internet di loket mati." in message["text"] for message in ticket["messages"])
    opened = ticket["events"][0]
    assert (opened["data"]["channel"], opened["actor"], opened["at"]) == (
        "phone",
        "person:omar",
        "2026-11-20T01:15:00Z",
    )


def test_who_categorised_an_incident_is_in_its_history(desk: RealDesk) -> None:
    """OKI-3: categorisation."""
    reported(desk).answer("omar", "#kategori Printer rusak")
    assert ("TicketClassified", "person:omar") in desk.history()
    assert desk.ticket()["category"] == "Perangkat keras"


def test_who_prioritised_an_incident_is_in_its_history(desk: RealDesk) -> None:
    """OKI-4: prioritisation."""
    reported(desk).answer("omar", "#urgensi tinggi")
    changes = [event["data"] for event in desk.ticket()["events"] if event["actor"] == "person:omar"]
    assert {"field": "urgency", "before": "sedang", "after": "tinggi", "priority": 2} in changes


def test_who_ended_the_initial_diagnosis_and_what_it_came_to_is_in_the_history(desk: RealDesk) -> None:
    """OKI-5: initial diagnosis, with or without a solution."""
    reported(desk).answer("omar", "#eskalasi teknis")
    desk.write("rita", "Printer di loket macet.", "Printer")
    desk.answer("omar", f"#selesai\n{RECORD}", "Printer di loket macet.")
    ends = [
        (event["actor"], event["data"]["solution_known"])
        for number in (1, 2)
        for event in desk.ticket(number)["events"]
        if event["kind"] == "DiagnosisCompleted" and event["data"]["diagnosis"] == "initial"
    ]
    assert ends == [("person:omar", False), ("person:omar", True)]


def test_who_escalated_an_incident_to_whom_is_in_its_history(desk: RealDesk) -> None:
    """OKI-6: escalation."""
    reported(desk).answer("omar", "#eskalasi teknis\nSwitch sudah dinyalakan ulang.")
    escalations = [event for event in desk.ticket()["events"] if event["kind"] == "TicketEscalated"]
    assert [(one["actor"], one["data"]["person"]) for one in escalations] == [("person:omar", "tariq")]


def test_what_was_found_out_by_whom_is_in_the_history(desk: RealDesk) -> None:
    """OKI-7: investigation and diagnosis."""
    reported(desk).answer("omar", "#eskalasi teknis")
    desk.answer("tariq", "Penyebab: kabel longgar")
    assert ("RecordFilled", "person:tariq") in desk.history()
    assert desk.ticket()["cause"] == "kabel longgar"


def test_who_solved_an_incident_is_in_its_history(desk: RealDesk) -> None:
    """OKI-8: resolution and recovery."""
    reported(desk).answer("omar", f"#selesai\n{RECORD}")
    assert ("TicketResolved", "person:omar") in desk.history()
    assert desk.ticket()["solution"] == "Kabel uplink diganti."


def test_who_closed_an_incident_is_in_its_history(desk: RealDesk) -> None:
    """OKI-9: closure."""
    reported(desk).answer("omar", f"#tutup\n{RECORD}")
    assert ("TicketClosed", "person:omar") in desk.history()
    assert desk.ticket()["status"] == "closed"


def test_handling_escalation_and_closure_are_gone_through_by_mail(desk: RealDesk) -> None:
    """OKI-10: the three procedures."""
    reported(desk).answer("omar", "#eskalasi teknis\nSwitch sudah dinyalakan ulang.")
    desk.answer("tariq", f"#selesai\n{RECORD}")
    desk.answer("omar", "#selesai", "siap dikirim")
    desk.answer("budi", "#selesai", "Kabel uplink diganti.")
    kinds = dict(desk.history())
    assert {"TicketOpened", "TicketEscalated", "SolutionProposed", "TicketResolved", "TicketClosed"} <= set(kinds)
    assert "Terima kasih atas kabar Anda." in desk.said("budi", "Tiket TIKET-1 ditutup")


def test_earlier_incidents_are_searched_and_a_repeated_one_is_recognised(desk: RealDesk) -> None:
    """OKI-11: by mail, with the solution."""
    reported(desk).answer("omar", "#selesai Kabel uplink diganti.")
    desk.write("omar", "#cari penggantian kabel", "Tanya")
    assert "solusi: Kabel uplink diganti." in desk.said("omar", "Hasil pencarian")
    desk.write("rita", "Internet di loket mati lagi.", "Internet mati")
    assert "Kabel uplink diganti." in desk.said("omar", "TIKET-1, yang lalu diselesaikan begini")


def test_it_is_checked_that_the_problem_is_gone_before_the_ticket_is_closed(desk: RealDesk) -> None:
    """OKI-12: the requester is asked, and opens it again with one word."""
    reported(desk).answer("omar", f"#selesai\n{RECORD}")
    asked = desk.said("budi", "apakah masalahnya benar-benar sudah teratasi")
    assert "#selesai" in asked
    assert "#buka" in asked
    assert desk.ticket()["status"] == "resolved"
    desk.answer("budi", "#buka Mohon dilihat sekali lagi.")
    assert (desk.ticket()["status"], desk.ticket()["reopened"]) == ("in_progress", 1)
    assert "Mohon dilihat sekali lagi." in desk.said("omar", "TIKET-1")
