"""Who is told of a target that is at risk or breached: the office's chain, and what makes it stop.

A chain goes up, from those who work on a ticket to those who answer for them. Whoever takes the ticket or says
something about it after a warning has heard it: what follows is his own affair, and the higher steps are spared.
Only what the office wants told at once goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from maild.tickets.events import NoteAdded, TicketTaken, WarningGiven
from maild.tickets.targets import used
from maild.tickets.transitions import WORKED_ON

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from maild.policy.model import EscalationRule
    from maild.tickets.events import Event
    from maild.tickets.targets import Calendar, Target, TargetRule
    from maild.tickets.ticket import Ticket

BREACHED = 100


@dataclass(frozen=True, slots=True)
class Alarm:
    """A target of which people have to be told: `share` of its time is used up, in percent, 100 for the breach."""

    target: Target
    share: int

    @property
    def at(self) -> Literal["at_risk", "breached"]:
        """What the office's table calls it."""
        return "breached" if self.share >= BREACHED else "at_risk"

    @property
    def fact(self) -> WarningGiven:
        """What is recorded once it was told."""
        return WarningGiven(self.target.name, self.target.run, self.share)


def alarm_of(target: Target, rule: TargetRule | None, calendar: Calendar, now: datetime) -> Alarm:
    """Return what is to be told of a target whose moment has come: of several marks that it has passed, the last."""
    spent = used(target, now, calendar)
    if spent >= target.within or rule is None:
        return Alarm(target, BREACHED)
    passed = [share for share in rule.warn_at if spent >= target.within * share]
    return Alarm(target, round(100 * max(passed, default=min(rule.warn_at, default=1.0))))


def told_before(alarm: Alarm, history: Iterable[Event]) -> frozenset[str]:
    """Return who heard this of the same promise before.

    Others were told in hours of their own, and a clock that was set back passes a mark twice.
    """
    promised = (alarm.target.name, alarm.target.run, alarm.target.within)
    return frozenset(
        one
        for event in history
        if isinstance(event.fact, WarningGiven)
        and replace(event.fact, to=()) == alarm.fact
        and promised in {(target.name, target.run, target.within) for target in event.targets or (alarm.target,)}
        for one in event.fact.to
    )


def was_heard(alarm: Alarm, history: Iterable[Event]) -> bool:
    """Tell whether a person took the ticket or said something since this promise was last warned of anew."""
    share, heard = 0, False
    for event in history:
        match event.fact:
            case WarningGiven(target=name, run=run) if (name, run) == (alarm.target.name, alarm.target.run):
                share, heard = event.fact.share, heard and event.fact.share == share
            case TicketTaken() | NoteAdded(by_requester=False, automatic=False, flagged=False):
                heard = share > 0
    return heard


def roles_told(alarm: Alarm, ticket: Ticket, rules: Iterable[EscalationRule], *, heard: bool) -> tuple[str, ...]:
    """Return the roles that hear of this, in the order of the file; nobody, once all is done."""
    if not goes_on(ticket):
        return ()
    roles: dict[str, None] = {}
    for rule in rules:
        if fits(rule, alarm, ticket):
            told = rule.tells if rule.at_once or not heard else tuple(role for role in rule.tells if role == "assignee")
            roles |= dict.fromkeys(_or_group(role, ticket) for role in told)
    return tuple(roles)


def goes_on(ticket: Ticket) -> bool:
    """Tell whether somebody still has to do something: a procedure may go on when the ticket is solved (SEC-3)."""
    return ticket.status in WORKED_ON or bool(ticket.stage)


def is_urgent(alarm: Alarm, ticket: Ticket, rules: Iterable[EscalationRule]) -> bool:
    """Tell whether the office wants this told at once, at whatever hour."""
    return goes_on(ticket) and any(rule.at_once and fits(rule, alarm, ticket) for rule in rules)


def fits(rule: EscalationRule, alarm: Alarm, ticket: Ticket) -> bool:
    """Tell whether a row of the office's table is about this."""
    return (
        (rule.target, rule.at) == (alarm.target.name, alarm.at)
        and (not rule.priorities or ticket.priority in rule.priorities)
        and (not rule.types or ticket.type in rule.types)
    )


def _or_group(role: str, ticket: Ticket) -> str:
    return "group" if role == "assignee" and not ticket.assignee else role
