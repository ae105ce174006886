"""What the office made of an answer to a survey, for its staff alone (FRM-004, MAD-18)."""

from __future__ import annotations

import html

from maild.desk.records import Changes, SurveyAnswer
from maild.tickets.events import ApprovalGiven, SurveyAnswered, SurveyEvaluated
from tests.support.pages import PublicDesk, solved

SCORES = (("penyampaian", 2), ("kecepatan", 1), ("ramah", 4))


def evaluated() -> PublicDesk:
    """Return a desk whose answered survey was evaluated by Mona and approved by Omar."""
    desk = solved()
    desk.write(Changes(survey_answers=(SurveyAnswer(1, 1, desk.clock(), "Lebih cepat.", "Rita Sari"),)))
    desk.record(SurveyAnswered("penanganan-masalah", SCORES, "page", "Auditor", bad=True), "contact:1")
    desk.record(SurveyEvaluated(major=True, quarter="2026-Q4"), "person:mona")
    desk.record(ApprovalGiven("evaluation"), "person:omar")
    return desk


def staff_path(desk: PublicDesk) -> str:
    return desk.page_path(contact=None, person="omar", role="operators")


def shown(desk: PublicDesk, path: str) -> str:
    answer = desk.client.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(html.unescape(answer.text).split())


def test_the_staff_see_both_signatories_on_the_page_of_the_ticket() -> None:
    """MAD-18."""
    desk = evaluated()
    page = shown(desk, staff_path(desk))
    for said in ("EV-2026-000001", "Mayor, Triwulan 4 tahun 2026", "Mona Siregar, Seksi Layanan", "Disetujui: Omar"):
        assert said in page


def test_the_sheet_of_a_survey_has_scores_respondent_evaluation_and_signatures() -> None:
    """MAD-18, FRM-004."""
    desk = evaluated()
    page = shown(desk, f"{staff_path(desk)}/evaluation")
    for said in (
        "Lembar evaluasi pengguna layanan",
        "EV-2026-000001",
        "1 – Tidak memuaskan",
        "Seberapa puas Anda dengan kecepatan penanganan masalah?",
        "Rita Sari",
        "Auditor",
        "Lebih cepat.",
        "Mayor",
        "Disetujui",
        "Mona Siregar",
        "Omar Wibowo",
    ):
        assert said in page


def test_a_requester_sees_nothing_of_what_the_office_made_of_the_answer() -> None:
    desk = evaluated()
    path = desk.page_path()
    assert "Mona Siregar" not in shown(desk, path)
    assert "EV-2026" not in shown(desk, path)
    assert desk.client.get(f"{path}/evaluation").status_code == 404


def test_there_is_no_sheet_of_a_survey_that_nobody_answered() -> None:
    desk = solved()
    assert desk.client.get(f"{staff_path(desk)}/evaluation").status_code == 404


def test_the_sheet_speaks_english_when_asked() -> None:
    desk = evaluated()
    assert "Quarter 4 of 2026" in shown(desk, f"{staff_path(desk)}/evaluation?language=en")
