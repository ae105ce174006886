"""A ticket's whole life by mail, on every store: what the commands ask of it is answered alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.follow_ups import FollowUps
from maild.desk.letters.notify import Notifier
from maild.tickets.ticket import folded
from tests.support.at_work import at_work, letter_from, moment, omar, rita, said, tariq, told, write
from tests.support.desk import BUDI, KEYRING, OMAR, RITA, TARIQ, reply_to

if TYPE_CHECKING:
    from maild.desk.ports import Store


def test_a_ticket_lives_its_whole_life_by_mail(store: Store) -> None:
    desk = at_work(store)
    omar(desk, "#kategori Internet mati\n#eskalasi jaringan\nSwitch sudah dinyalakan ulang.")
    tariq(desk, "Ambil")
    tariq(desk, "#tunggu besok\nApa warna lampu modemnya?")
    rita(desk, "Merah, Mas.")
    tariq(desk, "#selesai\nGejala: lampu merah\nPenyebab: modem rusak\nSolusi: Modem diganti.")
    write(desk, OMAR, "#selesai", "solution_ready")
    rita(desk, "#selesai Terima kasih")
    assert desk.ticket().status == "closed"
    assert folded(desk.events()) == desk.ticket()
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt", "question", "solution", "closure"]
    rita(desk, "#buka mati lagi")
    assert (desk.ticket().status, desk.ticket().reopened) == ("in_progress", 1)
    rita(desk, "#status")
    assert "Dalam Penanganan" in said(desk, RITA, "status")


def test_the_next_ticket_goes_to_whoever_has_less_to_do(store: Store) -> None:
    desk = at_work(store)
    omar(desk, "#eskalasi jaringan")
    desk.open("Wifi aula mati total", subject="Wifi mati", proven=True)
    write(desk, OMAR, "#eskalasi jaringan", "new_ticket")
    assert [ticket.assignee for ticket in desk.tickets()] == ["tariq", "nanda"]


def test_a_held_command_acts_once_it_is_confirmed(store: Store) -> None:
    desk = at_work(store)
    omar(desk, "#eskalasi jaringan")
    tariq(desk, "#selesai Modem diganti.", proven=False)
    assert desk.ticket().proposed_at is None
    write(desk, TARIQ, "ya", "confirm", proven=False)
    assert desk.ticket().proposed_at is not None
    write(desk, TARIQ, "#batal", "command_receipt", proven=False)
    assert desk.ticket().proposed_at is None
    assert folded(desk.events()) == desk.ticket()


def test_nobody_can_be_asked_without_end(store: Store) -> None:
    desk = at_work(store)
    omar(desk, "#eskalasi jaringan")
    letter = told(desk, TARIQ, "escalation")
    for _ in range(5):
        desk.receive(reply_to(letter, "#selesai Modem diganti.", date=moment(desk)))
    assert len(desk.outbox(TARIQ, "confirm")) == 3


def test_a_command_mail_works_once(store: Store) -> None:
    desk = at_work(store)
    letter, date = told(desk, OMAR), moment(desk)
    desk.receive(reply_to(letter, "#prioritas 3", proven=True, date=date))
    desk.receive(reply_to(letter, "#prioritas 3", proven=True, date=date))
    assert len(desk.outbox(OMAR, "command_receipt")) == 1
    assert "satu kali" in said(desk, OMAR, "command_refused")


def test_lists_and_searches_find_the_same(store: Store) -> None:
    desk = at_work(store)
    omar(desk, "#selesai 100% beres: modem_1 diganti.")
    desk.open("Printer di loket macet.", subject="Printer loket", sender=f"Budi <{BUDI}>", proven=True)
    desk.receive(letter_from(OMAR, "#daftar", date=moment(desk)))
    assert [line[:7] for line in told(desk, OMAR).text.splitlines() if line.startswith("TIKET-")] == [
        "TIKET-2",
        "TIKET-1",
    ]
    desk.receive(letter_from(OMAR, "#cari modem_1 100%", date=moment(desk)))
    assert "TIKET-1" in told(desk, OMAR).text
    desk.receive(letter_from(BUDI, "#daftar", date=moment(desk)))
    assert "TIKET-1" not in told(desk, BUDI).text


def test_two_tickets_become_one(store: Store) -> None:
    desk = at_work(store)
    desk.open("Internet lambat juga di sini.", subject="Lambat", sender=f"Budi <{BUDI}>", proven=True)
    write(desk, OMAR, "#gabung 1", "new_ticket")
    merged, kept = desk.ticket(2), desk.ticket(1)
    assert (merged.status, merged.merged_into) == ("closed", 1)
    assert desk.kinds(1) == ["TicketOpened", "DetailsRequested", "TicketAbsorbed"]
    assert folded(desk.events(1)) == kept


def test_merged_requesters_hear_of_the_solution_and_never_of_each_other(store: Store) -> None:
    desk = at_work(store)
    desk.open("Internet lambat juga di sini.", subject="Lambat", sender=f"Budi <{BUDI}>", proven=True)
    write(desk, OMAR, "#gabung 1", "new_ticket")
    first = desk.outbox(OMAR, "new_ticket")[0]
    desk.receive(reply_to(first, "#selesai Uplink gedung diganti.", proven=True, date=moment(desk)))
    assert desk.ticket(1).status == "resolved"
    for address, number, other in ((RITA, "TIKET-1", "budi"), (BUDI, "TIKET-2", "rita")):
        solution = desk.letter(address, "solution")
        assert "Uplink gedung diganti." in solution.text
        assert number in solution.subject
        assert other not in (solution.text + dict(solution.headers).get("References", "")).lower()


def test_one_ticket_becomes_two(store: Store) -> None:
    desk = at_work(store)
    omar(desk, "#pisah Printer di loket\nPrinter di loket juga macet.")
    new = desk.ticket(2)
    assert new.requester == desk.ticket(1).requester
    assert desk.kinds(1)[-2:] == ["TicketSplit", "NoteAdded"]
    with desk.store.begin() as work:
        assert work.words(2).subject == "Printer di loket"


def test_a_participant_who_leaves_gets_no_more_mail(store: Store) -> None:
    desk = at_work(store)
    desk.receive(letter_from(OMAR, f"#untuk {BUDI}, telepon\nWifi mati", date=moment(desk)))
    write(desk, BUDI, "#keluar", proven=False)
    write(desk, OMAR, "#balas Halo Pak Budi, sedang kami periksa.", "opened_for")
    assert desk.outbox(BUDI, "new_note") == []


def test_a_solution_goes_out_by_itself_once(store: Store) -> None:
    desk = at_work(store)
    omar(desk, "#eskalasi jaringan")
    tariq(desk, "#selesai Modem diganti.")
    desk.clock.pass_(hours=8)
    follow_ups = FollowUps(
        desk.store, Notifier(desk.office, KEYRING, desk.renderer), lambda: desk.rulebook, desk.office
    )
    assert [follow_ups.run(desk.clock()), follow_ups.run(desk.clock())] == [1, 0]
    assert len(desk.outbox(RITA, "solution")) == 1
