"""A report becomes a ticket, with the letters about it, as one report of an outage perhaps; a loop wakes nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.desk.happening import Happening
from maild.desk.incoming.breaker import WINDOW, breaker_key, is_over
from maild.desk.incoming.opening import asked_for, opening_of
from maild.desk.outages.joining import joined, outage_of
from maild.desk.recording import written
from maild.desk.records import Changes, Told, TriageHit

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.incoming.case import Case
    from maild.desk.incoming.opening import Opening, Report
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.records import Contact


class Opener:
    """Opens the tickets of one desk."""

    def __init__(self, office: Office, notifier: Notifier) -> None:
        self._office = office
        self._notifier = notifier

    def opened(
        self,
        case: Case,
        report: Report,
        because: str,
        *,
        linked_to: int | None = None,
        stranger: bool = False,
        on_behalf: bool = False,
    ) -> Changes:
        """Return the ticket that a report opens, and all that comes of it.

        `linked_to` is the ticket that its mail pointed at, where a `stranger` was not let in to it.
        """
        opening = opening_of(case, report, because, linked_to)
        begun = opening.begun
        happening = Happening(
            begun[0],
            case.rulebook,
            case.ledger,
            case.now,
            mail=case.mail,
            requester=opening.requester,
            text=opening.text,
            subject=opening.subject,
            linked_to=linked_to if stranger else None,
            proven=case.mail.proof.kind == "sender",
            because=because,
            held_back=is_over(opening.requester, case.ledger, self._office.limits, _came_at(case)),
            on_behalf=on_behalf,
            outage=None if stranger else outage_of(begun[0].ticket, case.ledger, case.rulebook.policy),
        )
        letters = self._notifier.letters(*(replace(happening, recorded=one) for one in begun))
        asked = asked_for(begun[-1], happening, letters)
        changes = opening.changes + Changes(hits=_hits(opening, case)) + letters + written(asked)
        if happening.outage is not None:
            changes += joined((*begun, *asked)[-1], happening, letters)
        return changes + self._alarm(opening.requester, case) if happening.held_back else changes

    def _alarm(self, requester: Contact, case: Case) -> Changes:
        """Guarantee 4: a sender in a loop wakes nobody but the administrator, once a day."""
        key = breaker_key(requester)
        if not case.ledger.is_news(key, case.now):
            return Changes()
        since = _came_at(case) - WINDOW
        because = f"{requester.address} opened more than {self._office.limits.tickets_per_sender_hour} tickets an hour"
        values = {"because": because, "waiting": case.ledger.tickets_since(since, requester.id), "since": since}
        letter = self._notifier.to_admin("circuit_open", values, case.ledger, case.now)
        return letter + Changes(told=(Told(key, case.now),))


def _came_at(case: Case) -> datetime:
    """Return when the mail came, as the mailbox says, but for one whose clock is ahead."""
    return min(case.now, case.mail.fetched.received_at)


def _hits(opening: Opening, case: Case) -> tuple[TriageHit, ...]:
    number = opening.begun[0].ticket.number
    return tuple(TriageHit(number, hit.rule, hit.file, hit.line, hit.because) for hit in case.mail.triaged.hits)
