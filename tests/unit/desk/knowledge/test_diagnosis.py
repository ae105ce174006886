"""The initial diagnosis (MAD-10, OKI-11) and articles (MAD-21): what is alike, how much, and what nobody must find."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.desk.knowledge.articles import NoArticle, article_from
from maild.desk.knowledge.diagnosis import (
    LEAST_SCORE,
    Similar,
    documents_after,
    rebuilt,
    scores,
    similar,
    terms_of,
    weight_of,
)
from maild.desk.ledger import Ledger
from maild.desk.recording import Cause, recorded
from maild.desk.records import Changes, Document, TicketWords
from maild.tickets.events import (
    ActionUndone,
    ArticleWritten,
    ConfidentialityChanged,
    TicketReopened,
    TicketResolved,
    TicketTaken,
)
from tests.support.desk import NOW, OMAR, RITA, STRANGER, Desk, desk_on, rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.tickets.events import Fact

POLICY = rulebook().policy
PRINTER = ("Printer tidak bisa mencetak", "Printer Epson di loket tidak bisa mencetak, lampu merah berkedip.")
WIFI = ("Wifi lantai 2 lambat", "Internet lewat wifi di ruang keuangan lambat sekali sejak pagi.")
PASSWORD = ("Lupa kata sandi email", "Saya lupa kata sandi email dinas, mohon direset.")
FIXED = {
    PRINTER: "Kertas tersangkut di rol dikeluarkan, kepala cetak dibersihkan.",
    WIFI: "Kanal titik akses diganti dari 6 ke 11.",
    PASSWORD: "Kata sandi diganti lewat panel surel.",
}


def written(desk: Desk, number: int, *facts: Fact, words: TicketWords | None = None) -> None:
    """Let facts happen to a ticket, with all that search makes of them."""
    for fact in facts:
        with desk.store.begin() as work:
            ledger = Ledger(work)
            stands = ledger.ticket(number)
            history = ledger.history(number)
            done = recorded(
                desk.rulebook, number, stands, ledger.targets(number), fact, Cause(NOW, "person:omar", "mail"), history
            )
            changes = Changes(
                events=(done.event,),
                tickets=(done.ticket,),
                targets=done.event.targets,
                words=(words,) if words else (),
            )
            work.write(changes + documents_after(changes, ledger, desk.rulebook.policy))
            work.commit()


def solve(desk: Desk, number: int, solution: str) -> None:
    written(desk, number, TicketResolved("staff"), words=TicketWords(number, solution=solution))


@pytest.fixture
def desk() -> Desk:
    """A desk that has solved three tickets."""
    desk = desk_on()
    for number, (reported, solution) in enumerate(FIXED.items(), 1):
        desk.open(reported[1], subject=reported[0], sender=f"Rita <{RITA}>")
        solve(desk, number, solution)
    return desk


def alike(desk: Desk, text: str, category: str = "", besides: int = 0) -> tuple[Similar, ...]:
    with desk.store.begin() as work:
        return similar(text, Ledger(work), POLICY, category, besides)


# --- what is alike ---------------------------------------------------------------------------------------------------


def test_a_solved_ticket_comes_with_its_solution_and_a_share_of_what_was_asked(desk: Desk) -> None:
    (one,) = alike(desk, "printer di loket pelayanan tidak mau nyetak")
    assert (one.ticket, one.title, one.solution) == (1, PRINTER[0], FIXED[PRINTER])
    assert LEAST_SCORE <= one.score <= 1


def test_the_same_report_again_is_nearly_all_of_it(desk: Desk) -> None:
    assert alike(desk, "\n".join(WIFI))[0].score == 1.0


@pytest.mark.parametrize("asked", ["Pencetakan di printer macet", "printernya gak bisa dicetak", "mencetak ke printer"])
def test_words_are_found_with_other_prefixes_and_endings(desk: Desk, asked: str) -> None:
    assert alike(desk, asked)[0].ticket == 1


def test_another_word_for_the_same_thing_is_found_and_counts_less(desk: Desk) -> None:
    (same,) = alike(desk, "internet lambat")
    (other,) = alike(desk, "wifi lemot")
    assert same.ticket == other.ticket == 2
    assert other.score < same.score


@pytest.mark.parametrize(
    "asked", ["", "   ", "Undangan rapat koordinasi besok pukul 09.00", "selamat pagi pak", "printer", '" OR *']
)
def test_nothing_is_said_of_what_is_like_nothing(desk: Desk, asked: str) -> None:
    assert alike(desk, asked) == ()


def test_a_desk_that_has_solved_nothing_knows_nothing() -> None:
    assert alike(desk_on(), "\n".join(PRINTER)) == ()


def test_what_was_about_another_category_counts_less(desk: Desk) -> None:
    category = desk.ticket(2).category
    here, elsewhere = alike(desk, "wifi lambat", category), alike(desk, "wifi lambat", "Lainnya")
    assert elsewhere[0].score < here[0].score


def test_a_ticket_is_not_like_itself(desk: Desk) -> None:
    assert alike(desk, "\n".join(PRINTER), besides=1) == ()


# --- what search may hold --------------------------------------------------------------------------------------------


def test_what_is_not_solved_is_not_found() -> None:
    desk = desk_on()
    desk.open(PRINTER[1], subject=PRINTER[0])
    written(desk, 1, TicketTaken("omar"))
    assert alike(desk, "\n".join(PRINTER)) == ()


def test_what_was_solved_without_a_word_of_how_is_not_found() -> None:
    desk = desk_on()
    desk.open(PRINTER[1], subject=PRINTER[0])
    written(desk, 1, TicketResolved("requester"))
    assert alike(desk, "\n".join(PRINTER)) == ()


@pytest.mark.parametrize("fact", [TicketReopened(), ConfidentialityChanged(confidential=True), ActionUndone(2)])
def test_what_is_opened_again_confidential_or_taken_back_is_found_no_more(desk: Desk, fact: Fact) -> None:
    written(desk, 1, fact)
    assert alike(desk, "\n".join(PRINTER)) == ()


def test_a_confidential_ticket_is_never_found() -> None:
    desk = desk_on()
    desk.open(PRINTER[1], subject=PRINTER[0])
    written(desk, 1, ConfidentialityChanged(confidential=True))
    solve(desk, 1, FIXED[PRINTER])
    assert alike(desk, "\n".join(PRINTER)) == ()


def test_search_is_made_anew_of_what_is_solved_and_nothing_else(desk: Desk) -> None:
    desk.open("Proyektor ruang rapat tidak tampil.", subject="Proyektor")
    write_article(desk, 2)
    written(desk, 3, ConfidentialityChanged(confidential=True))
    with desk.store.begin() as work:
        lost = [Document(kind, number, "", ("salah",)) for kind in ("ticket", "article") for number in (1, 2, 3)]
        work.write(Changes(documents=tuple(one for one in lost if one.kind == "ticket" or one.ticket == 2)))
        work.commit()
    assert rebuilt(desk.store, POLICY) == 2
    assert [one.ticket for one in alike(desk, "\n".join(PRINTER))] == [1]
    assert [one.article for one in alike(desk, "\n".join(WIFI))] == [True]
    assert alike(desk, "\n".join(PASSWORD)) == ()
    with desk.store.begin() as work:
        assert work.best({"salah": 1.0}, 9) == []


# --- who sees it -----------------------------------------------------------------------------------------------------


def test_operators_get_the_solution_with_a_new_ticket_and_requesters_never(desk: Desk) -> None:
    desk.open(PRINTER[1], subject="Printer macet", sender=f"Siapa <{STRANGER}>")
    desk.open(PRINTER[1], subject="Printer macet", sender=f"Rita <{RITA}>", proven=True)
    (*_, told) = desk.outbox(OMAR, "new_ticket")
    assert FIXED[PRINTER] in " ".join(told.text.replace("|", " ").split())
    assert "TIKET-1" in told.text
    assert FIXED[PRINTER] in told.html
    for letter in [*desk.outbox(RITA), *desk.outbox(STRANGER)]:
        assert FIXED[PRINTER] not in letter.text
        assert "TIKET-1 –" not in letter.text


# --- articles (MAD-21) -----------------------------------------------------------------------------------------------


def write_article(desk: Desk, number: int, **given: str) -> None:
    with desk.store.begin() as work:
        ledger = Ledger(work)
        ticket = ledger.ticket(number)
        fact, changes = article_from(ticket, ledger.words(number), POLICY, "omar", NOW, **given)
        work.write(changes)
        work.commit()
    written(desk, number, fact)


def test_an_article_stands_for_its_ticket_with_the_better_score_of_both(desk: Desk) -> None:
    write_article(desk, 1, title="Printer tidak mencetak")
    (one,) = alike(desk, "\n".join(PRINTER))
    assert (one.article, one.ticket, one.title) == (True, 1, "Printer tidak mencetak")
    assert one.solution == FIXED[PRINTER]
    assert one.score == 1.0


def test_an_article_stays_when_its_ticket_is_opened_again(desk: Desk) -> None:
    write_article(desk, 1)
    written(desk, 1, TicketReopened())
    assert [one.article for one in alike(desk, "printer kertas tersangkut")] == [True]


def test_an_article_that_is_taken_back_is_found_no_more(desk: Desk) -> None:
    write_article(desk, 1)
    written(desk, 1, ActionUndone(3))
    assert [one.article for one in alike(desk, "\n".join(PRINTER))] == [False]


def test_the_article_of_a_ticket_that_became_confidential_is_found_no_more(desk: Desk) -> None:
    write_article(desk, 1)
    written(desk, 1, ConfidentialityChanged(confidential=True))
    assert alike(desk, "printer kertas tersangkut") == ()


def test_the_requesters_own_words_get_into_no_article(desk: Desk) -> None:
    with desk.store.begin() as work:
        ledger = Ledger(work)
        _, changes = article_from(ledger.ticket(1), ledger.words(1), POLICY, "omar", NOW)
    (article,) = changes.articles
    assert "lampu merah" not in article.text
    assert article.text == FIXED[PRINTER]


@pytest.mark.parametrize(
    ("code", "given"),
    [("confidential", {"confidential": True}), ("not_solved", {"status": "new"}), ("no_solution", {})],
)
def test_what_cannot_help_others_becomes_no_article(desk: Desk, code: str, given: dict[str, object]) -> None:
    ticket = replace(desk.ticket(1), **given)
    with pytest.raises(NoArticle) as refused:
        article_from(ticket, TicketWords(1), POLICY, "omar", NOW)
    assert refused.value.code == code


def test_the_fact_names_the_article_by_its_ticket(desk: Desk) -> None:
    fact, _ = article_from(desk.ticket(1), TicketWords(1, solution="ya"), POLICY, "omar", NOW)
    assert fact == ArticleWritten(1)


# --- scores ----------------------------------------------------------------------------------------------------------

ASKED = ("printer", "macet", "wifi", "lambat", "server", "mati", "email", "sandi", "pak", "mohon", "xyz")
TEXTS = st.lists(st.sampled_from(ASKED), max_size=8)


class Shelf:
    """Documents in memory, as search sees them."""

    def __init__(self, texts: list[list[str]]) -> None:
        vocabulary = POLICY.triage.vocabulary
        terms = (terms_of(" ".join(words), vocabulary) for words in texts)
        self.documents = [Document("ticket", number, "", held) for number, held in enumerate(terms) if held]

    def rarity(self, terms: list[str]) -> tuple[int, dict[str, int]]:
        counted = {term: sum(term in one.terms for one in self.documents) for term in terms}
        return len(self.documents), {term: count for term, count in counted.items() if count}

    def best(self, weights: dict[str, float], limit: int) -> list[Document]:
        return self.documents[:limit]

    def matching(self, asked: list[str]) -> Iterator[tuple[float, Document]]:
        yield from scores(POLICY.triage.vocabulary.words(" ".join(asked)), self)


@given(TEXTS, st.lists(TEXTS, max_size=6))
def test_a_score_is_a_share(asked: list[str], texts: list[list[str]]) -> None:
    assert all(0 < score <= 1 for score, _ in Shelf(texts).matching(asked))


@given(TEXTS, st.lists(TEXTS, max_size=6))
def test_a_document_that_holds_all_that_is_asked_scores_most(asked: list[str], texts: list[list[str]]) -> None:
    shelf = Shelf([*texts, asked])
    found = {one.ticket: score for score, one in shelf.matching(asked)}
    words = POLICY.triage.vocabulary.words(" ".join(asked))
    if len(words) >= 2:
        assert found[len(texts)] == 1.0


@given(st.integers(1, 10_000), st.integers(0, 9_999))
def test_the_rarer_a_word_the_more_it_says(total: int, count: int) -> None:
    assert 0 < weight_of(count + 1, total) < weight_of(count, total)
