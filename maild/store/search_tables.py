"""What search finds: documents as words without affixes, and the index over them that each database has of its own.

The table is the truth on both databases. On SQLite triggers keep an FTS5 index of it in step; on PostgreSQL a
generated `tsvector` beside the words is indexed. Both see the words that the office's rules made of a text, so that
both find the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import DDL, Column, ForeignKey, Table, Text, UniqueConstraint, event, literal_column

from maild.store.tables import metadata, tickets
from maild.store.types import Instant, Number, Words

if TYPE_CHECKING:
    from sqlalchemy import ColumnClause

articles = Table(
    "articles",
    metadata,
    Column("ticket", Number, ForeignKey(tickets.c.number), primary_key=True, autoincrement=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Number, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("ticket", Number, ForeignKey(tickets.c.number), nullable=False),
    Column("category", Text, nullable=False),
    Column("terms", Text, nullable=False),
    UniqueConstraint("kind", "ticket"),
)

VECTOR: ColumnClause[Any] = literal_column("documents.vector")
"""The words of a document as PostgreSQL compares them; a column that SQLite has no use for."""

_LEXEMES = "array_to_tsvector(string_to_array(terms, ' '))"
TSVECTOR = (
    f"ALTER TABLE documents ADD COLUMN vector tsvector GENERATED ALWAYS AS ({_LEXEMES}) STORED",
    "CREATE INDEX ix_documents_vector ON documents USING gin (vector)",
)

_ADD = "INSERT INTO documents_index(rowid, terms) VALUES (new.id, new.terms);"
_REMOVE = "INSERT INTO documents_index(documents_index, rowid, terms) VALUES ('delete', old.id, old.terms);"
_WORDS = "tokenize=\"ascii tokenchars '#_'\""
FTS5 = (
    f"CREATE VIRTUAL TABLE documents_index USING fts5(terms, content='documents', content_rowid='id', {_WORDS})",
    "CREATE VIRTUAL TABLE documents_words USING fts5vocab(documents_index, row)",
    f"CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN {_ADD} END",
    f"CREATE TRIGGER documents_removed AFTER DELETE ON documents BEGIN {_REMOVE} END",
    f"CREATE TRIGGER documents_changed AFTER UPDATE ON documents BEGIN {_REMOVE} {_ADD} END",
)

for _dialect, _statements in (("sqlite", FTS5), ("postgresql", TSVECTOR)):
    for _statement in _statements:
        _ddl = DDL(_statement)  # type: ignore[no-untyped-call]  # it comes without types
        event.listen(documents, "after_create", _ddl.execute_if(dialect=_dialect))
