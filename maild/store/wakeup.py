"""How the sender hears, across daemons on PostgreSQL, that another one has put letters into the outbox."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from maild.errors import TemporaryError
from maild.store.errors import GONE, GONE_MEND, translated
from maild.store.work import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from maild.store.database import Database


class Listener:
    """A connection that listens; used by one thread. PostgreSQL only: on SQLite there is nobody else to hear."""

    def __init__(self, database: Database) -> None:
        assert not database.is_sqlite, "on SQLite the one daemon wakes its own sender"
        self._database = database
        self._connection: Connection | None = None

    def wait(self, seconds: float) -> bool:
        """Wait until letters were put into the outbox, at most so long; TemporaryError when the database is gone.

        After an error the next call connects anew. What was committed while nobody listened is not heard: sweep.
        """
        try:
            with translated():
                driver: Any = self._listening().connection.driver_connection
                with _translated_too(driver):
                    return any(True for _ in driver.notifies(timeout=seconds, stop_after=1))
        except TemporaryError:
            self.close()
            raise

    def close(self) -> None:
        """Stop listening."""
        if self._connection is not None:
            # The connection still listens: it must not go back to the pool.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _listening(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        return self._connection


@contextmanager
def _translated_too(driver: Any) -> Iterator[None]:
    """Do for the driver's own errors what is done for those that come through SQLAlchemy."""
    try:
        yield
    except driver.OperationalError as error:
        raise TemporaryError(GONE, GONE_MEND) from error
