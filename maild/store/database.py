"""The connection to the database: how it is opened, and how a writing and a reading transaction begin."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from maild.errors import PermanentError, TemporaryError
from maild.store.errors import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.pool import ConnectionPoolEntry

SECONDS_FOR_A_LOCK = 10
"""How long a transaction waits for one of another process."""

SECONDS_FOR_A_TURN = 60
"""How long a thread waits for the writing transactions of others in its process."""

_BEGIN = "maild_begin"
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


class Database:
    """One database by its URL: SQLite in a file, or PostgreSQL.

    A relative path of SQLite starts at `folder`. PermanentError for a URL that no driver understands.
    """

    def __init__(self, url: str, folder: Path | None = None) -> None:
        self.url = _understood(url, folder)
        self.dialect = self.url.get_backend_name()
        self.is_sqlite = self.dialect == "sqlite"
        self._turn = Lock()
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url)

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database or "") if self.is_sqlite else None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Begin the one writing transaction; it is rolled back unless the connection is told to commit.

        On SQLite one thread of the process at a time gets here, and only then asks for the write lock of the file:
        waiting for one another inside SQLite is done by sleeping. TemporaryError when the database is gone or locked.
        """
        with self._in_turn(), translated(), self.engine.connect() as connection:
            connection.begin()
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Begin a transaction that only reads; it sees one state of the database and holds nobody up."""
        options = {_BEGIN: "BEGIN"} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with translated(), self.engine.connect().execution_options(**options) as connection:
            connection.begin()
            yield connection

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """Give a connection on which every statement counts at once, for what cannot run inside a transaction."""
        options = {_BEGIN: ""} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        with translated(), self.engine.connect().execution_options(**options) as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=SECONDS_FOR_A_TURN):
            raise TemporaryError(
                "The database is held by another transaction of this program", "Restart maild if it stays."
            )
        try:
            yield
        finally:
            self._turn.release()


def _understood(url: str, folder: Path | None) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise PermanentError(
            "database.url is not a database URL",
            "Write sqlite:///maild.db or postgresql+psycopg://user@host/name.",
        ) from error
    backend = parsed.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise PermanentError(
            f"database.url names {backend}, which maild cannot use", "Use sqlite or postgresql+psycopg."
        )
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise PermanentError("database.url names no file", "Write sqlite:///maild.db.")
        return parsed.set(database=str((folder or Path()) / parsed.database))
    return parsed


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": SECONDS_FOR_A_LOCK})
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres_engine(url: URL) -> Engine:
    session = {
        "application_name": "maild",
        "connect_timeout": SECONDS_FOR_A_LOCK,
        "options": f"-c lock_timeout={SECONDS_FOR_A_TURN * 1000}",
    }
    try:
        # Every mailbox holds a connection of its own for its lock, so the pool may grow without end.
        return create_engine(url, connect_args=session, pool_pre_ping=True, max_overflow=-1)
    except (NoSuchModuleError, ImportError) as error:
        raise PermanentError(
            f"The driver of {url.drivername} is not installed", "Install it with: pip install 'maild[postgres]'"
        ) from error


def _open_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Take transactions into our own hands: the driver begins so late that two could read before either writes."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if statement := connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE"):
        connection.exec_driver_sql(statement)
