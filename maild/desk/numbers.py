"""What figures are made of: whole histories of tickets, and what else the desk can be counted by.

Everything that is told of a period follows from the events of its tickets, so that any day of the past can be told
again as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from maild.tickets.replay import recorded_targets
from maild.tickets.targets import latest
from maild.tickets.ticket import folded
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from maild.tickets.events import Event
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class History:
    """A ticket with its promises and all that happened to it; its title and who asked are words beside it."""

    ticket: Ticket
    targets: tuple[Target, ...]
    events: tuple[Event, ...]
    title: str = ""
    requester: str = ""
    unit: str = ""

    def until(self, moment: datetime) -> History | None:
        """Return it as it stood at a moment, None when it had not begun."""
        if self.events[-1].at < moment:
            return self
        events = tuple(event for event in self.events if event.at < moment)
        if not events:
            return None
        targets = tuple(recorded_targets(events).values())
        return replace(self, ticket=folded(events), targets=targets, events=events)

    @property
    def counting(self) -> tuple[Event, ...]:
        """The events that count: without those that were taken back."""
        return effective(self.events)

    def promise(self, name: str) -> Target | None:
        """Return the last run of a target."""
        return latest(self.targets).get(name)


def kept(target: Target, now: datetime) -> bool | None:
    """Tell whether a promise was kept, None while it is open or when it was dropped before its time was up."""
    if target.met_at is not None:
        return target.spent_for <= target.within
    over = target.spent_for > target.within or (target.due_at is not None and target.due_at <= now)
    return False if over else None


def is_late(history: History, now: datetime) -> bool:
    """Tell whether an unsolved ticket has broken a promise that still waits to be met."""
    unmet = (target for target in latest(history.targets).values() if target.met_at is None)
    return any(kept(target, now) is False for target in unmet)


@dataclass(frozen=True, slots=True)
class Correction:
    """A triage rule that spoke for what people then set otherwise."""

    rule: str
    source: str
    times: int


@dataclass(frozen=True, slots=True)
class MailboxCount:
    """What came to a mailbox: when the last mail was taken in, and how many were, and ignored, in the time asked."""

    mailbox: str
    last_at: datetime | None
    taken_in: int
    ignored: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the desk could not do: mails in quarantine, letters that failed, letters that wait for too long."""

    quarantined: int
    failed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter about a ticket that the mail server took: its notice, and when that was."""

    ticket: int
    notice: str
    at: datetime


class Histories(Protocol):
    """What tells whole histories, and which letters about them have left."""

    def histories(self, since: datetime, until: datetime, kind: str = "") -> Iterator[History]:
        """Yield the tickets opened before `until` that were not closed before `since`, by number; `kind` is a type."""

    def letters_sent(self, tickets: Collection[int], notices: Collection[str]) -> list[SentLetter]:
        """Return the letters of these notices about these tickets that the mail server took, the first ones first."""


class Numbers(Histories, Protocol):
    """The database, asked for figures: it only reads, and holds nobody up."""

    def corrections(self, since: datetime, until: datetime, limit: int) -> list[Correction]:
        """Return the triage rules whose guesses people corrected in this time, the most often corrected first."""

    def mailboxes(self, since: datetime, until: datetime) -> list[MailboxCount]:
        """Return what came to each mailbox."""

    def trouble(self, since: datetime, until: datetime) -> Trouble:
        """Return what went wrong; letters that failed are those of this time, all else is counted as it stands."""
