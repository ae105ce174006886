"""Search over solved tickets: the same answers from SQLite's index, PostgreSQL's and the store in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update

from maild.desk.records import Article, Changes, Document
from maild.store import search
from maild.store.check import check
from maild.store.migrate import upgrade
from maild.store.tables import tickets
from tests.support.samples import NOW, opened

if TYPE_CHECKING:
    from maild.desk.ports import Store
    from maild.store.database import Database
    from maild.store.desk_store import DeskStore

SAID = (
    ("printer", "macet", "#peripheral"),
    ("printer", "tinta", "#peripheral"),
    ("internet", "lambat", "#internet", "#app_part"),
)
HOSTILE = ('"', "a*", "NEAR(a b)", "a OR b", "terms:x", "^a", "-a", "'", "a'b", "a & !b", "\\", ":*", "( | )", "#", "+")


def write(store: Store, *documents: Document, articles: tuple[Article, ...] = ()) -> None:
    with store.begin() as work:
        work.write(Changes(documents=documents, articles=articles))
        work.commit()


def filled(store: Store) -> None:
    """Three solved tickets."""
    with store.begin() as work:
        first = opened(work, 1)
        work.write(first)
        for uid in (2, 3):
            work.write(opened(work, uid, contact=first.contacts[0]))
        work.commit()
    write(store, *(Document("ticket", number, "Jaringan", terms) for number, terms in enumerate(SAID, 1)))


def found(store: Store, **weights: float) -> list[int]:
    with store.begin() as work:
        return [one.ticket for one in work.best(weights, 50)]


def test_it_is_known_how_rare_each_word_is(store: Store) -> None:
    filled(store)
    with store.begin() as work:
        assert work.rarity(["printer", "#peripheral", "tinta", "nowhere"]) == (
            3,
            {"printer": 2, "#peripheral": 2, "tinta": 1},
        )


def test_the_document_with_the_most_telling_words_comes_first(store: Store) -> None:
    filled(store)
    assert found(store, printer=1.0, tinta=3.0) == [2, 1]
    assert found(store, nowhere=1.0) == []
    assert found(store) == []


def test_a_concept_is_a_word_like_any_other(store: Store) -> None:
    filled(store)
    assert found(store, **{"#internet": 1.0}) == [3]
    assert found(store, **{"#app_part": 1.0}) == [3]
    assert found(store, app=1.0, part=1.0) == []
    with store.begin() as work:
        assert work.rarity(["#app_part", "app", "part"]) == (3, {"#app_part": 1})


def test_a_document_that_is_written_again_is_found_by_its_new_words_only(store: Store) -> None:
    filled(store)
    write(store, Document("ticket", 1, "Jaringan", ("kabel",)))
    assert found(store, macet=1.0) == []
    assert found(store, kabel=1.0) == [1]


def test_a_document_without_words_is_found_no_more_and_counts_for_nothing(store: Store) -> None:
    filled(store)
    write(store, Document("ticket", 1, "Jaringan"))
    assert found(store, printer=1.0) == [2]
    with store.begin() as work:
        assert work.rarity(["printer"]) == (2, {"printer": 1})


def test_an_article_stands_beside_its_ticket(store: Store) -> None:
    filled(store)
    article = Article(1, "Printer macet", "Bersihkan rol.", "omar", NOW)
    write(store, Document("article", 1, "Jaringan", ("rol",)), articles=(article,))
    with store.begin() as work:
        assert [(one.kind, one.ticket) for one in work.best({"rol": 1.0}, 5)] == [("article", 1)]
        assert work.article(1) == article
        assert work.article(2) is None


def test_what_was_not_committed_is_not_found(store: Store) -> None:
    filled(store)
    with store.begin() as work:
        work.write(Changes(documents=(Document("ticket", 1, "Jaringan", ("kabel",)),)))
    assert found(store, kabel=1.0) == []


@pytest.mark.parametrize("term", HOSTILE)
def test_no_word_is_taken_for_syntax(store: Store, term: str) -> None:
    filled(store)
    with store.begin() as work:
        assert work.best({term: 1.0}, 5) == []
        assert work.rarity([term]) == (3, {})


# --- the index and its table -----------------------------------------------------------------------------------------


def test_an_index_in_step_is_sound(sql_store: DeskStore) -> None:
    filled(sql_store)
    assert list(check(sql_store.database)) == []


def test_an_index_out_of_step_is_found_and_built_anew(sqlite_database: Database, sqlite_store: DeskStore) -> None:
    filled(sqlite_store)
    with sqlite_database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO documents_index(documents_index) VALUES ('delete-all')")
        connection.commit()
    (finding,) = check(sqlite_database)
    assert "search index" in finding.what
    assert "maild db upgrade" in finding.mend
    upgrade(sqlite_database)
    assert list(check(sqlite_database)) == []
    assert found(sqlite_store, tinta=1.0) == [2]


def test_a_confidential_ticket_that_could_be_found_is_a_finding(sql_store: DeskStore) -> None:
    filled(sql_store)
    with sql_store.database.writing() as connection:
        connection.execute(update(tickets).where(tickets.c.number == 2).values(confidential=True))
        connection.commit()
    assert any("Ticket 2 is confidential and can be found" in finding.what for finding in check(sql_store.database))


def test_a_word_that_left_the_index_is_in_no_piece_of_it(sqlite_database: Database, sqlite_store: DeskStore) -> None:
    filled(sqlite_store)
    write(sqlite_store, Document("ticket", 2, "Jaringan"))
    with sqlite_database.writing() as connection:
        search.forget(connection)
        connection.commit()
    with sqlite_database.reading() as connection:
        pieces = connection.execute(text("SELECT block FROM documents_index_data")).scalars().all()
    assert not any(b"tinta" in bytes(piece) for piece in pieces)
