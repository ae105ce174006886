"""What the procedures of the offices ask for, as their people see it with a mail client."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from maild.desk.rulebook import Rulebook
from maild.desk.views import EventView
from maild.policy.calendar import build_all
from maild.policy.loader import load
from maild.shipped import shipped
from tests.support.at_work import at_work, letter_from, moment, omar, rita, rules, said, told, write
from tests.support.desk import BUDI, NOW, OMAR, RITA, STRANGER, Desk, desk_on
from tests.support.example_offices import answer, desk_of
from tests.support.pages import BASE, HOSTED

DEWI = "dewi@madiun.example"
RECORD = "Gejala: lambat\nPenyebab: kabel longgar\nSolusi: Kabel uplink diganti."
WITH_PHOTO = """\
MIME-Version: 1.0
From: Budi Santoso <budi@example.com>
To: desk@office.example
Subject: Internet mati di aula
Message-ID: <photo@example.com>
Date: Fri, 20 Nov 2026 08:59:00 +0700
Authentication-Results: mx.office.example; dmarc=pass header.from=example.com
Content-Type: multipart/mixed; boundary=edge

--edge
Content-Type: text/plain

Internet di aula mati sejak pagi, foto terlampir.
--edge
Content-Type: image/jpeg; name=modem.jpg
Content-Disposition: attachment; filename=modem.jpg

jpeg
--edge--
"""


def history(desk: Desk) -> list[tuple[str, str]]:
    """Return what happened to the ticket and who did it, as `maild tickets show` tells it; each is of some moment."""
    views = [EventView.of(event) for event in desk.events()]
    assert all(view.at for view in views)
    return [(view.kind, view.actor) for view in views]


# --- MAD -------------------------------------------------------------------------------------------------------------


def test_a_mail_becomes_a_ticket_with_all_that_is_in_it() -> None:
    """MAD-1."""
    desk = desk_on()
    assert desk.receive(WITH_PHOTO.replace("\n", "\r\n").encode()) == ["opened"]
    ticket, (message,) = desk.ticket(), desk.messages(1)
    assert (ticket.number, ticket.status, ticket.opened_at) == (1, "new", NOW)
    assert (ticket.category, ticket.service, ticket.priority) == ("Jaringan", "Internet mati", 1)
    assert (message.sender, message.subject) == (BUDI, "Internet mati di aula")
    assert "foto terlampir" in message.text
    assert [one.filename for one in message.attachments] == ["modem.jpg"]
    receipt = said(desk, BUDI, "receipt")
    assert "TIKET-1" in receipt
    assert "20 November 2026 pukul 09.10" in receipt


def test_a_guest_is_served_as_everybody_else() -> None:
    """MAD-2."""
    desk = at_work()
    assert desk.receive(letter_from(STRANGER, "Wifi di aula mati.", date=moment(desk))) == ["opened"]
    assert "TIKET-2" in told(desk, STRANGER, "receipt").text
    write(desk, OMAR, "#balas Sedang kami periksa.", "new_ticket")
    assert "Sedang kami periksa." in said(desk, STRANGER, "new_note")
    assert write(desk, STRANGER, "Terima kasih, saya tunggu.") == ["noted"]
    assert len(desk.tickets()) == 2


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("Insiden", "Yang kurang: gejala, penyebab."),
        ("Permintaan layanan", "Yang kurang: surat permohonan"),
        ("Permintaan akses", "Yang kurang: surat permohonan"),
        ("Permasalahan", "Yang kurang: gejala, penyebab, analisis."),
    ],
)
def test_each_type_of_ticket_follows_its_own_procedure(kind: str, missing: str) -> None:
    """MAD-4: they differ in what has to be there before a ticket is closed."""
    desk = at_work()
    omar(desk, f"#kategori {kind}")
    omar(desk, "#selesai Sudah kami kerjakan.")
    omar(desk, "#tutup")
    assert desk.ticket().status == "resolved"
    assert missing in said(desk, OMAR, "command_refused")


def test_what_is_promised_runs_in_working_time() -> None:
    """MAD-8: an hour for an answer and three days of eight hours for the solution, from Friday at nine."""
    desk = desk_on()
    desk.open("Internet di ruang pendaftaran lambat sekali.", subject="Internet lambat", proven=True)
    assert desk.ticket().priority == 2
    due = {name: target.due_at for name, target in desk.targets().items()}
    assert due["response"] == datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert due["resolution"] == datetime(2026, 11, 25, 2, 30, tzinfo=UTC)


def test_a_service_may_have_targets_of_its_own() -> None:
    """MAD-8."""
    desk, policy = desk_on(), rules().policy
    usual = next(rule for rule in policy.targets if rule.name == "resolution")
    own = replace(usual, when={"service": ("Internet mati",)}, within=dict.fromkeys((1, 2, 3), timedelta(hours=2)))
    desk.rulebook = Rulebook(replace(policy, targets=(own, *policy.targets)), rules().calendars)
    desk.open("Internet di aula mati.", subject="Internet mati", proven=True)
    assert desk.targets()["resolution"].due_at == datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_people_read_the_three_statuses_of_the_procedure() -> None:
    """MAD-9."""
    desk = at_work()
    rita(desk, "#status")
    assert "Status : Baru" in said(desk, RITA, "status")
    omar(desk, "#ambil")
    rita(desk, "#status")
    assert "Status : Dalam Penanganan" in said(desk, RITA, "status")
    omar(desk, f"#tutup\n{RECORD}")
    rita(desk, "#status")
    assert "Status : Selesai" in said(desk, RITA, "status")


def test_the_client_is_told_the_solution_with_a_link_to_the_survey() -> None:
    """MAD-15."""
    desk = at_work(office=HOSTED)
    omar(desk, "#selesai Kabel uplink diganti.")
    solution = told(desk, RITA, "solution").text
    assert "Kabel uplink diganti." in solution
    assert f"{BASE}/survey/" in solution


# --- UNM -------------------------------------------------------------------------------------------------------------


def test_the_university_escalates_to_its_bureau() -> None:
    """UNM-5."""
    desk = desk_of("unma", "Siakad tidak bisa dibuka.", "Siakad")
    write(desk, "omar@unma.example", "#eskalasi\nAkun saya coba, sama saja.")
    form = told(desk, "tariq@unma.example", "escalation")
    assert "Akun saya coba, sama saja." in form.text
    assert desk.ticket().group == "baupk"


# --- SEC -------------------------------------------------------------------------------------------------------------


def test_a_security_incident_is_read_by_its_own_people_only() -> None:
    """SEC-5."""
    desk, policy = desk_on(), load(shipped("rules"))
    desk.rulebook = Rulebook(policy, build_all(policy.calendars, NOW))
    desk.open("Website dinas diretas, ada tulisan hacked by.", subject="Website diretas", proven=True)
    assert desk.ticket().confidential
    circle = {DEWI, "mona@madiun.example"}
    assert {row.address for row in desk.outbox()} <= {*circle, RITA}
    assert "diretas" in told(desk, DEWI).text
    assert all("diretas" not in row.subject for row in desk.outbox())
    for text in ("#daftar", "#lihat 1", "#cari diretas"):
        desk.receive(letter_from("omar@madiun.example", text, date=moment(desk)))
    assert all("diretas" not in row.text for row in desk.outbox("omar@madiun.example"))


# --- OKI -------------------------------------------------------------------------------------------------------------


def handled_at_oki() -> Desk:
    desk = desk_of("oki", "Internet di loket mati.", "Internet mati")
    write(desk, "omar@dpmptsp.example", "#kategori Internet mati\n#urgensi tinggi")
    write(desk, "omar@dpmptsp.example", "#eskalasi teknis\nSwitch sudah dinyalakan ulang.")
    write(desk, "tariq@dpmptsp.example", f"#selesai\n{RECORD}")
    write(desk, "omar@dpmptsp.example", "#selesai", "solution_ready")
    write(desk, BUDI, "#selesai")
    return desk


@pytest.mark.parametrize(
    ("activity", "kind", "actor"),
    [
        ("OKI-1 identification", "TicketOpened", ""),
        ("OKI-2 logging", "TicketOpened", ""),
        ("OKI-3 categorisation", "TriageConfirmed", "person:omar"),
        ("OKI-4 prioritisation", "TicketClassified", "person:omar"),
        ("OKI-6 escalation", "TicketEscalated", "person:omar"),
        ("OKI-7 investigation and diagnosis", "RecordFilled", "person:tariq"),
        ("OKI-7 investigation and diagnosis", "SolutionProposed", "person:tariq"),
        ("OKI-8 resolution and recovery", "TicketResolved", "person:omar"),
        ("OKI-9 closure", "TicketClosed", ""),
    ],
)
def test_an_activity_stands_in_the_history_with_who_and_when(activity: str, kind: str, actor: str) -> None:
    found = dict(history(handled_at_oki()))
    assert kind in found, activity
    assert found[kind] == actor or not actor


def test_handling_escalation_and_closure_are_gone_through_by_mail() -> None:
    """OKI-10."""
    desk = handled_at_oki()
    assert {"SolutionProposed", "TicketEscalated", "TicketClosed"} <= set(desk.kinds())
    assert desk.ticket().status == "closed"
    assert len(desk.outbox(BUDI, "closure")) == 1


# --- TRG -------------------------------------------------------------------------------------------------------------


def at_trenggalek() -> Desk:
    return desk_of(
        "trenggalek",
        "Nama: Budi Santoso\nUnit: Kecamatan Panggul\nPenjelasan: Jaringan di aula putus.",
        "Pengajuan penanganan gangguan",
    )


def test_a_unit_submits_with_the_form() -> None:
    """TRG-1: identity and unit are recorded."""
    desk = at_trenggalek()
    with desk.store.begin() as work:
        contact = work.contacts([BUDI])[BUDI]
    assert (contact.name, contact.unit) == ("Budi Santoso", "Kecamatan Panggul")
    assert "Kecamatan Panggul" in told(desk, "kadis@kominfo-trg.example", "stage").text


def passed_on() -> Desk:
    """Return a desk on which the head, the division and a section have had the request (TRG-2)."""
    desk = at_trenggalek()
    answer(desk, "mona", "#tugaskan herman", "stage")
    answer(desk, "herman", "#eskalasi infrastruktur", "stage")
    answer(desk, "tariq", "#setuju\n#pic nanda", "stage")
    return desk


def test_the_unit_hears_of_each_change() -> None:
    """TRG-6: received, passed on, begun, asked about, solved and closed; and whenever it asks."""
    desk = passed_on()
    assert "Ditangani oleh : Nanda Prakosa" in said(desk, BUDI, "status")
    assert "Dalam penanganan" in said(desk, BUDI, "status")
    answer(desk, "nanda", "#tunggu\nSejak kapan?", "stage")
    write(desk, BUDI, "Sejak pagi.")
    answer(desk, "nanda", f"#selesai\n{RECORD}", "stage")
    write(desk, BUDI, "#selesai", "solution")
    changes = [row.notice for row in desk.outbox(BUDI)]
    assert changes == ["receipt", "status", "status", "status", "question", "solution", "closure"]
    write(desk, BUDI, "#status", "solution")
    assert "Selesai" in said(desk, BUDI, "status")


def test_what_is_served_is_closed() -> None:
    """TRG-7."""
    desk = passed_on()
    answer(desk, "nanda", f"#selesai\n{RECORD}", "stage")
    write(desk, BUDI, "#selesai", "solution")
    assert desk.ticket().status == "closed"
    assert "Kabel uplink diganti." in told(desk, BUDI, "closure").text
