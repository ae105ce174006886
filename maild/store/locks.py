"""Who may run: one daemon on an SQLite file, one daemon at a time in a mailbox on PostgreSQL.

These locks save work and surprises; that nothing is doubled is what the unique keys are for.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from maild.errors import PermanentError
from maild.store.errors import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from maild.store.database import Database


@contextmanager
def daemon_lock(database: Database) -> Iterator[None]:
    """Be the only daemon on an SQLite file, by a lock that ends with the process; PermanentError for a second one.

    On PostgreSQL several daemons may share a database. The lock lies beside the database and not on it, because
    closing a file drops all of SQLite's own locks on it.
    """
    if database.path is None:
        yield
        return
    path = database.path.with_name(f"{database.path.name}.lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise PermanentError(
            f"The lock file {path} cannot be written ({error.strerror})",
            "Let the user of maild write the folder of the database.",
        ) from error
    try:
        _lock(descriptor, database)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, database: Database) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise PermanentError(
            f"Another maild is running on {database.path}",
            "Stop it first; for two daemons on one desk use PostgreSQL.",
        ) from error


class MailboxLock:
    """The right to read one mailbox: an advisory lock that PostgreSQL frees by itself when its holder dies.

    On SQLite there is no second daemon, so it is always held. Used by one thread.
    """

    def __init__(self, database: Database, mailbox: str) -> None:
        self._database = database
        self._key = int.from_bytes(blake2b(f"maild mailbox {mailbox}".encode(), digest_size=8).digest(), signed=True)
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        """Say whether the mailbox is ours, taking it when it is free; TemporaryError when the database is gone."""
        if self._database.is_sqlite:
            return True
        with translated():
            if self._connection is not None and self._lives():
                return True
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            try:
                taken = bool(connection.execute(select(func.pg_try_advisory_lock(self._key))).scalar_one())
            except DBAPIError:
                connection.close()
                raise
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken

    def release(self) -> None:
        """Let another daemon have the mailbox."""
        if self._connection is not None:
            try:
                self._connection.execute(select(func.pg_advisory_unlock(self._key)))
            except DBAPIError:
                # The connection has died, and the lock with it.
                self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _lives(self) -> bool:
        assert self._connection is not None
        try:
            self._connection.execute(select(1))
        except DBAPIError:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
            return False
        return True
