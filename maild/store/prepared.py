"""Statements that are compiled once and given to the driver with all their rows.

SQLAlchemy's own way prepares the parameters of each row by itself, which on the way of every mail costs more than the
database does. What is left out here is only that: the statement, the column types and the errors stay SQLAlchemy's.
`bench/store.py` measures the difference.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.dml import UpdateBase

    from maild.store.rows import Row

    Column = Sequence[Any]


class Prepared:
    """A statement that changes rows; every row it is given has the same keys, two at least."""

    def __init__(self, statement: UpdateBase, dialect: Dialect, keys: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(keys))
        self._sql = str(compiled)
        self._positional = bool(compiled.positional)
        self._names = tuple(compiled.positiontup or compiled.binds)
        self._values = itemgetter(*self._names)
        processors = (
            (position, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for position, name in enumerate(self._names)
        )
        self._processed = tuple((position, process) for position, process in processors if process is not None)

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute the statement once for each row."""
        columns: list[Column] = list(zip(*map(self._values, rows), strict=True))
        for position, process in self._processed:
            columns[position] = list(map(process, columns[position]))
        values = zip(*columns, strict=True)
        if self._positional:
            connection.exec_driver_sql(self._sql, list(values))
        else:
            connection.exec_driver_sql(self._sql, [dict(zip(self._names, row, strict=True)) for row in values])
