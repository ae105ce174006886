"""Outages: alike reports are proposed as one, declared by a reply, and handled as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from maild.desk.digest.decisions import Scene, decisions
from maild.desk.digest.figures import Span
from maild.desk.digest.worklists import lists_of
from maild.desk.follow_ups import FollowUps
from maild.desk.letters.notify import Notifier
from maild.desk.outage_watch import OutageWatch
from maild.desk.promises.warnings import Warnings
from maild.desk.rulebook import Rulebook
from maild.tickets.events import NoteAdded, OutageProposed, TicketLinked
from tests.support.at_work import moment, omar, rules, said, told, write
from tests.support.desk import KEYRING, OMAR, Desk, bounce_of, desk_on, mail, reply_to

if TYPE_CHECKING:
    from maild.desk.records import OutboxRow
    from maild.tickets.ticket import Ticket

NAMES = ("Rita Sari", "Budi Santoso", "Citra Dewi", "Dedi Kurnia", "Endang Lestari", "Fajar Nugroho", "Gita Permata")
REPORTERS = tuple(f"{name.split()[0].lower()}@example.com" for name in NAMES)
REPORT = "Internet lambat sekali, tidak bisa membuka apa pun."


def reported(desk: Desk, who: int, text: str = REPORT, **given: object) -> Ticket:
    """Let one of the reporters write."""
    title = f"Internet lambat di ruang {who}"
    return desk.open(f"{text} Ruang {who}.", subject=title, sender=f"{NAMES[who]} <{REPORTERS[who]}>", **given)


def look(desk: Desk) -> int:
    """Let the timetable come to the job."""
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    return OutageWatch(desk.store, notifier, lambda: desk.rulebook).look(desk.clock())


def in_trouble(reports: int = 5, minutes: float = 4) -> Desk:
    """Return a desk to which so many people have reported the same, one every few minutes."""
    desk = desk_on()
    desk.rulebook = rules()
    for who in range(reports):
        reported(desk, who, proven=True)
        desk.clock.pass_(minutes=minutes)
    return desk


def proposed() -> Desk:
    desk = in_trouble()
    assert look(desk) == 1
    return desk


def declared(text: str = "Gangguan di switch inti, sedang diganti. Perkiraan pulih pukul 11.") -> Desk:
    desk = proposed()
    omar(desk, f"#setuju\n{text}" if text else "#setuju", notice="outage_proposed")
    return desk


def solved() -> Desk:
    desk = declared()
    omar(desk, "#selesai Switch inti sudah diganti.", notice="outage_proposed")
    return desk


def letters_to(desk: Desk, who: int, notice: str) -> list[OutboxRow]:
    return desk.outbox(REPORTERS[who], notice)


def statuses(desk: Desk) -> list[str]:
    return [ticket.status for ticket in desk.tickets()]


# --- seeing it ---------------------------------------------------------------------------------------------------


def test_many_alike_reports_raise_one_proposal_to_the_operators() -> None:
    desk = proposed()
    letter = desk.letter(OMAR, "outage_proposed")
    assert "[TIKET-1] 5 laporan dalam 16 menit tentang" in letter.subject
    for number, name in enumerate(NAMES[:5], 1):
        assert f"TIKET-{number}" in letter.text
        assert name in letter.text
    assert "#setuju" in letter.text
    assert "#tolak" in letter.text


def test_it_is_proposed_once_whatever_is_looked_at_and_reported_again() -> None:
    desk = proposed()
    reported(desk, 5)
    assert look(desk) == 0
    desk.clock.pass_(hours=2)
    assert look(desk) == 0
    assert len(desk.outbox(OMAR, "outage_proposed")) == 1


def test_of_twice_as_many_the_operators_are_told_once_more() -> None:
    desk = proposed()
    for number in range(5):
        desk.open(REPORT, subject="Internet lambat", sender=f"lain{number}@example.com")
        assert look(desk) == (number == 4)
    assert "10 laporan" in told(desk, OMAR, "outage_proposed").subject
    assert look(desk) == 0


def test_many_reports_of_one_person_are_no_outage() -> None:
    desk = desk_on()
    desk.rulebook = rules()
    for number in range(6):
        desk.open(REPORT, subject=f"Internet lambat {number}", proven=True)
    assert look(desk) == 0


def test_reports_far_from_each_other_are_no_outage() -> None:
    desk = in_trouble(minutes=11)
    assert look(desk) == 0


def test_reports_that_came_while_the_desk_was_down_are_seen_when_it_is_back() -> None:
    desk = in_trouble()
    desk.clock.pass_(hours=5)
    assert look(desk) == 1


def test_reports_of_different_things_are_no_outage() -> None:
    desk = in_trouble(4)
    desk.open("Printer di ruang 204 macet.", subject="Printer macet", sender=f"Fajar <{REPORTERS[5]}>")
    assert look(desk) == 0


def test_confidential_tickets_are_never_part_of_an_outage() -> None:
    desk = in_trouble(4)
    reported(desk, 4, proven=True)
    write(desk, OMAR, "#rahasia", "new_ticket")
    assert desk.ticket(5).confidential
    assert look(desk) == 0


def test_an_office_that_wants_no_outages_proposed_is_asked_nothing() -> None:
    desk = in_trouble()
    desk.rulebook = Rulebook(replace(rules().policy, outages=None), rules().calendars)
    assert look(desk) == 0


def test_two_daemons_propose_it_once() -> None:
    desk = in_trouble()
    other = OutageWatch(desk.store.store, Notifier(desk.office, KEYRING, desk.renderer), lambda: desk.rulebook)
    desk.store.before_commit = lambda: other.look(desk.clock()) and None
    look(desk)
    assert sum(isinstance(event.fact, OutageProposed) for event in desk.events()) == 1
    assert len(desk.outbox(OMAR, "outage_proposed")) == 1


# --- no ----------------------------------------------------------------------------------------------------------


def test_what_is_no_outage_is_not_proposed_again_but_later_reports_are() -> None:
    desk = proposed()
    omar(desk, "#tolak", notice="outage_proposed")
    assert "bukan satu gangguan" in said(desk, OMAR, "command_receipt")
    reported(desk, 5)
    assert look(desk) == 0
    assert all(ticket.part_of is None for ticket in desk.tickets())
    desk.clock.pass_(minutes=5)
    for number in range(5):
        desk.open(REPORT, subject="Internet lambat", sender=f"lain{number}@example.com")
    assert look(desk) == 1


# --- yes ---------------------------------------------------------------------------------------------------------


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


def test_a_further_report_joins_by_itself_and_wakes_no_operator() -> None:
    desk = declared()
    before = len(desk.outbox(OMAR))
    desk.clock.pass_(minutes=10)
    ticket = reported(desk, 5, proven=True)
    assert ticket.part_of == 1
    assert len(desk.outbox(OMAR)) == before
    receipt = said(desk, REPORTERS[5], "receipt")
    assert "TIKET-6" in receipt
    assert "sudah kami ketahui dan sedang kami tangani" in receipt
    assert "Perkiraan pulih pukul 11." in receipt
    assert "menanggapi paling lambat" not in receipt
    assert ticket.responded_at == desk.clock()
    assert [type(event.fact) for event in desk.events(6)][-2:] == [TicketLinked, NoteAdded]


def test_an_unproven_report_that_joins_gets_the_fixed_receipt_with_our_words_only() -> None:
    desk = declared()
    reported(desk, 5)
    receipt = said(desk, REPORTERS[5], "receipt_fixed")
    assert "sudah kami ketahui" in receipt
    assert "ruang 5" not in receipt


def test_who_could_not_be_told_is_not_answered() -> None:
    desk = declared()
    raw = mail(REPORT, subject="Internet lambat", sender="hantu@example.com", Auto_Submitted="no")
    failed = raw.replace(b"From: hantu", b"Authentication-Results: mx.office.example; dmarc=fail (p=reject)"
                         b" header.from=example.com\r\nFrom: hantu")  # fmt: skip
    desk.receive(failed)
    assert desk.ticket(6).part_of == 1
    assert desk.ticket(6).responded_at is None


def test_nothing_joins_an_outage_that_is_over_or_long_ago() -> None:
    desk = solved()
    assert reported(desk, 5).part_of is None
    desk = declared()
    desk.clock.pass_(hours=25)
    assert reported(desk, 6).part_of is None


def test_other_faults_do_not_join() -> None:
    desk = declared()
    assert desk.open("Printer di ruang 204 macet.", subject="Printer macet", sender=REPORTERS[6]).part_of is None


def test_in_one_batch_the_later_report_joins_what_the_earlier_mail_declared() -> None:
    desk = proposed()
    yes = reply_to(told(desk, OMAR, "outage_proposed"), "#setuju", proven=True, date=moment(desk))
    desk.receive(yes, mail(REPORT, subject="Internet lambat", sender=f"Gita <{REPORTERS[6]}>", proven=True))
    assert desk.ticket(6).part_of == 1


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


# --- what the staff see ------------------------------------------------------------------------------------------


def test_lists_show_the_outage_and_not_each_report() -> None:
    desk = declared()
    omar(desk, "#daftar", notice="outage_proposed")
    text = said(desk, OMAR, "ticket_list")
    assert "TIKET-1" in text
    assert "5 laporan" in text
    assert "TIKET-2" not in text


def test_show_tells_of_the_outage_and_of_its_reports() -> None:
    desk = declared()
    omar(desk, "#lihat 1", notice="outage_proposed")
    assert "TIKET-2, TIKET-3, TIKET-4, TIKET-5" in said(desk, OMAR, "ticket_shown")
    omar(desk, "#lihat 3", notice="outage_proposed")
    assert "Bagian dari gangguan" in said(desk, OMAR, "ticket_shown")


def scene(desk: Desk) -> Scene:
    with desk.store.begin() as work:
        histories = tuple(work.histories(desk.clock(), desk.clock()))
    span = Span(desk.clock(), desk.clock())
    return Scene(histories, desk.rulebook, desk.office, desk.rulebook.desk_calendar, span, desk.clock())


def test_the_digest_names_the_outage_once_with_its_reports() -> None:
    desk = declared()
    desk.clock.pass_(days=7)
    lists = {one.id: one for one in decisions(scene(desk))}
    (line,) = lists["outages"].lines
    assert (line.number, line.reports) == ("TIKET-1", 5)
    assert "breached" not in lists
    assert "unassigned" not in lists


def test_a_work_list_holds_the_outage_and_not_each_report() -> None:
    desk = declared()
    operator = desk.rulebook.policy.people.person("omar")
    assert operator is not None
    worker = replace(operator, groups=(desk.ticket(1).group,))
    lines = [line for one in lists_of(worker, scene(desk)) for line in one.lines]
    assert [(line.number, line.reports) for line in lines] == [("TIKET-1", 5)]


def test_late_reports_of_an_outage_warn_of_the_outage_alone() -> None:
    desk = declared()
    desk.clock.pass_(days=11, hours=1)
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    Warnings(desk.store, notifier, lambda: desk.rulebook, desk.office).give(desk.clock())
    alerts = desk.outbox(notice="alert")
    assert alerts
    assert all("TIKET-1" in row.text and "TIKET-2" not in row.text for row in alerts)


# --- nobody sees another -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [declared, solved], ids=["declared", "solved"])
def test_no_reporter_reads_of_another(made: object) -> None:
    """Guarantee 6: neither name nor address, nor number, nor words of one reporter reach another."""
    desk = made()  # type: ignore[operator]  # one of the functions above
    reported(desk, 5, proven=True)
    write(desk, REPORTERS[3], "Kapan selesai? Telepon saya di 0351-777888.", "outage_known")
    omar(desk, "#balas Masih diuji.", notice="outage_proposed")
    for who in range(6):
        secrets = [
            secret
            for other in range(6)
            if other != who
            for secret in (NAMES[other], REPORTERS[other], f"TIKET-{other + 1}", f"ruang {other}", f"Ruang {other}")
        ]
        for letter in desk.outbox(REPORTERS[who]):
            whole = "\n".join((letter.subject, letter.text, letter.html, *(value for _, value in letter.headers)))
            assert not [secret for secret in secrets if secret in whole]
            assert "777888" not in whole
            known = [row.message_id for row in desk.outbox() if row.address != letter.address]
            assert not [one for one in known if one in whole]
