"""What a database's complaint means to us: wait, make the decision again, or tell a person."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from maild.desk.records import Conflict
from maild.errors import MaildError, PermanentError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Error names of SQLite (https://www.sqlite.org/rescode.html) and SQLSTATEs of PostgreSQL, longest fitting prefix first.
_CONFLICTS = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID", "23505", "40")
_GOES_ON = "maild goes on by itself"
_TEMPORARY = (
    (("SQLITE_BUSY", "SQLITE_LOCKED"), "The database is locked by another program", f"End that program; {_GOES_ON}."),
    (("SQLITE_FULL",), "The disk that holds the database is full", f"Make room on the disk; {_GOES_ON}."),
    (("SQLITE_IOERR",), "The disk that holds the database cannot be read or written", "Look at it and its free room."),
    (("SQLITE_CANTOPEN",), "The database file cannot be opened", "Look at its folder and who may write there."),
    (("SQLITE_READONLY",), "The database may not be written", "Let the user of maild write the file and its folder."),
    # A damaged file is no mail's fault either: everything waits in the mailbox until somebody has mended it.
    (("SQLITE_CORRUPT",), "The database file is damaged", "Stop maild and restore the last backup."),
    (("SQLITE_NOTADB",), "The database file is not a database", "Look at database.url, or restore the last backup."),
    (("53100",), "The disk of the database server is full", f"Make room on its disk; {_GOES_ON}."),
    (("53",), "The database server has too little memory or too few connections", "See its log and max_connections."),
    (("55P03",), "Another daemon holds the database for long", "Look at what the other daemon is doing."),
    (("57",), "The database server is stopping or starting", f"{_GOES_ON.capitalize()} when it is back."),
    (("25006",), "The database server allows reading only", f"{_GOES_ON.capitalize()} when it takes writes again."),
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
    for prefixes, what, mend in _TEMPORARY:
        if code.startswith(prefixes):
            return TemporaryError(f"{what} ({detail})", mend)
    if code.startswith(_SCHEMA) or "no such table" in detail or "no such column" in detail:
        return PermanentError(
            f"The database has not the shape that maild expects ({detail})", "Run `maild db upgrade`."
        )
    if _is_gone(error, code):
        return TemporaryError(f"{GONE} ({detail})", GONE_MEND)
    return PermanentError(f"The database does not take what was to be written ({detail})")


def _is_gone(error: StatementError, code: str) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | InterfaceError) and (not code or code.startswith("08"))


def _code_of(error: StatementError) -> str:
    """Return SQLite's error name or PostgreSQL's SQLSTATE, empty when the driver gave none."""
    return getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
