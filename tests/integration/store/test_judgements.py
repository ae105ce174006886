"""What `maild tickets show` tells of diagnoses, answers to surveys and their evaluation (MAD-18, OKI-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maild.store.details import Details
from tests.support.at_work import at_work, write
from tests.support.desk import DESK, NOW
from tests.support.heads import GITA, HERMAN, answered

if TYPE_CHECKING:
    from maild.store.desk_store import DeskStore


def shown(sql_store: DeskStore) -> dict[str, Any]:
    found = Details(sql_store.database, DESK).ticket(1, NOW)
    assert found is not None
    return found.as_json()


def test_an_answer_is_shown_with_its_evaluation_and_both_who_signed(sql_store: DeskStore) -> None:
    """MAD-18."""
    desk = answered(2, sql_store)
    write(desk, HERMAN, "#evaluasi mayor TW IV 2026\nPetugas perlu pelatihan.")
    write(desk, GITA, "#approve\nAgreed.")
    answer = shown(sql_store)["answer"]
    assert (answer["number"], answer["scores"]) == ("EV-2026-000001", {"overall": 2})
    assert answer["evaluation"] == {
        "major": True,
        "quarter": "2026-Q4",
        "note": "Petugas perlu pelatihan.",
        "evaluated_by": "person:herman",
        "evaluated_at": "2026-11-20T02:00:00Z",
        "approved": True,
        "decision_note": "Agreed.",
        "decided_by": "person:gita",
        "decided_at": "2026-11-20T02:00:00Z",
    }


def test_how_the_diagnosis_ended_is_shown(sql_store: DeskStore) -> None:
    """OKI-5."""
    answered(4, sql_store)
    (diagnosis,) = shown(sql_store)["diagnoses"]
    assert (diagnosis["stage"], diagnosis["solution_known"], diagnosis["by"]) == ("initial", True, "person:omar")


def test_a_ticket_that_nobody_judged_says_so(sql_store: DeskStore) -> None:
    at_work(sql_store)
    assert (shown(sql_store)["answer"], shown(sql_store)["diagnoses"]) == (None, [])
