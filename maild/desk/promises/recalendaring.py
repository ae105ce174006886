"""Another calendar: a holiday decreed late moves what is promised on open tickets, and nothing that is over.

Nothing has to be remembered of the calendars that were: a target knows since when it runs, so what it would be due by
today's calendar is counted and compared. What was moved once is therefore not moved again, whoever looks how often.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from maild.desk.ledger import Ledger
from maild.desk.recording import DAEMON, Cause, recorded, with_targets, written
from maild.desk.views import zulu
from maild.policy.calendar import YEARS_BACK
from maild.tickets.events import TargetsMoved, WarningGiven
from maild.tickets.targets import is_moved, moved
from maild.tickets.ticket import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from maild.desk.ports import Store
    from maild.desk.rulebook import Rulebook
    from maild.tickets.events import Event
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

JOB = "changed calendars"
CAUSE = "calendar"
AT_ONCE = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Move:
    """A promise that another calendar moves: as it stands, and as it would."""

    calendar: str
    before: Target
    after: Target

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.before.ticket,
            "name": self.before.name,
            "calendar": self.calendar,
            "due_before": zulu(self.before.due_at),
            "due_after": zulu(self.after.due_at),
        }


class Recalendaring:
    """The job that looks once at each set of rules for promises that its calendars move."""

    def __init__(self, store: Store, rulebook: Callable[[], Rulebook]) -> None:
        self._store = store
        self._rulebook = rulebook
        self._applied: Rulebook | None = None

    def apply(self, now: datetime) -> int:
        """Move what the calendars in force move, and return how many promises that were.

        Conflict when somebody else was first: what was moved until then stands, and the next time does the rest.
        """
        rulebook = self._rulebook()
        if rulebook is self._applied:
            return 0
        count = 0
        for numbers in _open_tickets(self._store):
            with self._store.begin() as work:
                ledger = Ledger(work)
                found = list(_moves(ledger, numbers, rulebook, now))
                if not found:
                    continue
                _record(found, ledger, rulebook, now)
                work.write(ledger.changes())
                work.commit()
                count += len(found)
        if count:
            log.info("another calendar moved targets count=%d digest=%s", count, rulebook.policy.digest[:12])
        self._applied = rulebook
        return count


def preview(store: Store, rulebook: Rulebook, now: datetime) -> Iterator[Move]:
    """Yield what these rules would move if they were in force; nothing is written."""
    for numbers in _open_tickets(store):
        with store.begin() as work:
            found = list(_moves(Ledger(work), numbers, rulebook, now))
        yield from found


def _open_tickets(store: Store) -> Iterator[list[int]]:
    """Yield the numbers of all tickets that are not closed, in order, so many at once as one transaction takes."""
    with store.begin() as work:
        numbers = sorted(
            ticket.number
            for status in get_args(Status)
            if status != "closed"
            for ticket in work.tickets_that_are(status)
        )
    yield from (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))


def _moves(ledger: Ledger, numbers: Iterable[int], rulebook: Rulebook, now: datetime) -> Iterator[Move]:
    tickets, targets = ledger.work.tickets(numbers), ledger.work.targets(numbers)
    for number, ticket in sorted(tickets.items()):
        yield from _moves_of(ticket, targets.get(number, ()), ledger, rulebook, now)


def _moves_of(
    ticket: Ticket, targets: Iterable[Target], ledger: Ledger, rulebook: Rulebook, now: datetime
) -> Iterator[Move]:
    rules = {rule.name: rule for rule in rulebook.target_rules(ticket)}
    for target in targets:
        rule = rules.get(target.name)
        if rule is None or not _is_known(target, now):
            continue
        calendar = rulebook.calendars[rule.calendar]
        if is_moved(target, calendar):
            told = _told_of(target, ledger.history(ticket.number))
            yield Move(rule.calendar, target, moved(target, rule, calendar, told))


def _is_known(target: Target, now: datetime) -> bool:
    """Tell whether calendars reach back to when a target began to run: before their years they count nothing."""
    return target.running_since is not None and target.running_since.year > now.year - YEARS_BACK


def _told_of(target: Target, history: Iterable[Event]) -> int:
    """Return the highest share of what a target promises, in percent, of which people were told."""
    promised = (target.name, target.run, target.within)
    return max(
        (
            event.fact.share
            for event in history
            if isinstance(event.fact, WarningGiven)
            and promised in {(each.name, each.run, each.within) for each in event.targets}
        ),
        default=0,
    )


def _record(found: Iterable[Move], ledger: Ledger, rulebook: Rulebook, now: datetime) -> None:
    """Let the ledger accept an event for each ticket and calendar, with the promises it moves."""
    by_event: dict[tuple[int, str], list[Target]] = {}
    for move in found:
        by_event.setdefault((move.before.ticket, move.calendar), []).append(move.after)
    for (number, calendar), later in by_event.items():
        fact = TargetsMoved(calendar, rulebook.policy.digest)
        done = recorded(
            rulebook, number, ledger.ticket(number), ledger.targets(number), fact, Cause(now, DAEMON, CAUSE)
        )
        done = with_targets(done, later)
        ledger.accept(written([done]))
