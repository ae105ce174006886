"""Warnings: people are told of promises that are at risk or breached, each once, in their hours, several in one mail.

The fact that somebody was told moves the target to its next mark in the same commit, which is what makes a warning
come once: also across restarts, among several daemons and when the clock was set back. While everybody is off duty it
is left standing; when only some are, the target is looked at again as their hours begin. Whatever was settled
meanwhile needs no warning any more.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.desk.happening import Happening
from maild.desk.hours import hours_of, is_working, next_working_moment
from maild.desk.ledger import Ledger
from maild.desk.letters.writing import Order
from maild.desk.outages.reports import is_hidden
from maild.desk.promises import chains
from maild.desk.recipients import Recipient, circle_of, recipients_of
from maild.desk.recording import DAEMON, Cause, recorded, with_targets, written
from maild.desk.records import Conflict
from maild.desk.showing.values import ticket_view
from maild.errors import TemporaryError
from maild.notices.report_values import AlertView
from maild.tickets.targets import used

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.ports import Store
    from maild.desk.promises.chains import Alarm
    from maild.desk.recording import Recorded
    from maild.desk.records import Changes
    from maild.desk.rulebook import Rulebook
    from maild.tickets.events import Event
    from maild.tickets.targets import Calendar, Target, TargetRule
    from maild.tickets.ticket import Ticket

JOB = "due targets"
ALERT = "alert"
AT_ONCE = 1000
CONFLICTS = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A promise whose moment has come, with its ticket, its rule and what became of the ticket so far."""

    alarm: Alarm
    ticket: Ticket
    calendar: Calendar
    history: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Warned:
    """A promise of which somebody is told."""

    due: Due
    happening: Happening


class Warnings:
    """The job that looks for promises whose next mark has come."""

    def __init__(self, store: Store, notifier: Notifier, rulebook: Callable[[], Rulebook], office: Office) -> None:
        self._store = store
        self._notifier = notifier
        self._rulebook = rulebook
        self._office = office

    def give(self, now: datetime) -> int:
        """Tell of everything that is due and may be told now; return how many promises were told of."""
        for _ in range(CONFLICTS):
            try:
                return self._give(now)
            except Conflict:
                log.info("another daemon was first, looking again")
        return 0

    def _give(self, now: datetime) -> int:
        rulebook = self._rulebook()
        told: dict[str, tuple[Recipient, list[Warned]]] = {}
        with self._store.begin() as work:
            ledger = Ledger(work)
            for target in work.due_targets(now, AT_ONCE):
                for recipient, warned in self._looked_at(target, ledger, rulebook, now):
                    told.setdefault(recipient.address, (recipient, []))[1].append(warned)
            given = len(ledger.changes().events)
            if not given:
                return 0
            for recipient, several in told.values():
                ledger.accept(self._letter(recipient, several, ledger, now))
            work.write(ledger.changes())
            work.commit()
        return given

    def _looked_at(
        self, target: Target, ledger: Ledger, rulebook: Rulebook, now: datetime
    ) -> list[tuple[Recipient, Warned]]:
        """Record that a promise was told of, and return who hears it; a ticket that nobody foresaw stops no other."""
        try:
            due = self._due(target, ledger, rulebook, now)
            told = self._told(due, ledger, rulebook, now) if due is not None else None
            if told is None:
                return []
            warned, recipients = told
            done = warned.happening.recorded
            ledger.accept(written([done]))
            return [(recipient, warned) for recipient in recipients]
        except (Conflict, TemporaryError):
            raise
        except Exception:
            log.exception("a promise could not be looked at ticket=%d target=%s", target.ticket, target.name)
            return []

    def _due(self, target: Target, ledger: Ledger, rulebook: Rulebook, now: datetime) -> Due | None:
        ticket = ledger.ticket(target.ticket)
        if ticket is None:
            return None
        rule = _rule_of(target, ticket, rulebook)
        calendar = rulebook.calendars[rule.calendar] if rule else rulebook.desk_calendar
        history = self._store.events(ticket.number)
        return Due(chains.alarm_of(target, rule, calendar, now), ticket, calendar, history)

    def _told(
        self, due: Due, ledger: Ledger, rulebook: Rulebook, now: datetime
    ) -> tuple[Warned, list[Recipient]] | None:
        """Return what is told and who hears it now, None while everybody whom it concerns is off duty."""
        happening = self._happening(due, ledger, rulebook, now)
        before = chains.told_before(due.alarm, due.history)
        concerned = [one for one in self._recipients(due, happening) if _known_as(one) not in before]
        urgent = chains.is_urgent(due.alarm, due.ticket, rulebook.policy.escalations) and self._is_proven(due)
        begin = {one: now if urgent else self._on_duty_at(one, rulebook, now) for one in concerned}
        there = [one for one in concerned if begin[one] <= now]
        if not there and (concerned or not is_working(rulebook.desk_calendar, now)):
            return None
        fact = replace(due.alarm.fact, to=tuple(_known_as(one) for one in there))
        again_at = min((at for at in begin.values() if at > now), default=None)
        done = _with_target_moved(happening.recorded, due.alarm.target, again_at)
        done = replace(done, event=replace(done.event, fact=fact))
        return Warned(due, replace(happening, recorded=done)), there

    def _on_duty_at(self, recipient: Recipient, rulebook: Rulebook, now: datetime) -> datetime:
        return next_working_moment(hours_of(recipient.person, rulebook, self._office).calendar, now)

    def _is_proven(self, due: Due) -> bool:
        """Tell whether more than a text of unknown origin says that it is urgent: nobody is woken by that alone."""
        if due.ticket.confirmed_at is not None:
            return True
        first = due.history[0].message if due.history else None
        opening = self._store.message(first) if first is not None else None
        return opening is not None and opening.proof == "sender"

    def _happening(self, due: Due, ledger: Ledger, rulebook: Rulebook, now: datetime) -> Happening:
        number = due.ticket.number
        cause = Cause(now, DAEMON, "timetable")
        targets = ledger.targets(number)
        done = recorded(rulebook, number, ledger.ticket(number), targets, due.alarm.fact, cause)
        return Happening(done, rulebook, ledger, now)

    def _recipients(self, due: Due, happening: Happening) -> list[Recipient]:
        if is_hidden(due.ticket, happening.ledger):
            return []
        policy = happening.rulebook.policy
        heard = chains.was_heard(due.alarm, due.history)
        roles = chains.roles_told(due.alarm, due.ticket, policy.escalations, heard=heard)
        found = {one.address: one for role in roles for one in recipients_of(role, happening, self._office)}
        if due.ticket.confidential:
            named = circle_of(due.ticket, policy)
            found = {address: one for address, one in found.items() if one.person in named}
        return list(self._there(found, happening))

    def _there(self, found: dict[str, Recipient], happening: Happening) -> Iterator[Recipient]:
        people, today = happening.rulebook.policy.people, self._office.local(happening.now).date()
        persons = [person for one in found.values() if (person := people.person(one.person)) is not None]
        for person in people.present(persons, today):
            deputy = Recipient(person.address, person.name, person.language, "group", person=person.id)
            yield found.get(person.address, deputy)
        yield from (one for one in found.values() if not one.person)

    def _letter(self, recipient: Recipient, several: Sequence[Warned], ledger: Ledger, now: datetime) -> Changes:
        alerts = tuple(_alert_view(one, recipient.language, self._office) for one in several)
        numbers = {one.due.ticket.number for one in several}
        number = numbers.pop() if len(numbers) == 1 else None
        references = ledger.conversation(number, recipient.address) if number is not None else ()
        order = Order(ALERT, recipient, now, number, references=references)
        return self._notifier.letter(order, {"alerts": alerts}, ledger)


def _rule_of(target: Target, ticket: Ticket, rulebook: Rulebook) -> TargetRule | None:
    return next((rule for rule in rulebook.target_rules(ticket) if rule.name == target.name), None)


def _known_as(recipient: Recipient) -> str:
    """Return how an event names somebody who was told: never by an address."""
    return recipient.person or (f"contact:{recipient.contact}" if recipient.contact else recipient.role)


def _with_target_moved(done: Recorded, target: Target, again_at: datetime | None) -> Recorded:
    """Return what was recorded, with the target off the list also when no rule promises it any more.

    It is looked at `again_at`, when others have to be told, or at its next mark, whatever comes first.
    """
    key = (target.name, target.run)
    moved = next((one for one in done.event.targets if (one.name, one.run) == key), replace(target, next_at=None))
    next_at = min(filter(None, (moved.next_at, again_at)), default=None)
    others = tuple(one for one in done.event.targets if (one.name, one.run) != key)
    return with_targets(replace(done, event=replace(done.event, targets=others)), (replace(moved, next_at=next_at),))


def _alert_view(warned: Warned, language: str, office: Office) -> AlertView:
    due, happening = warned.due, warned.happening
    target, people = due.alarm.target, happening.rulebook.policy.people
    left = target.within - used(target, happening.now, due.calendar)
    requester = happening.ledger.requester(due.ticket.number)
    assignee = people.person(due.ticket.assignee)
    return AlertView(
        ticket=ticket_view(happening, language, office, staff=True),
        target=target.name,
        state=due.alarm.at,
        due_at=target.due_at,
        left_for=left if left.total_seconds() > 0 else None,
        late_for=-left if left.total_seconds() < 0 else None,
        assignee=assignee.name if assignee else "",
        requester=(requester.name or requester.address) if requester else "",
    )
