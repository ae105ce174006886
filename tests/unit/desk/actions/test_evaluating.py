"""The coordinator evaluates an answer to the survey, the approver says yes or no (MAD-18, MAD-22)."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
from pypdf import PdfReader

from maild.desk.actions.evaluating import judged
from maild.desk.actions.task import Refused
from maild.desk.evaluations import quarters_from
from maild.policy.people import Person
from maild.tickets.events import ApprovalGiven, ApprovalRefused, SurveyEvaluated
from tests.support.at_work import omar, said, write
from tests.support.desk import OMAR, Desk
from tests.support.heads import GITA, HERMAN, answered

TODAY = date(2026, 11, 20)


def facts(desk: Desk) -> list[object]:
    return [event.fact for event in desk.events()]


@pytest.mark.parametrize(
    ("words", "major", "quarter"),
    [
        ("mayor", True, ""),
        ("Mayor 2026-Q4", True, "2026-Q4"),
        ("major TW IV 2026", True, "2026-Q4"),
        ("MAYOR, triwulan ke-2 2027", True, "2027-Q2"),
        ("mayor: triwulan 4", True, "2026-Q4"),
        ("mayor TW1", True, "2027-Q1"),
        ("non mayor", False, ""),
        ("Non-Major Q3 2027", False, "2027-Q3"),
        ("nonmayor", False, ""),
        ("bukan mayor tw iii", False, "2027-Q3"),
        ("not major 2027 quarter 1", False, "2027-Q1"),
    ],
)
def test_a_judgement_is_read_in_both_languages(words: str, major: bool, quarter: str) -> None:
    assert judged(words, TODAY) == SurveyEvaluated(major, quarter)


@pytest.mark.parametrize("words", ["penting", "mayor segera", "mayor Q5 2026", "non", "mayoret"])
def test_words_that_are_no_judgement_are_refused(words: str) -> None:
    with pytest.raises(Refused, match="not_judged"):
        judged(words, TODAY)


def test_quarters_are_counted_over_the_turn_of_the_year() -> None:
    assert quarters_from(TODAY, 3) == ("2026-Q4", "2027-Q1", "2027-Q2")


def test_mad_18_the_evaluator_judges_an_answer_and_the_approver_approves_it() -> None:
    """MAD-18."""
    desk = answered()
    write(desk, HERMAN, "#evaluasi mayor TW IV 2026\nPetugas perlu pelatihan.")
    write(desk, GITA, "#approve Agreed, train them.")
    assert facts(desk)[-2:] == [SurveyEvaluated(major=True, quarter="2026-Q4"), ApprovalGiven("evaluation")]
    assert [event.actor for event in desk.events()[-2:]] == ["person:herman", "person:gita"]


def test_a_refused_evaluation_goes_back_with_its_reason_and_is_judged_anew() -> None:
    """MAD-18."""
    desk = answered()
    write(desk, HERMAN, "#evaluasi non mayor")
    write(desk, GITA, "#reject\nThis concerns the whole floor.")
    assert facts(desk)[-1] == ApprovalRefused("evaluation")
    assert "This concerns the whole floor." in said(desk, HERMAN)
    write(desk, HERMAN, "#evaluasi mayor 2027-Q1")
    write(desk, GITA, "#setuju")
    assert facts(desk)[-2:] == [SurveyEvaluated(major=True, quarter="2027-Q1"), ApprovalGiven("evaluation")]


def test_who_does_not_evaluate_cannot() -> None:
    """MAD-22."""
    desk = answered()
    omar(desk, "#evaluasi non mayor")
    assert "hanya dievaluasi oleh evaluator" in said(desk, OMAR, "command_refused")
    assert not any(isinstance(fact, SurveyEvaluated) for fact in facts(desk))


def test_nobody_but_an_approver_decides_on_an_evaluation() -> None:
    """MAD-22."""
    desk = answered()
    write(desk, HERMAN, "#evaluasi non mayor")
    omar(desk, "#setuju")
    assert "hanya pejabat penyetuju" in said(desk, OMAR, "command_refused")


def test_nobody_approves_an_evaluation_of_their_own() -> None:
    both = Person("herman", "Herman Santoso", (HERMAN,), roles=frozenset({"evaluator", "approver"}))
    desk = answered(heads=(both,))
    write(desk, HERMAN, "#evaluasi non mayor")
    write(desk, HERMAN, "#setuju")
    assert "evaluasi Anda sendiri" in said(desk, HERMAN, "command_refused")


def test_an_evaluation_is_taken_back_like_any_command() -> None:
    desk = answered()
    write(desk, HERMAN, "#evaluasi mayor")
    write(desk, HERMAN, "#batal")
    write(desk, GITA, "#setuju", notice="evaluation_ready")
    assert ApprovalGiven("evaluation") not in facts(desk)


def test_a_refusal_needs_its_reason() -> None:
    desk = answered()
    write(desk, HERMAN, "#evaluasi mayor")
    write(desk, GITA, "#tolak")
    assert "is not complete" in said(desk, GITA, "command_refused")


def test_every_answer_below_the_offices_limit_reaches_the_evaluators_too() -> None:
    """MAD-18."""
    letter = said(answered(1), HERMAN, "survey_answered")
    assert "Pelapor menilai 1 dari 5" in letter
    assert "EV-2026-000001" in letter
    assert "Mayor, perbaiki triwulan 4 2026" in letter
    assert answered(4).outbox(HERMAN) == []


def test_the_approver_reads_the_answer_and_the_evaluation_with_its_note() -> None:
    """MAD-18."""
    desk = answered()
    write(desk, HERMAN, "#evaluasi mayor 2026-Q4\nPetugas perlu pelatihan.")
    letter = said(desk, GITA, "evaluation_ready")
    for words in ("Major", "quarter 4 of 2026", "Herman Santoso, Seksi Layanan Aplikasi", "Petugas perlu pelatihan."):
        assert words in letter


def test_who_is_told_that_an_evaluation_holds_reads_both_signatories() -> None:
    """MAD-18."""
    desk = answered()
    write(desk, HERMAN, "#evaluasi mayor\nPetugas perlu pelatihan.")
    write(desk, GITA, "#approve\nAgreed.")
    letter = said(desk, HERMAN, "evaluation_approved")
    for words in ("Dievaluasi oleh : Herman", "Disetujui oleh : Gita", "Petugas perlu pelatihan.", "Agreed."):
        assert words in letter


@pytest.mark.parametrize(
    ("address", "notice", "title", "minor"),
    [
        (HERMAN, "evaluation_approved", "Lembar evaluasi pengguna layanan", "Non mayor"),
        (GITA, "command_receipt", "Evaluation sheet of a service user", "Non major"),
    ],
)
def test_both_signatories_get_the_sheet_in_their_language(address: str, notice: str, title: str, minor: str) -> None:
    """MAD-18, FRM-004."""
    desk = answered()
    write(desk, HERMAN, "#evaluasi non mayor\nKali ini saja.")
    write(desk, GITA, "#approve Agreed.")
    wanted = desk.letter(address, notice).id
    (letter,) = [letter for letter in desk.send() if letter.id == wanted]
    (file,) = message_from_bytes(letter.octets, policy=default).iter_attachments()
    assert file.get_filename() == "EV-2026-000001.pdf"
    sheet = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(file.get_content())).pages).split())
    for words in (title, "EV-2026-000001", minor, "Kali ini saja.", "Agreed.", "Herman Santoso", "Gita Kusuma"):
        assert words in sheet


def test_no_other_receipt_carries_a_sheet() -> None:
    desk = answered()
    write(desk, HERMAN, "#evaluasi non mayor")
    assert desk.letter(HERMAN, "command_receipt").attachments == ()


def test_the_note_of_an_evaluation_is_told_to_nobody_else() -> None:
    desk = answered()
    before = len(desk.outbox(OMAR))
    write(desk, HERMAN, "#evaluasi mayor\nOmar perlu pelatihan.")
    assert len(desk.outbox(OMAR)) == before


def test_the_staff_are_shown_an_evaluation_with_its_ticket() -> None:
    """MAD-18."""
    desk = answered()
    write(desk, HERMAN, "#evaluasi mayor TW IV 2026\nPetugas perlu pelatihan.")
    write(desk, GITA, "#approve")
    omar(desk, "#lihat 1")
    shown = said(desk, OMAR, "ticket_shown")
    for words in ("1 dari 5 (EV-2026-000001)", "Mayor", "triwulan 4 tahun 2026", "Herman", "Disetujui oleh : Gita"):
        assert words in shown
