"""Escalation and its way back (MAD-12, MAD-13, UNM-5)."""

from __future__ import annotations

from tests.support.at_work import NANDA, at_work, omar, said, tariq, write
from tests.support.desk import MONA, OMAR, RITA, TARIQ


def test_mad_12_an_escalation_is_a_form_that_holds_all_that_is_needed_to_work() -> None:
    """MAD-12."""
    desk = at_work()
    omar(desk, "#eskalasi jaringan\nSwitch sudah dinyalakan ulang.")
    ticket = desk.ticket()
    assert (ticket.group, ticket.assignee, ticket.status) == ("jaringan", "tariq", "in_progress")
    form = desk.letter(TARIQ, "escalation")
    for part in ("Rita Sari", RITA, "Internet di ruang keuangan lambat", "Switch sudah dinyalakan ulang.", "Omar"):
        assert part in form.text
    for command in ("#ambil", "#tunggu", "#selesai", "#kembalikan"):
        assert command in form.text
    assert "Teknisi Jaringan" in said(desk, OMAR, "command_receipt")
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt"]


def test_the_form_shows_what_people_said_and_not_what_they_commanded() -> None:
    desk = at_work()
    omar(desk, "Ambil")
    omar(desk, "#catat Lampu switch menyala merah.")
    omar(desk, "#eskalasi jaringan")
    form = desk.letter(TARIQ, "escalation").text
    assert "Lampu switch menyala merah." in form
    assert "| Ambil" not in form


def test_an_escalation_without_a_name_goes_by_the_category() -> None:
    desk = at_work()
    omar(desk, "#eskalasi")
    assert desk.ticket().group == "jaringan"


def test_whoever_has_the_least_to_do_gets_the_next_ticket() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    desk.open("Wifi aula mati total", subject="Wifi mati", proven=True)
    write(desk, OMAR, "#eskalasi jaringan", "new_ticket")
    assert [ticket.assignee for ticket in desk.tickets()] == ["tariq", "nanda"]
    assert len(desk.outbox(NANDA, "escalation")) == 1


def test_a_group_where_nobody_is_in_is_told_as_a_whole() -> None:
    desk = at_work()
    omar(desk, "#eskalasi data")
    assert (desk.ticket().group, desk.ticket().assignee) == ("data", "")
    assert "tidak ada anggotanya yang hadir" in said(desk, OMAR)
    assert len(desk.outbox("lina@example.com", "escalation")) == 1


def test_a_person_may_be_named_and_a_deputy_stands_in() -> None:
    desk = at_work()
    omar(desk, "#eskalasi Putri Larasati")
    assert desk.ticket().assignee == "yusuf"


def test_an_escalation_to_a_manager_takes_the_work_from_nobody() -> None:
    desk = at_work()
    omar(desk, "#ambil")
    omar(desk, "#eskalasi mona")
    assert (desk.ticket().assignee, desk.ticket().group) == ("omar", "meja-layanan")
    assert "perhatian Anda" in desk.letter(MONA, "escalation").text


def test_an_escalation_confirms_the_triage() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    assert desk.ticket().confirmed_at is not None


def test_mad_13_a_wrong_escalation_comes_back_with_its_reason_and_is_counted() -> None:
    """MAD-13."""
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    assert tariq(desk, "#kembalikan Ini masalah aplikasi, bukan jaringan") == ["noted"]
    ticket = desk.ticket()
    assert (ticket.group, ticket.assignee, ticket.returned) == ("meja-layanan", "", 1)
    assert "Ini masalah aplikasi, bukan jaringan" in desk.letter(OMAR, "escalation_returned").text


def test_a_third_level_sends_back_to_the_second() -> None:
    desk = at_work()
    omar(desk, "#eskalasi aplikasi")
    assert desk.ticket().assignee == "yusuf"
    write(desk, "yusuf@example.com", "#eskalasi website")
    write(desk, "yusuf@example.com", "#kembalikan salah alamat")
    assert desk.ticket().group == "aplikasi"
    write(desk, "yusuf@example.com", "#kembalikan bukan kami")
    assert desk.ticket().group == "meja-layanan"


def test_what_was_never_escalated_cannot_be_sent_back() -> None:
    desk = at_work()
    omar(desk, "#kembalikan tidak tahu")
    assert "tidak sedang dieskalasikan" in said(desk, OMAR)
    assert desk.ticket().returned == 0


def test_sending_back_needs_a_reason() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    tariq(desk, "#kembalikan")
    refused = desk.letter(TARIQ, "command_refused")
    assert "#kembalikan     : ALASAN" in refused.text
    assert desk.ticket().group == "jaringan"
