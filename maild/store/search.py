"""Full-text search: SQLite's FTS5 and PostgreSQL's tsvector behind the same few questions.

Raw text is query syntax to both, so only words that the office's rules made of a text get here, each in quotes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Text, bindparam, case, cast, column, func, literal, select, table, text, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import TSQUERY

from maild.desk.records import Article, Document
from maild.store.search_tables import VECTOR, articles, documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Select

MOST_COUNTED = 1_000
"""A term that stands in more documents is common, whatever their number: PostgreSQL would count long."""

_FOUND = (documents.c.kind, documents.c.ticket, documents.c.category, documents.c.terms)
_filled = documents.c.terms != ""
_index = table("documents_index", column("rowid"), column("rank"), column("documents_index"))
_vocabulary = table("documents_words", column("term", Text), column("doc"))
_asked: Any = bindparam("asked", expanding=True)
_how_many = select(func.count()).select_from(documents).where(_filled)
_standing = select(_vocabulary.c.term, _vocabulary.c.doc).where(_vocabulary.c.term.in_(_asked))
_best = (
    select(*_FOUND)
    .join(_index, _index.c.rowid == documents.c.id)
    .where(_index.c.documents_index.op("MATCH")(bindparam("query")))
    .order_by(_index.c.rank, documents.c.id.desc())
    .limit(bindparam("limit"))
)
_article = select(articles).where(articles.c.ticket == bindparam("of_ticket"))


def put(connection: Connection, wanted: Iterable[Document]) -> None:
    """Write what search finds; a document without terms is found no more."""
    rows = [
        {"kind": one.kind, "ticket": one.ticket, "category": one.category, "terms": " ".join(one.terms)}
        for one in wanted
    ]
    if rows:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        new = insert(documents)
        changed = {"category": new.excluded.category, "terms": new.excluded.terms}
        connection.execute(new.on_conflict_do_update(index_elements=["kind", "ticket"], set_=changed), rows)


def rarity(connection: Connection, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Return how many documents there are, and in how many of them each term stands; those in none are not there."""
    total = connection.execute(_how_many).scalar_one()
    if not total or not terms:
        return total, {}
    if connection.dialect.name == "sqlite":
        counts = connection.execute(_standing, {"asked": list(terms)})
        return total, {term: min(count, MOST_COUNTED) for term, count in counts}
    # How to count depends on how common each word is: a plan made for any words takes eight times as long.
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")
    lexemes = list(dict.fromkeys(map(_lexeme, terms)))
    asked = func.unnest(cast(lexemes, ARRAY(Text))).table_valued("lexeme").render_derived(name="asked")
    matches = VECTOR.op("@@")(cast(asked.c.lexeme, TSQUERY))
    some = select(documents.c.id).where(matches).correlate(asked).limit(MOST_COUNTED).subquery().lateral()
    counting = select(asked.c.lexeme, func.count(some.c.id)).select_from(asked.outerjoin(some, true()))
    counted: dict[str, int] = dict(connection.execute(counting.group_by(asked.c.lexeme)).all())
    return total, {term: count for term in terms if (count := counted[_lexeme(term)])}


def best(connection: Connection, weights: dict[str, float], limit: int) -> list[Document]:
    """Return the documents that hold any of these terms, those first that hold the most telling ones."""
    if not weights:
        return []
    if connection.dialect.name == "sqlite":
        query = " OR ".join(map(_quoted, weights))
        return [_document(row) for row in connection.execute(_best, {"query": query, "limit": limit})]
    return [_document(row) for row in connection.execute(_best_of_postgres(weights, limit))]


def article(connection: Connection, ticket: int) -> Article | None:
    """Return the article that was made of a ticket."""
    row = connection.execute(_article, {"of_ticket": ticket}).one_or_none()
    return None if row is None else Article(*row)


def rebuild(connection: Connection) -> None:
    """Make the index of SQLite anew from the table; PostgreSQL's is never out of step."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO documents_index(documents_index) VALUES ('rebuild')")


def forget(connection: Connection) -> None:
    """Merge the index of SQLite into one piece, so that what was taken out of it is in no older piece either."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO documents_index(documents_index) VALUES ('optimize')")


def is_in_step(connection: Connection) -> bool:
    """Tell whether the index says what the table says."""
    if connection.dialect.name != "sqlite":
        return True
    try:
        connection.exec_driver_sql("INSERT INTO documents_index(documents_index, rank) VALUES ('integrity-check', 1)")
    # Whatever the driver calls it: the index answers that it is not what its table holds.
    except Exception as error:
        if "malformed" in str(error):
            return False
        raise
    return True


def exposed(connection: Connection) -> Iterator[int]:
    """Yield the confidential tickets that search could find, of which there are none."""
    yield from connection.execute(_exposed).scalars()


_exposed = text(
    "SELECT documents.ticket FROM documents JOIN tickets ON tickets.number = documents.ticket"
    " WHERE tickets.confidential AND documents.terms != '' ORDER BY documents.ticket"
)


def _best_of_postgres(weights: dict[str, float], limit: int) -> Select[Any]:
    queries = {term: cast(literal(_lexeme(term)), TSQUERY) for term in weights}
    whole = cast(literal(" | ".join(map(_lexeme, weights))), TSQUERY)
    told = [case((VECTOR.op("@@")(query), weights[term]), else_=0.0) for term, query in queries.items()]
    ranked = sum(told[1:], told[0])
    return select(*_FOUND).where(VECTOR.op("@@")(whole)).order_by(ranked.desc(), documents.c.id.desc()).limit(limit)


def _quoted(term: str) -> str:
    """Return a term as FTS5 reads it for nothing but itself."""
    return '"{}"'.format(term.replace('"', '""'))


def _lexeme(term: str) -> str:
    """Return a term as a tsquery of PostgreSQL that is nothing but itself."""
    return "'{}'".format(term.replace("\\", "\\\\").replace("'", "''"))


def _document(row: Any) -> Document:
    return Document(row.kind, row.ticket, row.category, tuple(row.terms.split()))
