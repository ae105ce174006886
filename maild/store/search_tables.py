"""What search finds: documents as words without affixes, and the index over them that each database has of its own.

The table is the truth on both databases. On SQLite triggers keep an FTS5 index of it in step; on PostgreSQL it is an
index over `tsvector`. Both see the words that the office's rules made of a text, so that both find the same.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    event,
    func,
    literal_column,
)

from maild.store.tables import metadata, tickets
from maild.store.types import Instant, Number, Words

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

VECTOR = func.array_to_tsvector(func.string_to_array(documents.c.terms, literal_column("' '")))
"""The words of a document as PostgreSQL indexes them, word for word as the index has it."""

Index("ix_documents_terms", VECTOR, postgresql_using="gin").ddl_if(dialect="postgresql")

_ADD = "INSERT INTO documents_index(rowid, terms) VALUES (new.id, new.terms);"
_REMOVE = "INSERT INTO documents_index(documents_index, rowid, terms) VALUES ('delete', old.id, old.terms);"
_WORDS = "tokenize=\"ascii tokenchars '#'\""
FTS5 = (
    f"CREATE VIRTUAL TABLE documents_index USING fts5(terms, content='documents', content_rowid='id', {_WORDS})",
    "CREATE VIRTUAL TABLE documents_words USING fts5vocab(documents_index, row)",
    f"CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN {_ADD} END",
    f"CREATE TRIGGER documents_removed AFTER DELETE ON documents BEGIN {_REMOVE} END",
    f"CREATE TRIGGER documents_changed AFTER UPDATE ON documents BEGIN {_REMOVE} {_ADD} END",
)

for _statement in FTS5:
    event.listen(documents, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]  # it comes without types
