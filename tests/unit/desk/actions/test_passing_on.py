"""The work of people who are away or have left: a proven out-of-office, absences and leavers of the office's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from maild.desk.follow_ups import FollowUps
from maild.desk.letters.notify import Notifier
from maild.policy.people import Absence, People
from tests.support.at_work import NANDA, at_work, moment, omar, tariq, told, write
from tests.support.desk import DESK, KEYRING, OMAR, TARIQ, Desk, mail

AWAY: dict[str, Any] = {"Auto_Submitted": "auto-replied", "X_Autoreply": "yes", "subject": "Out of office"}
WORDS = "Saya sedang cuti sampai 27 November."
THIS_WEEK = Absence(date(2026, 11, 20), date(2026, 11, 27))


def assigned(**given: Any) -> Desk:
    desk = at_work(**given)
    omar(desk, "#tugaskan tariq")
    return desk


def listed(desk: Desk, **changes: Any) -> Desk:
    """Let the office's list say something else of Tariq."""
    policy = desk.rulebook.policy
    people = tuple(replace(one, **changes) if one.id == "tariq" else one for one in policy.people.people)
    everybody = People(people, policy.people.groups, policy.people.units)
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, people=everybody))
    return desk


def vacation(desk: Desk, **given: Any) -> list[str]:
    return write(desk, TARIQ, WORDS, "escalation", quoted=False, **{**AWAY, **given})


def follow_up(desk: Desk) -> int:
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    return FollowUps(desk.store, notifier, lambda: desk.rulebook, desk.office).run(desk.clock())


# --- an out-of-office ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("proven", [True, False], ids=["key and sender", "key alone"])
def test_a_technician_s_out_of_office_gives_the_ticket_back_to_the_group_and_tells_it(proven: bool) -> None:
    desk = assigned()
    assert vacation(desk, proven=proven) == ["noted"]
    assert desk.ticket().assignee == ""
    assert desk.ticket().group == "jaringan"
    letter = desk.letter(NANDA, "left_behind")
    assert "Tariq Hidayat" in letter.text
    assert WORDS in letter.text
    assert len(desk.outbox(OMAR, "left_behind")) == 1
    assert desk.outbox(TARIQ, "left_behind") == []


def test_the_sender_s_server_is_proof_enough() -> None:
    desk = assigned()
    letter = told(desk, TARIQ, "escalation")
    away = mail(WORDS, sender=TARIQ, to=DESK, proven=True, date=moment(desk), In_Reply_To=letter.message_id, **AWAY)
    assert desk.receive(away) == ["noted"]
    assert desk.ticket().assignee == ""


def test_a_forged_out_of_office_moves_nothing() -> None:
    """It has the thread but neither the key nor a server that vouches for it."""
    desk = assigned()
    letter = told(desk, TARIQ, "escalation")
    letters = len(desk.outbox())
    forged = mail(WORDS, sender=TARIQ, to=DESK, date=moment(desk), In_Reply_To=letter.message_id, **AWAY)
    assert desk.receive(forged) == ["noted"]
    assert desk.ticket().assignee == "tariq"
    assert len(desk.outbox()) == letters


def test_somebody_else_s_out_of_office_moves_nothing() -> None:
    desk = assigned()
    write(desk, OMAR, WORDS, "new_ticket", quoted=False, **AWAY)
    vacation(desk, sender=NANDA)
    assert desk.ticket().assignee == "tariq"


def test_an_old_one_sent_again_moves_nothing() -> None:
    desk = assigned()
    date_then = moment(desk)
    desk.clock.pass_(days=4)
    vacation(desk, date=date_then)
    assert desk.ticket().assignee == "tariq"


def test_only_the_first_one_counts() -> None:
    desk = assigned()
    vacation(desk)
    events, letters = len(desk.events()), len(desk.outbox())
    vacation(desk)
    assert [len(desk.events()), len(desk.outbox())] == [events + 1, letters]


def test_a_ticket_that_was_taken_today_stays_with_who_took_it() -> None:
    """His responder answers the receipt of his own command."""
    desk = assigned()
    tariq(desk, "#lepas")
    write(desk, TARIQ, "#ambil", "escalation")
    write(desk, TARIQ, WORDS, "command_receipt", quoted=False, **AWAY)
    assert desk.ticket().assignee == "tariq"


def test_it_goes_to_the_deputy_of_these_days_where_there_is_one() -> None:
    desk = assigned()
    listed(desk, absences=(replace(THIS_WEEK, deputy="nanda"),))
    vacation(desk)
    assert desk.ticket().assignee == "nanda"
    assert WORDS in desk.letter(NANDA, "escalation").text


# --- the office's list -----------------------------------------------------------------------------------------------


def test_an_absentee_s_ticket_returns_to_the_group_once_and_told() -> None:
    desk = listed(assigned(), absences=(THIS_WEEK,))
    assert [follow_up(desk), follow_up(desk)] == [1, 0]
    assert desk.ticket().assignee == ""
    assert desk.kinds()[-1] == "TicketReleased"
    assert [len(desk.outbox(one, "left_behind")) for one in (NANDA, OMAR, TARIQ)] == [1, 1, 0]


def test_a_deputy_gets_the_absentee_s_ticket() -> None:
    desk = listed(assigned(), absences=(replace(THIS_WEEK, deputy="nanda"),))
    assert [follow_up(desk), follow_up(desk)] == [1, 0]
    assert desk.ticket().assignee == "nanda"
    assert len(desk.outbox(NANDA, "escalation")) == 1


def test_a_deputy_who_is_away_too_gets_nothing() -> None:
    desk = listed(assigned(), absences=(replace(THIS_WEEK, deputy="putri"),))
    follow_up(desk)
    assert desk.ticket().assignee == ""


def test_a_leaver_s_ticket_returns_after_the_last_day() -> None:
    desk = listed(assigned(), leaves_on=date(2026, 11, 20))
    assert follow_up(desk) == 0
    desk.clock.pass_(days=1)
    assert follow_up(desk) == 1
    assert desk.ticket().assignee == ""


def test_so_does_that_of_somebody_who_is_on_no_list_any_more() -> None:
    desk = assigned()
    policy = desk.rulebook.policy
    remaining = tuple(one for one in policy.people.people if one.id != "tariq")
    people = People(remaining, policy.people.groups, policy.people.units)
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, people=people))
    assert [follow_up(desk), follow_up(desk)] == [1, 0]
    assert "tariq" in desk.letter(OMAR, "left_behind").text


def test_who_takes_a_ticket_while_away_keeps_it() -> None:
    desk = assigned()
    tariq(desk, "#lepas")
    listed(desk, absences=(THIS_WEEK,))
    write(desk, TARIQ, "#ambil", "escalation")
    assert follow_up(desk) == 0
    assert desk.ticket().assignee == "tariq"


def test_a_ticket_that_waits_for_its_requester_passes_on_too() -> None:
    desk = assigned()
    tariq(desk, "#tunggu\nApa warna lampunya?", notice="escalation")
    listed(desk, absences=(THIS_WEEK,))
    follow_up(desk)
    assert [desk.ticket().status, desk.ticket().assignee] == ["waiting", ""]


def test_a_solution_that_waits_to_go_out_needs_its_technician_no_more() -> None:
    desk = assigned()
    tariq(desk, "#selesai Kabel diganti.", notice="escalation")
    listed(desk, absences=(THIS_WEEK,))
    assert follow_up(desk) == 0
    assert desk.ticket().assignee == "tariq"
