"""Questions to the requester, and what happens when nobody answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from maild.desk.actions.until import moment_of, names_a_time
from maild.desk.follow_ups import FollowUps
from maild.desk.letters.notify import Notifier
from tests.support.at_work import at_work, omar, rita, said, tariq
from tests.support.desk import KEYRING, OMAR, RITA, TARIQ, Desk

FRIDAY = datetime.fromisoformat("2026-11-20T09:00:00+07:00")


def waiting(command: str = "#tunggu\nApa warna lampu modemnya?") -> Desk:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    tariq(desk, command)
    return desk


def follow_up(desk: Desk) -> int:
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    return FollowUps(desk.store, notifier, lambda: desk.rulebook, desk.office).run(desk.clock())


def pass_days(desk: Desk, days: int) -> None:
    for _ in range(2 * days):
        desk.clock.pass_(hours=12)
        follow_up(desk)


def test_the_requester_is_asked_and_only_the_resolution_clock_rests() -> None:
    desk = waiting()
    assert desk.ticket().status == "waiting"
    assert desk.targets()["resolution"].running_since is None
    question = desk.letter(RITA, "question")
    assert "Apa warna lampu modemnya?" in question.text
    assert question.reply == "public"
    assert "Terkirim ke Rita Sari" in said(desk, TARIQ, "command_receipt")


def test_the_answer_ends_the_waiting_and_reaches_who_asked() -> None:
    desk = waiting()
    rita(desk, "Merah, Mas.")
    assert desk.ticket().status == "in_progress"
    assert desk.targets()["resolution"].running_since is not None
    assert "Merah, Mas." in said(desk, TARIQ, "new_note")


def test_waiting_needs_a_question() -> None:
    desk = waiting("#tunggu")
    assert desk.ticket().status == "in_progress"
    assert "Pertanyaan kepada pelapor belum ditulis." in said(desk, TARIQ)


def test_the_question_may_stand_on_the_line_of_the_command() -> None:
    desk = waiting("#tunggu Apakah modem menyala?")
    assert desk.ticket().waiting_until is None
    assert "Apakah modem menyala?" in desk.letter(RITA, "question").text


def test_a_named_day_is_when_the_waiting_ends() -> None:
    desk = waiting("#tunggu Senin pukul 10.00\nApakah modem menyala?")
    assert desk.ticket().waiting_until == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    desk.clock.pass_(days=3, hours=2)
    assert follow_up(desk) == 1
    assert desk.ticket().status == "in_progress"
    assert "Apakah modem menyala?" in desk.letter(TARIQ, "waiting_over").text


def test_a_day_gone_by_is_refused() -> None:
    desk = waiting("#tunggu 2026-11-01\nApakah modem menyala?")
    assert desk.ticket().status == "in_progress"
    assert "sudah lewat" in said(desk, TARIQ)


def test_the_requester_is_reminded_once_and_then_closing_is_proposed_once() -> None:
    desk = waiting()
    pass_days(desk, 12)
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt", "question", "question_reminder"]
    assert "Apa warna lampu modemnya?" in desk.letter(RITA, "question_reminder").text
    assert len(desk.outbox(OMAR, "closing_proposed")) == 1
    assert desk.ticket().status == "waiting"


def test_a_technicians_solution_goes_out_by_itself_after_four_working_hours() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    tariq(desk, "#selesai Kabel diganti.")
    desk.clock.pass_(hours=3)
    assert follow_up(desk) == 0
    desk.clock.pass_(hours=4)
    assert follow_up(desk) == 1
    assert desk.ticket().status == "resolved"
    assert "Kabel diganti." in desk.letter(RITA, "solution").text
    assert follow_up(desk) == 0


def test_silence_closes_a_resolved_ticket_after_three_working_days() -> None:
    desk = at_work()
    omar(desk, "#selesai\nGejala: lambat\nPenyebab: kabel\nSolusi: diganti")
    pass_days(desk, 4)
    assert desk.ticket().status == "resolved"
    pass_days(desk, 2)
    assert desk.ticket().status == "closed"
    assert "tidak ada keberatan" in desk.letter(RITA, "closure").text


def test_mad_16_silence_closes_no_ticket_whose_record_is_incomplete() -> None:
    desk = at_work()
    omar(desk, "#selesai diganti")
    pass_days(desk, 8)
    assert desk.ticket().status == "resolved"
    assert "penyebab" in desk.letter(OMAR, "record_incomplete").text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("besok", "2026-11-21T08:00"),
        ("lusa pukul 14.30", "2026-11-22T14:30"),
        ("sampai Senin", "2026-11-23T08:00"),
        ("Jumat", "2026-11-27T08:00"),
        ("Jum'at depan", "2026-11-27T08:00"),
        ("until Friday 16:00", "2026-11-27T16:00"),
        ("tomorrow at 9", "2026-11-21T09:00"),
        ("25 November", "2026-11-25T08:00"),
        ("tgl 25 nov 2026 jam 10", "2026-11-25T10:00"),
        ("5 Januari", "2027-01-05T08:00"),
        ("25/11", "2026-11-25T08:00"),
        ("1.12.2026 10:15", "2026-12-01T10:15"),
        ("2026-12-24", "2026-12-24T08:00"),
        ("3 hari", "2026-11-23T09:00"),
        ("2 minggu lagi", "2026-12-04T09:00"),
        ("pukul 16.00 WIB", "2026-11-20T16:00"),
    ],
)
def test_days_are_read_as_people_write_them(said: str, meant: str) -> None:
    assert names_a_time(said)
    assert moment_of(said, FRIDAY) == datetime.fromisoformat(f"{meant}+07:00")


@pytest.mark.parametrize("said", ["31 Februari", "sampai nanti kalau sempat", "99/99", "pukul 25.00"])
def test_what_is_no_day_is_not_read_as_one(said: str) -> None:
    assert moment_of(said, FRIDAY) is None


@pytest.mark.parametrize("said", ["Apakah modem menyala?", "Mohon kirim foto layar galatnya ya Bu", "Kabelnya merah?"])
def test_a_question_is_no_day(said: str) -> None:
    assert not names_a_time(said)
