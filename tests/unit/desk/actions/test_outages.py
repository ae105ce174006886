"""Outages: declared by a reply, told, solved, closed and taken back as one."""

from __future__ import annotations

from dataclasses import replace

from maild.desk.follow_ups import FollowUps
from maild.desk.letters.notify import Notifier
from maild.policy.people import Device
from tests.support.at_work import omar, said, told, write
from tests.support.desk import KEYRING, OMAR, TARIQ, bounce_of, reply_to
from tests.support.outages import REPORTERS, declared, letters_to, proposed, reported, solved, statuses


def test_declared_every_reporter_is_told_in_the_own_thread_what_the_operator_wrote() -> None:
    desk = declared()
    for who in range(5):
        (letter,) = letters_to(desk, who, "outage_known")
        assert letter.ticket == who + 1
        assert f"[TIKET-{who + 1}]" in letter.subject
        assert "Perkiraan pulih pukul 11." in letter.text
    receipt = said(desk, OMAR, "command_receipt")
    assert "satu gangguan dengan 5 laporan; 5 pelapor diberi tahu" in receipt
    assert "Terkirim ke Rita Sari dan 4 pelapor lain" in receipt


def test_without_words_of_the_operator_reporters_read_that_it_is_known() -> None:
    desk = declared("")
    for who in range(5):
        (letter,) = letters_to(desk, who, "outage_known")
        assert "sudah kami ketahui dan sedang kami tangani" in " ".join(letter.text.split())


def test_the_others_become_part_of_the_first_and_are_answered_by_it() -> None:
    desk = declared()
    assert desk.ticket(1).outage == "declared"
    assert [ticket.part_of for ticket in desk.tickets()] == [None, 1, 1, 1, 1]
    assert statuses(desk) == ["in_progress"] * 5
    assert all(ticket.responded_at == desk.clock() for ticket in desk.tickets())
    assert all(desk.targets(number)["response"].met_at for number in range(1, 6))


def test_reports_between_proposal_and_declaration_are_part_of_it_too() -> None:
    desk = proposed()
    reported(desk, 5)
    omar(desk, "#setuju", notice="outage_proposed")
    assert desk.ticket(6).part_of == 1
    assert letters_to(desk, 5, "outage_known")


def test_one_reporter_with_several_reports_hears_once() -> None:
    desk = proposed()
    reported(desk, 1, "Masih lambat juga.")
    omar(desk, "#setuju", notice="outage_proposed")
    assert desk.ticket(6).part_of == 1
    assert len(letters_to(desk, 1, "outage_known")) == 1


def test_the_answer_that_bounced_is_no_answer() -> None:
    desk = declared()
    (letter,) = letters_to(desk, 3, "outage_known")
    desk.receive(bounce_of(letter))
    assert desk.ticket(4).responded_at is None
    assert desk.ticket(3).responded_at is not None


# --- what is said and done to all --------------------------------------------------------------------------------


def test_an_answer_on_the_outage_reaches_every_reporter() -> None:
    desk = declared()
    omar(desk, "#balas Switch pengganti sudah terpasang, sedang diuji.", notice="outage_proposed")
    for who in range(5):
        (letter,) = letters_to(desk, who, "new_note")
        assert "sedang diuji" in letter.text
        assert letter.ticket == who + 1
    assert "Terkirim ke Rita Sari dan 4 pelapor lain" in said(desk, OMAR, "command_receipt")


def test_an_answer_to_one_reporter_reaches_nobody_else() -> None:
    desk = declared()
    write(desk, REPORTERS[0], "Kapan selesai ya?", "outage_known")
    write(desk, OMAR, "Bu Rita, ruang Ibu kami dahulukan.", "new_note")
    assert letters_to(desk, 0, "new_note")
    assert not any(letters_to(desk, who, "new_note") for who in range(1, 5))
    write(desk, REPORTERS[2], "Kapan selesai ya?", "outage_known")
    assert "TIKET-1" in told(desk, OMAR, "new_note").text
    write(desk, OMAR, "Bu Citra, ruang Ibu juga.", "new_note")
    assert len(letters_to(desk, 2, "new_note")) == 1
    assert len(letters_to(desk, 0, "new_note")) == 1


def test_solved_every_reporter_gets_the_solution_and_a_survey_of_the_own() -> None:
    desk = declared()
    omar(desk, "#selesai Switch inti sudah diganti.", notice="outage_proposed")
    assert statuses(desk) == ["resolved"] * 5
    for who in range(5):
        (letter,) = letters_to(desk, who, "solution")
        assert "Switch inti sudah diganti." in letter.text
        assert letter.ticket == who + 1
    assert len({told(desk, one, "solution").message_id for one in REPORTERS[:5]}) == 5


def test_closed_every_report_is_closed() -> None:
    desk = declared()
    omar(desk, "#selesai\nGejala: lambat\nPenyebab: switch inti\nSolusi: diganti", notice="outage_proposed")
    omar(desk, "#tutup", notice="outage_proposed")
    assert statuses(desk) == ["closed"] * 5
    assert all(letters_to(desk, who, "closure") for who in range(5))


def test_closing_an_unsolved_outage_solves_what_is_still_open() -> None:
    desk = declared()
    write(desk, REPORTERS[0], "#selesai", "outage_known")
    assert statuses(desk) == ["resolved", *["in_progress"] * 4]
    omar(desk, "#tutup\nGejala: lambat\nPenyebab: switch inti\nSolusi: diganti", notice="outage_proposed")
    assert statuses(desk) == ["closed", *["resolved"] * 4]
    assert all("diganti" in letters_to(desk, who, "solution")[0].text for who in range(1, 5))


def test_the_first_reporter_alone_does_not_end_it_for_the_others() -> None:
    desk = declared()
    write(desk, REPORTERS[0], "#selesai", "outage_known")
    assert not any(letters_to(desk, who, "solution") for who in range(1, 5))


def test_the_solution_of_a_technician_reaches_all_when_it_goes_out_by_itself() -> None:
    desk = declared()
    omar(desk, "#eskalasi jaringan", notice="outage_proposed")
    write(desk, "tariq@example.com", "#selesai Switch inti sudah diganti.", "escalation")
    assert statuses(desk) == ["in_progress"] * 5
    desk.clock.pass_(hours=72)
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    FollowUps(desk.store, notifier, lambda: desk.rulebook, desk.office).run(desk.clock())
    assert statuses(desk) == ["resolved"] * 5
    assert all(letters_to(desk, who, "solution") for who in range(5))


def test_silence_closes_them_and_tells_the_operator_once_what_the_record_lacks() -> None:
    desk = solved()
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    follow_ups = FollowUps(desk.store, notifier, lambda: desk.rulebook, desk.office)
    desk.clock.pass_(days=7)
    follow_ups.run(desk.clock())
    assert [row.ticket for row in desk.outbox(OMAR, "record_incomplete")] == [1]
    write(desk, OMAR, "#tutup\nGejala: lambat\nPenyebab: switch inti\nSolusi: diganti", "record_incomplete")
    assert statuses(desk) == ["closed"] * 5


def test_still_broken_opens_one_report_alone_and_the_operator_sees_it() -> None:
    desk = solved()
    write(desk, REPORTERS[2], "Masih lambat di tempat saya.", "solution")
    assert statuses(desk) == ["resolved", "resolved", "in_progress", "resolved", "resolved"]
    assert desk.ticket(3).part_of is None
    assert told(desk, OMAR, "new_note").ticket == 3


# --- taking back, letting go, adding -----------------------------------------------------------------------------


def test_taken_back_the_reports_go_on_by_themselves_and_it_may_be_declared_again() -> None:
    desk = declared()
    omar(desk, "#batal", notice="outage_proposed")
    assert all(ticket.part_of is None for ticket in desk.tickets())
    assert desk.ticket(1).outage == "proposed"
    assert reported(desk, 5).part_of is None
    omar(desk, "#setuju", notice="outage_proposed")
    assert [ticket.part_of for ticket in desk.tickets()] == [None, 1, 1, 1, 1, 1]


def test_a_solution_taken_back_is_taken_back_for_all() -> None:
    desk = solved()
    omar(desk, "#batal", notice="outage_proposed")
    assert statuses(desk) == ["in_progress"] * 5
    omar(desk, "#selesai Sekarang benar-benar pulih.", notice="outage_proposed")
    assert statuses(desk) == ["resolved"] * 5


def test_split_lets_a_report_go() -> None:
    desk = declared()
    write(desk, OMAR, "#pisah", "new_ticket")
    assert desk.ticket(5).part_of is None
    assert "lepas dari gangguan TIKET-1" in said(desk, OMAR, "command_receipt")
    assert len(desk.tickets()) == 5


def test_merge_into_an_outage_adds_a_report_that_keeps_its_thread() -> None:
    desk = declared()
    desk.open("Wifi tidak menyambung.", subject="Wifi mati", sender=f"Gita Permata <{REPORTERS[6]}>", proven=True)
    write(desk, OMAR, "#gabung 1", "new_ticket")
    ticket = desk.ticket(6)
    assert (ticket.part_of, ticket.status) == (1, "in_progress")
    assert "Perkiraan pulih pukul 11." in told(desk, REPORTERS[6], "outage_known").text


def test_an_outage_is_not_merged_away() -> None:
    desk = declared()
    desk.open("Printer macet.", subject="Printer macet", sender=REPORTERS[6], proven=True)
    omar(desk, "#gabung 6", notice="outage_proposed")
    assert desk.ticket(1).status == "in_progress"
    assert "tidak dapat digabungkan" in said(desk, OMAR, "command_refused")


def test_an_outage_made_confidential_lets_its_reports_go() -> None:
    desk = declared()
    omar(desk, "#rahasia", notice="outage_proposed")
    assert all(ticket.part_of is None for ticket in desk.tickets())
    assert reported(desk, 5).part_of is None


def test_taken_back_at_once_no_reporter_is_told_nor_answered() -> None:
    desk = declared()
    omar(desk, "#batal", notice="outage_proposed")
    assert {letter.state for who in range(5) for letter in letters_to(desk, who, "outage_known")} == {"dropped"}
    assert all(ticket.responded_at is None for ticket in desk.tickets())


def test_who_was_merged_into_a_report_hears_of_the_solution_too() -> None:
    desk = declared()
    desk.open("Wifi mati.", subject="Wifi mati", sender=f"Gita Permata <{REPORTERS[6]}>", proven=True)
    write(desk, OMAR, "#gabung 3", "new_ticket")
    omar(desk, "#selesai Switch inti sudah diganti.", notice="outage_proposed")
    assert "Switch inti sudah diganti." in told(desk, REPORTERS[6], "solution").text


def test_a_machine_that_reported_it_is_told_nothing() -> None:
    desk = proposed()
    people = replace(desk.rulebook.policy.people, devices=(Device(REPORTERS[4], "Pemantau jaringan"),))
    desk.rulebook = replace(desk.rulebook, policy=replace(desk.rulebook.policy, people=people))
    omar(desk, "#setuju", notice="outage_proposed")
    assert desk.ticket(5).part_of == 1
    assert letters_to(desk, 3, "outage_known")
    assert not letters_to(desk, 4, "outage_known")


def test_a_technician_reads_how_many_reported_it() -> None:
    desk = declared()
    omar(desk, "#eskalasi jaringan", notice="outage_proposed")
    assert "5 laporan" in said(desk, TARIQ, "escalation")


WITH_FILE = """\
Content-Type: multipart/mixed; boundary=batas

--batas
Content-Type: text/plain; charset=utf-8

#setuju
Jadwal perbaikan ada di lampiran.

--batas
Content-Type: application/pdf
Content-Disposition: attachment; filename=jadwal.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQ=
--batas--
"""


def test_a_file_of_the_operator_goes_to_every_reporter() -> None:
    desk = proposed()
    head, _, _ = reply_to(told(desk, OMAR, "outage_proposed"), "#setuju", proven=True).partition(b"Content-Type:")
    desk.receive(head + WITH_FILE.replace("\n", "\r\n").encode())
    assert all(letters_to(desk, who, "outage_known")[0].attachments for who in range(5))
