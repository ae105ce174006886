"""Procedures with stages: whose turn it is, what leads on, and what is held back until then (SEC-1 .. SEC-3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from maild.desk.digest.decisions import Scene
from maild.desk.digest.figures import Span
from maild.desk.digest.worklists import lists_of
from maild.desk.numbers import History
from maild.desk.person import Kept, as_json
from maild.policy.people import Absence
from tests.support.at_work import letter_from, moment, said, told, write
from tests.support.desk import BUDI, Desk, reply_to
from tests.support.example_offices import address_of, answer, stages
from tests.support.security_case import (
    LETTER,
    OWNER,
    RECORD,
    REPORT,
    checked,
    confirmed,
    drafted,
    followed_up,
    repairing,
    reported,
    told_the_reporter,
    warned,
    with_file,
)

# --- SEC-1: every stage has an actor and a limit ---------------------------------------------------------------------


def test_sec_1_every_stage_is_entered_in_turn_from_the_report_to_the_archive() -> None:
    """SEC-1."""
    desk = confirmed()
    answer(desk, "sari", REPORT, "stage")
    answer(desk, "sari", "#tutup", "case_archive")
    whole = "terima catat draf periksa putusan kirim perbaikan beritahu konfirmasi laporan arsip"
    assert stages(desk) == whole.split()
    assert (desk.ticket().status, desk.ticket().stage) == ("closed", "")
    assert all(target.met_at is not None for target in desk.targets().values())
    assert len(desk.targets()) == 11


def test_sec_1_each_stage_has_its_own_limit_by_the_clock_or_in_working_days() -> None:
    """SEC-1: the repair takes three working days from the moment it began, the letter four hours round the clock."""
    desk = reported()
    desk.clock.pass_(hours=5)
    answer(desk, "omar", "#ambil")
    assert desk.targets()["terima"].met_at is not None
    desk.clock.pass_(hours=10)
    answer(desk, "omar", "#selesai")
    begun, due = desk.clock(), desk.targets()["draf"].due_at
    assert due == begun + timedelta(hours=4)
    answer(desk, "sari", LETTER, "stage")
    answer(desk, "kartika", "#setuju", "stage")
    answer(desk, "mona", "#setuju\n#pic tariq", "stage")
    desk.send()
    # It is Saturday, past midnight: three working days are over on Wednesday at four in the afternoon.
    assert desk.targets()["perbaikan"].due_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_sec_1_an_overdue_stage_goes_to_the_head_at_any_hour() -> None:
    """SEC-1."""
    desk = drafted()
    desk.clock.pass_(hours=2, minutes=1)
    warned(desk)
    alert = said(desk, address_of(desk, "mona"), "alert")
    assert "Memeriksa surat pemberitahuan – giliran Kartika Dewanti" in alert


def test_sec_1_the_reporters_silence_goes_to_the_person_in_charge_and_closes_nothing() -> None:
    """SEC-1, SEC-3."""
    desk = told_the_reporter()
    desk.clock.pass_(hours=4, minutes=1)
    warned(desk)
    assert "giliran Budi Santoso" in said(desk, address_of(desk, "tariq"), "alert")
    assert not desk.outbox(address_of(desk, "mona"), "alert")
    desk.clock.pass_(days=30)
    followed_up(desk)
    assert (desk.ticket().status, desk.ticket().stage) == ("resolved", "konfirmasi")


# --- SEC-2: the letter -----------------------------------------------------------------------------------------------


def test_sec_2_the_letter_is_drafted_checked_decided_on_and_sent_and_the_repair_begins() -> None:
    """SEC-2."""
    desk = checked()
    before_mona = told(desk, address_of(desk, "mona"), "stage")
    assert "Situs yang Bapak/Ibu kelola telah diretas." in before_mona.text
    assert "Surat untuk : Hendra Gunawan <hendra@dinsos.example>" in " ".join(before_mona.text.split())
    receipt = answer(desk, "mona", "#setuju\n#pic tariq", "stage")
    assert "Penanggung jawab: Tariq Hidayat." in receipt
    assert "Mengirim surat pemberitahuan – giliran Sari Puspita" in receipt
    letter = desk.letter(OWNER)
    assert letter.notice == "notification_letter"
    assert letter.subject == "[TIKET-1] Surat pemberitahuan"
    assert "Yth. Pengelola Situs Dinas Sosial," in letter.text
    assert (desk.ticket().stage, desk.ticket().assignee) == ("kirim", "omar")
    desk.send()
    assert (desk.ticket().stage, desk.ticket().assignee) == ("perbaikan", "tariq")
    assert "Giliran Anda: Memperbaiki dan mendokumentasikan" in said(desk, address_of(desk, "tariq"), "stage")


def test_a_letter_that_is_rejected_goes_back_to_its_drafter_with_the_remarks_and_the_last_draft() -> None:
    """SEC-2."""
    desk = checked()
    answer(desk, "mona", "#tolak\nSebutkan alamat situsnya.", "stage")
    assert desk.ticket().stage == "draf"
    again = said(desk, address_of(desk, "sari"), "stage")
    assert "Tahap ini kembali kepada Anda." in again
    assert "Sebutkan alamat situsnya." in again
    assert "Yth. Pengelola Situs Dinas Sosial," in again
    answer(desk, "sari", "#selesai\nYth. Pengelola dinsos.example, mohon aksesnya ditutup.", "stage")
    anew = said(desk, address_of(desk, "kartika"), "stage")
    assert "Yth. Pengelola dinsos.example" in anew
    assert "Hendra Gunawan" in anew
    assert not desk.outbox(OWNER)


def test_a_rejection_needs_its_reason() -> None:
    desk = checked()
    assert "Perintahnya belum lengkap." in answer(desk, "mona", "#tolak", "stage")
    assert desk.ticket().stage == "putusan"


def test_an_approval_without_a_person_in_charge_says_what_is_missing_and_how_to_write_it() -> None:
    desk = checked()
    assert "penanggung jawab (tulis #pic NAMA)" in answer(desk, "mona", "#setuju", "stage")
    assert (desk.ticket().stage, desk.outbox(OWNER)) == ("putusan", [])


@pytest.mark.parametrize("text", ["#setuju\n#pic tariq", "#pic tariq\n#setuju"])
def test_who_is_in_charge_and_the_approval_stand_in_any_order(text: str) -> None:
    desk = checked()
    answer(desk, "mona", text, "stage")
    assert (desk.ticket().stage, desk.ticket().in_charge) == ("kirim", "tariq")


def test_a_letter_for_nobody_is_not_passed_on() -> None:
    desk = reported()
    answer(desk, "omar", "#ambil")
    answer(desk, "omar", "#selesai")
    assert "tujuan surat (baris Kepada: Nama <alamat>)" in answer(desk, "sari", "#selesai\nYth. Pengelola,", "stage")
    assert desk.ticket().stage == "draf"


def test_a_letter_to_the_desk_itself_is_for_nobody() -> None:
    desk = reported()
    answer(desk, "omar", "#ambil")
    answer(desk, "omar", "#selesai\nGejala: beranda berubah")
    answer(desk, "sari", f"#selesai\nKepada: {desk.office.address.upper()}\n\nMohon aksesnya ditutup.", "stage")
    assert desk.ticket().stage == "draf"


def test_a_text_that_is_for_nobody_asks_for_no_addressee() -> None:
    desk = confirmed()
    letters = [row.text for row in desk.outbox(address_of(desk, "sari"), "stage") if "Tulis naskahnya" in row.text]
    assert ["baris Kepada:" in " ".join(text.partition("Tulis naskahnya")[2].split()) for text in letters] == [
        True,
        False,
    ]


def test_a_letter_that_is_attached_goes_with_the_mails_to_those_who_decide_and_to_its_addressee() -> None:
    desk = reported()
    answer(desk, "omar", "#ambil")
    answer(desk, "omar", "#selesai")
    sari = address_of(desk, "sari")
    plain = reply_to(
        told(desk, sari, "stage"), f"#selesai\nKepada: <{OWNER}>", quoted=False, proven=True, date=moment(desk)
    )
    desk.receive(with_file(plain, "surat.pdf"))
    answer(desk, "kartika", "#setuju", "stage")
    answer(desk, "mona", "#setuju\n#pic tariq", "stage")
    carried = {letter.recipient for letter in desk.send() if b"surat.pdf" in letter.octets}
    assert {address_of(desk, "kartika"), address_of(desk, "mona"), OWNER} <= carried
    assert "surat pemberitahuan terlampir" in said(desk, OWNER)


def test_nothing_but_the_letter_reaches_its_addressee_and_the_answer_to_it_stays_inside() -> None:
    """SEC-5: the owner of the asset is let in to nothing."""
    desk = confirmed()
    assert [row.notice for row in desk.outbox(OWNER)] == ["notification_letter"]
    assert write(desk, OWNER, "Sudah kami tutup aksesnya.") == ["noted"]
    assert write(desk, OWNER, "#buka") == ["noted"]
    assert len(desk.tickets()) == 1
    assert desk.ticket().stage == "laporan"
    assert any("Sudah kami tutup" in row.text for row in desk.outbox(address_of(desk, "tariq"), "new_note"))
    assert [row.notice for row in desk.outbox(OWNER)] == ["notification_letter"]


def test_the_mails_of_the_stages_go_to_the_people_of_the_procedure_only() -> None:
    """SEC-5."""
    desk = confirmed()
    circle = {person.address for person in desk.rulebook.policy.people.people}
    assert {row.address for row in desk.outbox()} == {*circle - {address_of(desk, "nanda")}, BUDI, OWNER}
    assert all("diretas" not in row.subject for row in desk.outbox())
    assert all("giliran" not in row.text for row in desk.outbox(BUDI))


# --- SEC-3: the reporter ---------------------------------------------------------------------------------------------


def test_sec_3_the_reporters_word_that_it_is_gone_leads_to_the_report_and_closes_nothing() -> None:
    """SEC-3."""
    desk = confirmed()
    assert (desk.ticket().stage, desk.ticket().status) == ("laporan", "resolved")
    assert "Giliran Anda: Membuat laporan penyelesaian" in said(desk, address_of(desk, "sari"), "stage")
    assert "konfirmasi Anda kami catat" in said(desk, BUDI, "command_receipt")


@pytest.mark.parametrize("text", ["#buka Masih ada tulisan hacked.", "Belum bisa, masih ada tulisan hacked."])
def test_sec_3_still_there_goes_back_to_a_repair_with_its_full_time(text: str) -> None:
    """SEC-3."""
    desk = told_the_reporter()
    desk.clock.pass_(hours=1)
    write(desk, BUDI, text, "solution")
    assert (desk.ticket().stage, desk.ticket().status, desk.ticket().assignee) == ("perbaikan", "in_progress", "tariq")
    repair = desk.targets()["perbaikan"]
    assert (repair.run, repair.spent_for) == (2, timedelta())
    assert "ada tulisan hacked" in said(desk, address_of(desk, "tariq"), "reopened")
    answer(desk, "tariq", RECORD, "reopened")
    answer(desk, "omar", "#selesai", "solution_ready")
    assert desk.ticket().stage == "konfirmasi"


def test_a_reporter_who_says_in_plain_words_that_it_is_gone_is_offered_the_button() -> None:
    desk = told_the_reporter()
    write(desk, BUDI, "Sudah normal, terima kasih.", "solution")
    assert desk.ticket().stage == "konfirmasi"
    write(desk, BUDI, "#selesai", "command_offered")
    assert desk.ticket().stage == "laporan"


def test_what_the_reporter_said_by_telephone_is_recorded_by_the_person_in_charge() -> None:
    desk = told_the_reporter()
    assert "Konfirmasi pelapor menunggu Budi Santoso" in answer(desk, "omar", "#selesai Katanya beres.")
    answer(desk, "tariq", "#selesai Pak Budi menelepon: sudah tidak ada.")
    assert desk.ticket().stage == "laporan"


@pytest.mark.parametrize(("begun", "stage"), [(drafted, "periksa"), (repairing, "perbaikan")])
def test_a_reporter_who_is_too_early_with_it_is_told_that_it_is_still_handled(
    begun: Callable[[], Desk], stage: str
) -> None:
    desk = begun()
    write(desk, BUDI, "#selesai")
    assert (desk.ticket().stage, desk.ticket().status) == (stage, "in_progress")
    refusal = said(desk, BUDI, "command_refused")
    assert "masih kami tangani" in refusal
    assert "Kartika" not in refusal


def test_a_case_that_is_reopened_after_its_end_goes_on_with_the_repair() -> None:
    desk = confirmed()
    answer(desk, "sari", REPORT, "stage")
    answer(desk, "sari", "#tutup", "case_archive")
    write(desk, BUDI, "#buka", "closure")
    assert (desk.ticket().stage, desk.ticket().status) == ("perbaikan", "in_progress")


# --- who may, and what is held back ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("person", "text"), [("omar", "#setuju"), ("sari", "#tolak Kurang jelas")])
def test_somebody_else_ends_no_stage_and_is_told_whom_it_waits_for(person: str, text: str) -> None:
    desk = drafted()
    refusal = answer(desk, person, text)
    assert "Tahap Memeriksa surat pemberitahuan menunggu Kartika Dewanti, bukan Anda." in refusal
    assert desk.ticket().stage == "periksa"


def test_the_deputy_of_whose_turn_it_is_is_told_and_may_decide() -> None:
    desk = reported()
    policy = desk.rulebook.policy
    away = Absence(date(2026, 11, 16), date(2026, 11, 27), "nanda")
    people = tuple(replace(one, absences=(away,)) if one.id == "kartika" else one for one in policy.people.people)
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, people=replace(policy.people, people=people)))
    answer(desk, "omar", "#ambil")
    answer(desk, "omar", "#selesai")
    answer(desk, "sari", LETTER, "stage")
    assert not desk.outbox(address_of(desk, "kartika"), "stage")
    answer(desk, "nanda", "#setuju", "stage")
    assert desk.ticket().stage == "putusan"


@pytest.mark.parametrize("command", ["#ambil", "#tugaskan nanda", "#eskalasi csirt", "#tunggu\nSejak kapan?"])
def test_nobody_works_on_what_the_procedure_holds_back(command: str) -> None:
    desk = drafted()
    refusal = answer(desk, "omar", command)
    assert "Penanganan belum boleh dimulai: tahap Memeriksa surat pemberitahuan menunggu Kartika Dewanti." in refusal
    assert desk.ticket().assignee == "omar"


def test_a_stage_that_waits_for_no_decision_takes_none() -> None:
    desk = repairing()
    refusal = answer(desk, "mona", "#setuju")
    assert "tidak menunggu keputusan itu; gilirannya Tariq Hidayat" in refusal
    assert desk.kinds()[-1] == "NoteAdded"


@pytest.mark.parametrize("command", ["#tutup", "#selesai Sudah beres."])
def test_a_case_does_not_end_in_the_middle_of_its_procedure(command: str) -> None:
    desk = drafted()
    assert "belum dapat ditutup" in answer(desk, "omar", command)
    assert desk.ticket().status == "in_progress"


def test_taking_an_approval_back_takes_its_stage_back() -> None:
    desk = drafted()
    answer(desk, "kartika", "#setuju", "stage")
    answer(desk, "kartika", "#batal", "command_receipt")
    assert (desk.ticket().stage, desk.targets()["periksa"].met_at) == ("periksa", None)
    assert "bukan Anda" in answer(desk, "mona", "#setuju", "stage")


def test_an_approval_is_not_taken_back_once_the_letter_has_left() -> None:
    desk = repairing()
    assert "Tidak ada perintah Anda yang dapat dibatalkan." in answer(desk, "mona", "#batal", "command_receipt")
    assert desk.ticket().stage == "perbaikan"


def test_a_letter_that_still_waits_is_dropped_when_its_approval_is_taken_back() -> None:
    desk = checked()
    answer(desk, "mona", "#setuju\n#pic tariq", "stage")
    answer(desk, "mona", "#batal", "command_receipt")
    assert OWNER not in {letter.recipient for letter in desk.send()}
    assert desk.ticket().stage == "putusan"


def test_a_letter_that_its_drafter_stops_before_it_left_stays() -> None:
    desk = checked()
    answer(desk, "mona", "#setuju\n#pic tariq", "stage")
    answer(desk, "sari", "#tolak Alamatnya keliru", "stage")
    assert OWNER not in {letter.recipient for letter in desk.send()}
    assert desk.ticket().stage == "draf"


def test_another_person_in_charge_takes_the_repair_over() -> None:
    desk = repairing()
    answer(desk, "mona", "#pic nanda")
    assert (desk.ticket().in_charge, desk.ticket().assignee) == ("nanda", "nanda")
    assert desk.outbox(address_of(desk, "nanda"), "escalation")


def test_the_stage_and_whose_turn_it_is_are_shown_to_the_staff() -> None:
    desk = drafted()
    for command, notice in (("#lihat", "ticket_shown"), ("#sla", "sla_explained")):
        write(desk, address_of(desk, "omar"), command)
        assert "Memeriksa surat pemberitahuan – giliran Kartika Dewanti" in said(desk, address_of(desk, "omar"), notice)
    write(desk, BUDI, "#status")
    assert "Kartika" not in said(desk, BUDI, "status")


def test_what_waits_for_somebodys_decision_is_among_their_own() -> None:
    desk = drafted()
    desk.receive(letter_from(address_of(desk, "kartika"), "#daftar saya", subject="daftar", date=moment(desk)))
    assert "TIKET-1" in said(desk, address_of(desk, "kartika"), "ticket_list")
    desk.receive(letter_from(address_of(desk, "tariq"), "#daftar saya", subject="daftar", date=moment(desk)))
    assert "TIKET-1" not in said(desk, address_of(desk, "tariq"), "ticket_list")


def test_a_letter_that_is_refused_by_its_server_is_told_and_goes_back_to_be_mended() -> None:
    desk = checked()
    answer(desk, "mona", "#setuju\n#pic tariq", "stage")
    desk.mailer.script(OWNER, "permanent", "550 5.1.1 user unknown", 550, "5.1.1")
    desk.send()
    assert desk.ticket().stage == "kirim"
    assert OWNER in said(desk, address_of(desk, "sari"), "undeliverable")
    answer(desk, "sari", "#tolak Alamatnya keliru", "stage")
    assert desk.ticket().stage == "draf"


def test_the_mornings_list_begins_with_the_procedures_in_which_it_is_somebodys_turn() -> None:
    desk = confirmed()
    now, book = desk.clock(), desk.rulebook
    history = History(desk.ticket(), tuple(desk.targets().values()), tuple(desk.events()), "Situs diretas", "Budi")
    scene = Scene((history,), book, desk.office, book.desk_calendar, Span(now - timedelta(days=1), now), now)
    people = {one.id: {each.id: each.count for each in lists_of(one, scene)} for one in book.policy.people.people}
    assert people["sari"]["turn"] == 1
    assert people["kartika"] == {"turn": 0}
    assert people["tariq"]["turn"] == 0


def test_what_the_office_wrote_in_a_procedure_is_not_handed_to_the_reporter_with_what_is_kept_of_him() -> None:
    desk = drafted()
    dossier = desk.store.dossier(1)
    assert dossier is not None
    kept = Kept(BUDI, None, (dossier,), (), (), ())
    assert "Pengelola Situs" not in str(as_json(kept, internal=False))
    assert "Pengelola Situs" in str(as_json(kept, internal=True))
