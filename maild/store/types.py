"""Column types: moments and durations as whole microseconds, values as JSON, words that every database can hold."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.types import TypeDecorator

from maild.tickets.history import microseconds, moment

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

Number = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer that SQLite takes for its row id when it is a primary key."""

_MICROSECOND = timedelta(microseconds=1)
_compact = json.JSONEncoder(separators=(",", ":")).encode


class Instant(TypeDecorator[datetime]):
    """An aware moment as microseconds since 1970 in UTC: exact, fast and in order on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else moment(value)


class Duration(TypeDecorator[timedelta]):
    """A duration as microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, _dialect: Dialect) -> int | None:
        return None if value is None else value // _MICROSECOND

    def process_result_value(self, value: int | None, _dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text that comes from mail: what PostgreSQL or UTF-8 cannot hold (NUL, lone surrogates) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else holdable(value)


def holdable(text: str) -> str:
    """Return the text with U+FFFD for each character that a database may refuse."""
    text = text.replace("\x00", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class Json(TypeDecorator[Any]):
    """A value of lists, objects, text and numbers, as compact JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        # NUL and lone surrogates are escaped by JSON itself, so that any text can be kept. Most columns are empty most
        # of the time, and setting up an encoder costs more than all else that is done to them.
        if not value:
            return None if value is None else "{}" if isinstance(value, dict) else "[]"
        return _compact(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
