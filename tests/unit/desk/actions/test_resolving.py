"""Solving, telling the client, closing and opening again.

MAD-11, MAD-14, MAD-15, MAD-16, MAD-17, OKI-12, TRG-5, TRG-7.
"""

from __future__ import annotations

from dataclasses import replace

from maild.desk.rulebook import Rulebook
from tests.support.at_work import at_work, omar, rita, rules, said, tariq, told, write
from tests.support.desk import OMAR, RITA, TARIQ, Desk

RECORD = "Gejala: lambat\nPenyebab: kabel longgar\nSolusi: Kabel uplink diganti."


def escalated() -> Desk:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    return desk


def resolved() -> Desk:
    desk = at_work()
    omar(desk, f"#selesai\n{RECORD}")
    return desk


def test_mad_11_an_operators_solution_goes_straight_to_the_client() -> None:
    """MAD-11."""
    desk = at_work()
    omar(desk, "#selesai Kabel uplink sudah kami ganti.")
    assert desk.ticket().status == "resolved"
    solution = desk.letter(RITA, "solution")
    assert "Kabel uplink sudah kami ganti." in solution.text
    assert "#selesai" in solution.text
    assert "#buka" in solution.text
    receipt = told(desk, OMAR, "command_receipt")
    assert "Terkirim ke Rita Sari" in receipt.text


def test_mad_14_a_technicians_solution_goes_to_the_operator_as_a_ready_mail_to_the_client() -> None:
    """MAD-14."""
    desk = escalated()
    tariq(desk, f"#selesai\n{RECORD}")
    assert desk.ticket().status == "in_progress"
    assert desk.targets()["resolution"].running_since is None
    ready = desk.letter(OMAR, "solution_ready")
    assert "Kabel uplink diganti." in ready.text
    assert "kabel longgar" not in ready.text.split("Yang akan dibaca pelapor")[1]
    assert desk.outbox(RITA, "solution") == []
    write(desk, OMAR, "#selesai", "solution_ready")
    assert desk.ticket().status == "resolved"
    assert "Kabel uplink diganti." in desk.letter(RITA, "solution").text


def test_the_operator_may_send_it_in_other_words() -> None:
    desk = escalated()
    tariq(desk, "#selesai Uplink re-crimp, port 3 down.")
    write(desk, OMAR, "#selesai\nBu Rita, jaringan di ruang Ibu sudah normal kembali.", "solution_ready")
    assert "sudah normal kembali" in desk.letter(RITA, "solution").text
    assert "re-crimp" not in desk.letter(RITA, "solution").text


def test_the_operator_may_send_it_back_to_the_technician() -> None:
    desk = escalated()
    tariq(desk, "#selesai sudah")
    write(desk, OMAR, "#kembalikan Tolong tulis apa yang diganti", "solution_ready")
    assert desk.ticket().proposed_at is None
    assert desk.targets()["resolution"].running_since is not None
    assert "Tolong tulis apa yang diganti" in desk.letter(TARIQ, "solution_returned").text


def test_a_direct_resolution_asks_no_operator() -> None:
    desk = escalated()
    policy = rules().policy
    direct = tuple(replace(procedure, resolution="direct") for procedure in policy.procedures)
    desk.rulebook = Rulebook(replace(policy, procedures=direct), rules().calendars)
    tariq(desk, "#selesai Kabel diganti.")
    assert desk.ticket().status == "resolved"
    assert len(desk.outbox(RITA, "solution")) == 1


def test_a_solution_has_to_be_written() -> None:
    desk = at_work()
    omar(desk, "#selesai")
    assert desk.ticket().status == "new"
    assert "Solusinya belum ditulis" in said(desk, OMAR)


def test_trg_5_labelled_lines_fill_the_record() -> None:
    """TRG-5."""
    desk = resolved()
    with desk.store.begin() as work:
        words = work.words(1)
    assert (words.symptoms, words.cause, words.solution) == ("lambat", "kabel longgar", "Kabel uplink diganti.")


def test_trg_5_labelled_lines_fill_the_record_without_a_command_too() -> None:
    desk = escalated()
    tariq(desk, "Penyebab: konektor berkarat")
    with desk.store.begin() as work:
        assert work.words(1).cause == "konektor berkarat"
    assert "RecordFilled" in desk.kinds()


def test_mad_16_an_incomplete_record_is_refused_with_what_is_missing() -> None:
    """MAD-16."""
    desk = at_work()
    omar(desk, "#selesai Kabel diganti.")
    omar(desk, "#tutup")
    assert desk.ticket().status == "resolved"
    assert "Yang kurang: gejala, penyebab." in said(desk, OMAR, "command_refused")


def test_mad_17_closing_sends_the_closure_notice() -> None:
    """MAD-17."""
    desk = resolved()
    omar(desk, "#tutup")
    assert desk.ticket().status == "closed"
    closure = desk.letter(RITA, "closure")
    assert "Selesai" in closure.text
    assert "Kabel uplink diganti." in closure.text


def test_what_is_missing_may_come_with_the_command() -> None:
    desk = at_work()
    omar(desk, f"#tutup\n{RECORD}")
    assert desk.ticket().status == "closed"


def test_oki_12_the_requester_confirms_and_the_ticket_is_closed() -> None:
    """OKI-12."""
    desk = resolved()
    rita(desk, "#selesai terima kasih banyak")
    assert desk.ticket().status == "closed"
    assert len(desk.outbox(RITA, "closure")) == 1
    assert desk.outbox(RITA, "command_receipt") == []


def test_a_requester_who_says_so_first_resolves_the_ticket_and_the_operators_complete_it() -> None:
    desk = at_work()
    rita(desk, "#selesai")
    assert desk.ticket().status == "resolved"
    assert len(desk.outbox(OMAR, "resolved_by_requester")) == 1


def test_oki_12_the_requester_opens_it_again() -> None:
    desk = resolved()
    rita(desk, "#buka masih lambat juga")
    assert (desk.ticket().status, desk.ticket().reopened) == ("in_progress", 1)
    assert "masih lambat juga" in desk.letter(OMAR, "reopened").text


def test_a_ticket_closed_long_ago_is_not_opened_again() -> None:
    desk = resolved()
    omar(desk, "#tutup")
    desk.clock.pass_(days=29)
    letter = told(desk, RITA, "closure")
    desk.clock.pass_(days=2)
    write(desk, RITA, "#buka", "closure")
    assert desk.ticket().status == "closed"
    assert letter.ticket == 1


def test_undoing_a_resolution_leaves_the_ticket_as_it_was() -> None:
    desk = resolved()
    omar(desk, "#batal")
    assert desk.ticket().status == "new"
    assert desk.ticket().resolved_at is None
    assert "dibatalkan" in said(desk, OMAR)


def test_only_ones_own_last_command_can_be_taken_back() -> None:
    desk = escalated()
    tariq(desk, "#batal")
    assert "Tidak ada perintah Anda yang dapat dibatalkan." in said(desk, TARIQ)
    assert desk.ticket().group == "jaringan"
