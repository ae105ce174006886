"""The job that sees when many people report the same, and asks the operators whether it is one outage.

The proposal and the letters about it are one commit, and it stands on the ticket of the first report: so it is made
once, also across restarts and among several daemons. It is made again only when twice as many have reported.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from maild.desk.happening import Happening
from maild.desk.ledger import Ledger
from maild.desk.outages.reports import OUTAGE, key_of, may_be_part, reports_like
from maild.desk.recording import DAEMON, Cause, recorded, written
from maild.desk.records import Conflict
from maild.tickets.events import OutageProposed
from maild.tickets.transitions import WORKED_ON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from maild.desk.letters.notify import Notifier
    from maild.desk.ports import Store
    from maild.desk.records import Changes
    from maild.desk.rulebook import Rulebook
    from maild.policy.outages import Outages
    from maild.tickets.ticket import Ticket

JOB = "outages"
LOOKED_BACK = timedelta(hours=12)
"""Reports that came while the desk was down are looked at when it is back."""

log = logging.getLogger(__name__)


class OutageWatch:
    """Looks for outages among the tickets of the last hours."""

    def __init__(self, store: Store, notifier: Notifier, rulebook: Callable[[], Rulebook]) -> None:
        self._store = store
        self._notifier = notifier
        self._rulebook = rulebook

    def look(self, now: datetime) -> int:
        """Propose what may be an outage; return how many were proposed."""
        rulebook = self._rulebook()
        rule = rulebook.policy.outages
        if rule is None:
            return 0
        try:
            with self._store.begin() as work:
                ledger = Ledger(work)
                for first in _found(ledger, rule, now):
                    ledger.accept(self._proposed(first, ledger, rulebook, rule, now))
                changes = ledger.changes()
                if changes.events:
                    work.write(changes)
                    work.commit()
        except Conflict:
            log.info("somebody else was first, outages are looked for again")
            return 0
        return len(changes.events)

    def _proposed(self, first: Ticket, ledger: Ledger, rulebook: Rulebook, rule: Outages, now: datetime) -> Changes:
        reports = [first, *reports_like(first, ledger, rule)]
        minutes = ceil((reports[-1].opened_at - first.opened_at) / timedelta(minutes=1))
        fact, cause = OutageProposed(_people(reports), max(minutes, 1)), Cause(now, DAEMON, OUTAGE)
        done = recorded(rulebook, first.number, first, ledger.targets(first.number), fact, cause)
        numbers = tuple(one.number for one in reports)
        return written([done]) + self._notifier.letters(Happening(done, rulebook, ledger, now, reports=numbers))


def _found(ledger: Ledger, rule: Outages, now: datetime) -> list[Ticket]:
    """Return the first report of each outage that nobody was asked about."""
    kinds: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in ledger.unsolved_since(now - rule.within - LOOKED_BACK):
        if may_be_part(ticket):
            kinds[rule.kind_of(ticket)].append(ticket)
    kinds.pop("", None)
    known = {rule.kind_of(one): one for one in ledger.outages() if one.status in WORKED_ON}
    firsts = (_first(kind, reports, known.get(kind), ledger, rule) for kind, reports in kinds.items())
    return [first for first in firsts if first is not None]


def _first(kind: str, reports: Sequence[Ticket], known: Ticket | None, ledger: Ledger, rule: Outages) -> Ticket | None:
    """Return the ticket on which the proposal is to be made, None when there is nothing new to be asked."""
    if known is not None:
        return known if known.outage == "proposed" and _doubled(known, ledger, rule) else None
    declined_at = ledger.told(key_of(kind))
    asked = [one for one in reports if declined_at is None or one.opened_at > declined_at]
    for first in asked:
        together = [one for one in asked if first.opened_at <= one.opened_at <= first.opened_at + rule.within]
        if _people(together) >= rule.reports:
            return first
    return None


def _doubled(proposed: Ticket, ledger: Ledger, rule: Outages) -> bool:
    facts = (event.fact for event in reversed(ledger.history(proposed.number)))
    told = next(fact.reports for fact in facts if isinstance(fact, OutageProposed))
    return _people([proposed, *reports_like(proposed, ledger, rule)]) >= 2 * told


def _people(reports: Iterable[Ticket]) -> int:
    return len({one.requester for one in reports})
