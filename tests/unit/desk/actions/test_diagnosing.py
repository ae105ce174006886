"""Each stage of the diagnosis ends once, with who and when, and is taken back with what ended it (OKI-5, OKI-7)."""

from __future__ import annotations

from maild.tickets.events import DiagnosisCompleted
from maild.tickets.undo import effective
from tests.support.at_work import at_work, omar, rita, said, tariq
from tests.support.desk import OMAR, Desk
from tests.support.heads import SOLVED

INITIAL, INVESTIGATION = "initial", "investigation"


def diagnoses(desk: Desk) -> list[tuple[str, bool, str]]:
    """Return which stage ended, whether the solution was known, and through whom."""
    counting = effective(desk.events())
    return [
        (event.fact.diagnosis, event.fact.solution_known, event.actor)
        for event in counting
        if isinstance(event.fact, DiagnosisCompleted)
    ]


def test_oki_5_an_operator_who_solves_it_has_ended_the_initial_diagnosis() -> None:
    """OKI-5, MAD-10."""
    desk = at_work()
    omar(desk, SOLVED)
    assert diagnoses(desk) == [(INITIAL, True, "person:omar")]
    assert desk.kinds()[-1] == "TicketResolved"


def test_oki_5_an_operator_who_escalates_did_not_find_the_solution() -> None:
    """OKI-5, MAD-10."""
    desk = at_work()
    omar(desk, "#eskalasi tariq")
    assert diagnoses(desk) == [(INITIAL, False, "person:omar")]
    assert desk.kinds()[-2:] == ["DiagnosisCompleted", "TicketEscalated"]


def test_oki_7_a_technician_who_proposes_the_solution_has_ended_the_investigation() -> None:
    """OKI-7."""
    desk = at_work()
    omar(desk, "#eskalasi tariq")
    tariq(desk, SOLVED)
    omar(desk, "#selesai", notice="solution_ready")
    assert diagnoses(desk) == [(INITIAL, False, "person:omar"), (INVESTIGATION, True, "person:tariq")]


def test_a_note_that_names_the_solution_ends_the_diagnosis_too() -> None:
    """OKI-5."""
    desk = at_work()
    omar(desk, "#catatan\nAnalisis: port 14 galat\nSolusi: kabel diganti besok")
    assert diagnoses(desk) == [(INITIAL, True, "person:omar")]
    omar(desk, SOLVED)
    assert len(diagnoses(desk)) == 1


def test_a_reply_without_a_command_that_names_the_solution_does_so_as_well() -> None:
    """OKI-7."""
    desk = at_work()
    omar(desk, "#eskalasi tariq")
    tariq(desk, "Diagnosis: port 14 galat\nSolusi: kabel diganti besok")
    assert diagnoses(desk)[-1] == (INVESTIGATION, True, "person:tariq")


def test_an_analysis_alone_ends_nothing() -> None:
    desk = at_work()
    omar(desk, "#catatan\nAnalisis: port 14 galat")
    assert diagnoses(desk) == []


def test_what_is_said_beside_an_escalation_belongs_to_the_same_diagnosis() -> None:
    desk = at_work()
    omar(desk, "#eskalasi tariq\nSolusi: barangkali kabelnya.")
    assert diagnoses(desk) == [(INITIAL, False, "person:omar")]


def test_a_stage_ends_once_in_the_life_of_a_ticket() -> None:
    desk = at_work()
    omar(desk, "#eskalasi tariq")
    tariq(desk, "#kembalikan Bukan jaringan.")
    omar(desk, "#eskalasi nanda")
    omar(desk, SOLVED)
    rita(desk, "#buka masih lambat", notice="solution")
    omar(desk, SOLVED)
    assert [stage for stage, _, _ in diagnoses(desk)] == [INITIAL, INVESTIGATION]


def test_it_is_taken_back_with_the_command_that_ended_it() -> None:
    desk = at_work()
    omar(desk, "#eskalasi tariq")
    omar(desk, "#batal")
    assert diagnoses(desk) == []
    omar(desk, SOLVED)
    assert diagnoses(desk) == [(INITIAL, True, "person:omar")]


def test_a_requester_who_needs_it_no_more_has_found_nothing() -> None:
    desk = at_work()
    rita(desk, "#selesai")
    assert diagnoses(desk) == []


def test_the_staff_are_shown_how_the_diagnoses_ended() -> None:
    """OKI-5, OKI-7."""
    desk = at_work()
    omar(desk, "#eskalasi tariq")
    tariq(desk, SOLVED)
    omar(desk, "#lihat 1")
    shown = said(desk, OMAR, "ticket_shown")
    assert "Diagnosis awal : solusi belum diketahui (Omar Wibowo, 20 Nov 09.00)" in shown
    assert "Investigasi : solusi diketahui (Tariq Hidayat, 20 Nov 09.00)" in shown
