"""Lists, searches and questions by mail, and what each may see (TRG-3, TRG-6, OKI-11)."""

from __future__ import annotations

from maild.desk.actions.table import ACTIONS, QUESTIONS
from maild.mail.command_words import COMMANDS
from tests.support.at_work import REPORT, at_work, letter_from, moment, omar, rita, said, told
from tests.support.desk import BUDI, OMAR, RITA, TARIQ, Desk


def two_tickets() -> Desk:
    desk = at_work()
    desk.open("Printer di loket macet.", subject="Printer loket", sender=f"Budi <{BUDI}>", proven=True)
    return desk


def test_trg_3_the_staff_get_all_open_tickets_in_one_mail() -> None:
    """TRG-3."""
    desk = two_tickets()
    assert desk.receive(letter_from(OMAR, "#daftar", date=moment(desk))) == ["noted"]
    assert len(desk.tickets()) == 2
    listed = told(desk, OMAR, "ticket_list")
    assert "Internet lambat" in listed.text
    assert "Printer loket" in listed.text


def test_mine_groups_and_late_ones() -> None:
    desk = two_tickets()
    omar(desk, "#ambil", notice="new_ticket")
    desk.receive(letter_from(OMAR, "#daftar saya", date=moment(desk)))
    mine = told(desk, OMAR, "ticket_list").text
    assert "Printer loket" in mine
    assert "Internet lambat" not in mine
    desk.clock.pass_(days=30)
    desk.receive(letter_from(OMAR, "#list late", date=moment(desk)))
    assert "TERLAMBAT" in told(desk, OMAR, "ticket_list").text


def test_a_requester_gets_his_own_tickets_and_no_others() -> None:
    desk = two_tickets()
    desk.receive(letter_from(BUDI, "#daftar", date=moment(desk)))
    listed = desk.letter(BUDI, "ticket_list").text
    assert "Printer loket" in listed
    assert "Internet lambat" not in listed
    assert "rita" not in listed.lower()


def test_trg_6_a_requester_asks_for_the_status_of_his_ticket() -> None:
    """TRG-6."""
    desk = two_tickets()
    omar(desk, "#eskalasi jaringan", notice="new_ticket")
    rita(desk, "#status")
    assert "Baru" in said(desk, RITA, "status")
    assert desk.kinds(1) == ["TicketOpened", "DetailsRequested"]


def test_another_requesters_ticket_is_not_even_there() -> None:
    desk = two_tickets()
    desk.receive(letter_from(BUDI, "#status 1", date=moment(desk)))
    assert "tidak ada, atau bukan untuk Anda" in said(desk, BUDI, "command_refused")
    desk.receive(letter_from(BUDI, "#status 99", date=moment(desk)))
    assert "tidak ada, atau bukan untuk Anda" in said(desk, BUDI, "command_refused")


def test_an_unproven_mail_is_told_nothing_and_opens_a_ticket() -> None:
    desk = two_tickets()
    assert desk.receive(letter_from(RITA, "#daftar", proven=False, date=moment(desk))) == ["opened"]
    assert desk.outbox(RITA, "ticket_list") == []


def test_a_ticket_is_shown_with_what_was_said() -> None:
    desk = at_work()
    omar(desk, "#catat Modem pernah diganti bulan lalu.")
    omar(desk, "#lihat TIKET-1")
    shown = told(desk, OMAR, "ticket_shown").text
    assert REPORT.split(".", maxsplit=1)[0] in shown.replace("\n| ", " ")
    assert "Modem pernah diganti bulan lalu." in shown


def test_oki_11_solved_tickets_are_found_with_their_solutions() -> None:
    """OKI-11."""
    desk = at_work()
    omar(desk, "#selesai Kabel uplink diganti.")
    desk.receive(letter_from(OMAR, "#cari internet lambat", date=moment(desk)))
    assert "Kabel uplink diganti." in said(desk, OMAR, "ticket_list")


def test_oki_11_solved_tickets_are_found_by_words_with_other_affixes() -> None:
    """OKI-11."""
    desk = at_work()
    omar(desk, "#selesai Kabel uplink diganti.")
    desk.receive(letter_from(OMAR, "#cari penggantian kabel", date=moment(desk)))
    assert "Kabel uplink diganti." in said(desk, OMAR, "ticket_list")


def test_one_word_is_enough_to_search_and_one_that_stands_nowhere_finds_nothing() -> None:
    desk = at_work()
    omar(desk, "#selesai Kabel uplink diganti.")
    desk.receive(letter_from(OMAR, "#cari pergantian", date=moment(desk)))
    assert "Kabel uplink diganti." in said(desk, OMAR, "ticket_list")
    desk.receive(letter_from(OMAR, "#cari kabel proyektor", date=moment(desk)))
    assert "Kabel uplink diganti." not in said(desk, OMAR, "ticket_list")


def test_a_search_shows_a_solved_confidential_ticket_to_its_circle_only() -> None:
    desk = at_work()
    omar(desk, "#ambil\n#rahasia")
    omar(desk, "#selesai Kabel uplink diganti.")
    desk.receive(letter_from(TARIQ, "#cari kabel uplink", date=moment(desk)))
    assert "Kabel uplink" not in said(desk, TARIQ, "ticket_list")


def test_a_requester_finds_nothing_of_anybody_else() -> None:
    desk = at_work()
    omar(desk, "#selesai Kabel uplink diganti.")
    desk.receive(letter_from(BUDI, "#cari kabel", date=moment(desk)))
    assert all("Kabel uplink" not in letter.text for letter in desk.outbox(BUDI))


def test_the_promised_times_are_explained() -> None:
    desk = at_work()
    omar(desk, "#ambil")
    omar(desk, "#sla")
    explained = said(desk, OMAR, "sla_explained")
    assert "Tanggapan : terpenuhi" in explained
    assert "Penyelesaian : berjalan" in explained


def test_a_confidential_ticket_is_listed_for_its_circle_only() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    omar(desk, "#rahasia", notice="new_ticket")
    desk.receive(letter_from(OMAR, "#daftar", date=moment(desk)))
    assert "Internet lambat" not in told(desk, OMAR, "ticket_list").text
    desk.receive(letter_from(OMAR, "#lihat 1", date=moment(desk)))
    assert desk.outbox(OMAR, "ticket_shown") == []
    desk.receive(letter_from(TARIQ, "#daftar", date=moment(desk)))
    assert "TIKET-1" in told(desk, TARIQ, "ticket_list").text


def test_help_names_the_commands_of_whoever_asks() -> None:
    desk = at_work()
    omar(desk, "#bantuan")
    assert "#eskalasi" in told(desk, OMAR, "help").text
    rita(desk, "#bantuan")
    offered = told(desk, RITA, "help").text
    assert "#status" in offered
    assert "#eskalasi" not in offered


def test_every_command_that_help_could_name_can_be_carried_out() -> None:
    assert {word.name for word in COMMANDS} == {*ACTIONS, *QUESTIONS}
