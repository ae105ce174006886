"""Working time: one table of spans, prefix sums and bisection, for deadlines and for pauses alike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


@dataclass(frozen=True, slots=True)
class Always:
    """A calendar that never rests."""

    def add(self, at: datetime, worked: timedelta) -> datetime:
        return at + max(worked, timedelta())

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        return max(end - start, timedelta())

    def between(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        if start < end:
            yield start, end


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A calendar of spans during which work is done, in order and apart from each other.

    It knows the time between its first and its last span: before that nothing was worked, and a deadline after it
    raises ValueError.
    """

    spans: tuple[tuple[datetime, datetime], ...]
    _starts: list[int] = field(init=False, repr=False, compare=False)
    _ends: list[int] = field(init=False, repr=False, compare=False)
    _worked: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [_microseconds(start) for start, _ in self.spans]
        ends = [_microseconds(end) for _, end in self.spans]
        lengths = (end - start for start, end in zip(starts, ends, strict=True))
        object.__setattr__(self, "_starts", starts)
        object.__setattr__(self, "_ends", ends)
        object.__setattr__(self, "_worked", list(accumulate(lengths, initial=0)))

    def add(self, at: datetime, worked: timedelta) -> datetime:
        """Return the earliest moment at which `worked` has passed since `at`; `at` itself when nothing has to pass."""
        if worked <= timedelta():
            return at
        total = self._until(_microseconds(at)) + worked // _MICROSECOND
        index = bisect_left(self._worked, total) - 1
        if index >= len(self.spans):
            raise ValueError("the deadline lies beyond the years of this calendar")
        return _moment(self._starts[index] + total - self._worked[index])

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments, zero when `end` is not after `start`."""
        if end <= start:
            return timedelta()
        return timedelta(microseconds=self._until(_microseconds(end)) - self._until(_microseconds(start)))

    def between(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans of work between two moments, cut at both."""
        for index in range(bisect_right(self._ends, _microseconds(start)), len(self.spans)):
            begins, ends = self.spans[index]
            if max(begins, start) >= end:
                return
            yield max(begins, start), min(ends, end)

    def _until(self, moment: int) -> int:
        index = bisect_right(self._starts, moment) - 1
        if index < 0:
            return 0
        return self._worked[index] + min(moment, self._ends[index]) - self._starts[index]


def joined(spans: Iterable[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """Return these spans in order, those that touch or overlap as one, empty ones left out."""
    result: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
