"""A ticket with all that is kept of it, and what was answered to its survey."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.records import Changes, SurveyAnswer
from tests.support.samples import NOW, letter, opened

if TYPE_CHECKING:
    from maild.desk.ports import Store

ANSWER = SurveyAnswer(
    1, 1, NOW, "Lebih cepat lagi.", "Rita", "0351-1234", "Umum", "Staf", "Gedung B", "rita@example.com"
)


def filled(store: Store) -> Changes:
    """Open a ticket, write its answers, and return all that was written."""
    with store.begin() as work:
        changes = opened(work, 1)
        work.write(changes + Changes(survey_answers=(ANSWER,)))
        work.commit()
    return changes


def test_a_dossier_holds_all_that_was_written_about_its_ticket(store: Store) -> None:
    changes = filled(store)
    dossier = store.dossier(1)
    assert dossier is not None
    assert (dossier.ticket, dossier.requester, dossier.words) == (
        changes.tickets[0],
        changes.contacts[0],
        replace(changes.words[0], fields={"ruang": "Lantai 2"}),
    )
    assert set(dossier.targets) == set(changes.targets)
    assert (dossier.events, dossier.messages, dossier.answer) == (changes.events, changes.messages, ANSWER)


def test_there_is_no_dossier_of_a_ticket_that_nobody_opened(store: Store) -> None:
    assert store.dossier(7) is None


def test_a_later_answer_to_the_survey_takes_the_place_of_the_first(store: Store) -> None:
    filled(store)
    later = replace(ANSWER, suggestions="", answered_at=NOW + timedelta(hours=1))
    with store.begin() as work:
        assert work.survey_answer(1) == ANSWER
        assert work.survey_answer(2) is None
        work.write(Changes(survey_answers=(later,)))
        work.commit()
    with store.begin() as work:
        assert work.survey_answer(1) == later


def test_a_letter_is_read_without_a_transaction_of_its_own(store: Store) -> None:
    with store.begin() as work:
        written = letter(work)
        work.write(Changes(outbox=(written,)))
        work.commit()
    assert store.letter(written.id) == written
    assert store.letter(written.id + 1) is None
