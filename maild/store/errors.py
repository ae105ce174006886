"""What a database's complaint means to us: wait, make the decision again, or tell a person."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from maild.desk.records import Conflict
from maild.errors import MaildError, PermanentError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Error names of SQLite (https://www.sqlite.org/rescode.html) and SQLSTATEs of PostgreSQL, longest fitting prefix first.
_CONFLICTS = (
    "SQLITE_CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_ROWID",
    "23505",
    "40001",
    "40P01",
)
_TEMPORARY = (
    (
        "SQLITE_BUSY",
        "The database is locked by another program",
        "End the program that holds it; maild goes on by itself.",
    ),
    (
        "SQLITE_LOCKED",
        "The database is locked by another program",
        "End the program that holds it; maild goes on by itself.",
    ),
    ("SQLITE_FULL", "The disk that holds the database is full", "Make room on the disk; maild goes on by itself."),
    (
        "SQLITE_IOERR",
        "The disk that holds the database cannot be read or written",
        "Look at the disk and its free room.",
    ),
    (
        "SQLITE_CANTOPEN",
        "The database file cannot be opened",
        "Look at the folder of database.url and who may write there.",
    ),
    ("SQLITE_READONLY", "The database may not be written", "Let the user of maild write the file and its folder."),
    # A damaged file is no mail's fault either: everything waits in the mailbox until somebody has mended it.
    ("SQLITE_CORRUPT", "The database file is damaged", "Stop maild and restore the last backup."),
    ("SQLITE_NOTADB", "The database file is not a database", "Look at database.url, or restore the last backup."),
    ("53100", "The disk of the database server is full", "Make room on its disk; maild goes on by itself."),
    ("53", "The database server has too little memory or too few connections", "See max_connections and its log."),
    ("55P03", "Another daemon holds the database for long", "Look at what the other daemon is doing."),
    ("57", "The database server is stopping or starting", "maild goes on by itself when it is back."),
    ("25006", "The database server allows reading only", "maild goes on by itself when it takes writes again."),
)
_SCHEMA = ("42P01", "42703")
GONE = "The database cannot be reached"
GONE_MEND = "Look at database.url, and whether the server runs and knows the user; maild goes on when it is back."


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the database complains about as Conflict, TemporaryError or PermanentError."""
    try:
        yield
    except StatementError as error:
        raise meaning_of(error) from error
    except (PoolTimeout, DisconnectionError) as error:
        raise TemporaryError(GONE, GONE_MEND) from error


def meaning_of(error: StatementError) -> MaildError | Conflict:
    """Return what a complaint of the database means."""
    code = _code_of(error)
    detail = " ".join(str(error.orig or error).split())[:200]
    if code.startswith(_CONFLICTS):
        return Conflict(detail)
    for prefix, what, mend in _TEMPORARY:
        if code.startswith(prefix):
            return TemporaryError(f"{what} ({detail})", mend)
    if code.startswith(_SCHEMA) or "no such table" in detail or "no such column" in detail:
        return PermanentError(
            f"The database has not the shape that maild expects ({detail})", "Run `maild db upgrade`."
        )
    if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
        dead = error.connection_invalidated or not code or code.startswith("08")
        if dead and type(error).__name__ in {"OperationalError", "InterfaceError", "DBAPIError"}:
            return TemporaryError(f"{GONE} ({detail})", GONE_MEND)
    return PermanentError(f"The database does not take what was to be written ({detail})")


def _code_of(error: StatementError) -> str:
    """Return SQLite's error name or PostgreSQL's SQLSTATE, empty when the driver gave none."""
    return getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
