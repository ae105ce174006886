"""What the mails about time and numbers speak of: alerts, work lists and digests.

As in `maild.notices.values`, labels are in the reader's language already and times are still to be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from maild.notices.values import TicketView


@dataclass(frozen=True, slots=True)
class AlertView:
    """A promise that is at risk or breached: `late_for` is working time over it, None while there is some left."""

    ticket: TicketView
    target: str
    state: Literal["at_risk", "breached"]
    due_at: datetime | None
    left_for: timedelta | None = None
    late_for: timedelta | None = None
    assignee: str = ""
    requester: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    """A ticket in a list, with what makes it stand there, as far as it is about that: the promise that is due or
    late, since when it waits, its survey's score, or how many tickets come before it and the time they all need.
    `reports` are those of the outage that it stands for.
    """

    number: str
    title: str
    who: str = ""
    target: str = ""
    due_at: datetime | None = None
    late_for: timedelta | None = None
    since_at: datetime | None = None
    score: float | None = None
    ahead: int | None = None
    needs: timedelta | None = None
    left: timedelta | None = None
    reports: int = 0

    @property
    def digits(self) -> str:
        """The number as commands take it."""
        return self.number.rpartition("-")[2]


@dataclass(frozen=True, slots=True)
class ListView:
    """Tickets under one heading: `count` of them all, of which `lines` shows the first, and never a confidential one.

    `id` is the code by which templates name it: outages, breached, due_today, predicted, waiting, unassigned,
    bad_surveys, undeliverable; and for work lists turn, mine, group, to_send.
    """

    id: str
    count: int
    lines: tuple[LineView, ...] = ()
    confidential: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class FigureView:
    """A number with its unit, its target, and what it was in the weeks before.

    `unit` is one of "count", "percent", "score", "duration" (then `value` is a timedelta); `met` tells whether the
    target is reached, None where there is none or nothing to measure.
    """

    id: str
    value: float | timedelta | None
    unit: str
    usual: float | timedelta | None = None
    target: float | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class TickView:
    """One bar of a small picture: its height goes from 0 to 40."""

    label: str
    value: int
    height: int


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A row of numbers over time, as a picture of bars."""

    id: str
    ticks: tuple[TickView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ShareView:
    """What one category, group or person had to do with: counts, and how many promises of hundred were kept."""

    name: str
    open: int
    opened: int
    solved: int
    late: int
    kept: int | None = None


@dataclass(frozen=True, slots=True)
class RuleView:
    """A triage rule that people had to correct, with its `file:line`."""

    rule: str
    source: str
    times: int


@dataclass(frozen=True, slots=True)
class MailboxView:
    """A mailbox: when its last mail came, and how many came in the time of the report."""

    name: str
    last_at: datetime | None
    taken_in: int
    ignored: int


@dataclass(frozen=True, slots=True)
class DigestView:
    """All that a digest tells; `since` and `until` are the days it reports on, both included.

    `missed` are the working days on which none could be sent, and `late` says that this one leaves after its hour.
    """

    form: Literal["daily", "weekly", "monthly"]
    day: date
    since: date
    until: date
    missed: tuple[date, ...]
    late: bool
    open: int
    confidential: int
    decisions: tuple[ListView, ...]
    figures: tuple[FigureView, ...]
    series: tuple[SeriesView, ...]
    categories: tuple[ShareView, ...]
    groups: tuple[ShareView, ...]
    technicians: tuple[ShareView, ...]
    rules: tuple[RuleView, ...]
    mailboxes: tuple[MailboxView, ...]
    quarantined: int
    failed: int
    stuck: int

    @property
    def urgent(self) -> int:
        """How many things wait for a decision."""
        return sum(one.count for one in self.decisions) + self.quarantined


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """A row of the procedure's table of indicators, written out; `met` is None where there is no target."""

    name: str
    target: str
    result: str
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class WorkListView:
    """What waits for one person this morning."""

    day: date
    lists: tuple[ListView, ...]

    @property
    def count(self) -> int:
        """How many tickets wait."""
        return sum(one.count for one in self.lists)
