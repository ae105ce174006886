"""What taking an event back does to the promised times: they are counted again, as if it had never happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.tickets.events import Event, signs_of
from maild.tickets.targets import Calendar, Moment, Target, TargetRule, stepped, unstarted
from maild.tickets.ticket import Ticket, told
from maild.tickets.undo import undone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    RulesOf = Callable[[Ticket], Sequence[TargetRule]]
    Run = tuple[str, int]


def retold(history: Sequence[Event], rules_of: RulesOf, calendars: Mapping[str, Calendar]) -> tuple[Target, ...]:
    """Return the targets that stand otherwise because the last event of this history takes another back.

    Up to the first event that was taken back, the targets stand as they were recorded; from there on they are counted
    by the rules and calendars of today.
    """
    first = min(undone(history))
    targets: dict[Run, Target] = {}
    for event, ticket in told(history):
        if event.sequence < first:
            moved = event.targets
        else:
            moment = Moment(ticket.number, event.at, signs_of(event.fact), ticket.priority)
            moved = stepped(targets.values(), rules_of(ticket), calendars, moment)
        targets |= _by_run(moved)
    recorded = recorded_targets(history)
    anew = {run: unstarted(target) for run, target in recorded.items()} | targets
    return tuple(target for run, target in anew.items() if target != recorded.get(run))


def recorded_targets(history: Sequence[Event]) -> dict[tuple[str, int], Target]:
    """Return every run of every target as the events of a ticket left it."""
    return {run: target for event in history for run, target in _by_run(event.targets).items()}


def _by_run(targets: Iterable[Target]) -> dict[Run, Target]:
    return {(target.name, target.run): target for target in targets}
