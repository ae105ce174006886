"""The knowledge manager is shown the articles of others, and keeps them or takes them back (MAD-21, MAD-22)."""

from __future__ import annotations

from maild.tickets.events import ApprovalGiven
from tests.support.at_work import omar, said, write
from tests.support.desk import OMAR, Desk
from tests.support.heads import KARTIKA, solved


def written() -> Desk:
    """Return a desk whose operator has made an article of a solved ticket."""
    desk = solved()
    omar(desk, "#artikel Internet lambat karena kabel")
    return desk


def found(desk: Desk) -> bool:
    """Tell whether search finds the article."""
    with desk.store.begin() as work:
        return any(one.kind == "article" for one in work.best({"kabel": 1.0}, 5))


def test_mad_22_an_article_of_somebody_else_is_shown_to_the_knowledge_manager() -> None:
    """MAD-22."""
    letter = said(written(), KARTIKA, "article_written")
    for words in ("Internet lambat karena kabel", "kabel longgar", "Kabel uplink diganti.", "Omar Wibowo"):
        assert words in letter


def test_the_knowledge_manager_keeps_an_article() -> None:
    """MAD-22."""
    desk = written()
    write(desk, KARTIKA, "#setuju")
    assert desk.events()[-1].fact == ApprovalGiven("article")
    assert "Artikel dipertahankan" in said(desk, KARTIKA, "command_receipt")
    assert found(desk)


def test_the_knowledge_manager_takes_an_article_back_and_its_writer_hears_why() -> None:
    """MAD-22."""
    desk = written()
    write(desk, KARTIKA, "#tolak Kabelnya bukan penyebabnya.")
    assert not found(desk)
    assert "Kabelnya bukan penyebabnya." in said(desk, OMAR, "article_refused")


def test_an_article_is_taken_back_with_a_reason_only() -> None:
    desk = written()
    write(desk, KARTIKA, "#tolak")
    assert "belum lengkap" in said(desk, KARTIKA, "command_refused")
    assert found(desk)


def test_an_article_taken_back_is_written_anew() -> None:
    desk = written()
    write(desk, KARTIKA, "#tolak\nKabelnya bukan penyebabnya.")
    write(desk, KARTIKA, "#artikel Internet lambat")
    assert found(desk)


def test_what_the_knowledge_manager_writes_asks_nobody() -> None:
    """MAD-22."""
    desk = written()
    write(desk, KARTIKA, "#artikel Internet lambat di lantai 2")
    assert len(desk.outbox(KARTIKA, "article_written")) == 1
    assert found(desk)


def test_an_article_that_nobody_else_may_judge_stays_as_it_is() -> None:
    desk = written()
    omar(desk, "#setuju")
    assert desk.events()[-1].fact == ApprovalGiven("ticket")
