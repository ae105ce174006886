"""Requesters whose tickets go on in another: they hear of the solution in their own thread, and never of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.given import giver_of
from maild.desk.letters.writing import Order
from maild.desk.recipients import Recipient
from maild.desk.records import Changes
from maild.desk.showing.values import person_view, stands_view
from maild.tickets.events import TicketAbsorbed, TicketResolved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.happening import Happening
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office

SOLUTION = "solution"


def told_to_absorbed(happenings: Iterable[Happening], notifier: Notifier, office: Office) -> Changes:
    """Return the solution for everybody whose ticket was merged into the one that is solved."""
    changes = Changes()
    for happening in happenings:
        if isinstance(happening.recorded.event.fact, TicketResolved) and happening.recorded.event.fact.by == "staff":
            for event in happening.ledger.history(happening.recorded.ticket.number):
                if isinstance(event.fact, TicketAbsorbed):
                    changes += _solution(event.fact.other, happening, notifier, office)
    return changes


def _solution(number: int, happening: Happening, notifier: Notifier, office: Office) -> Changes:
    ledger, policy = happening.ledger, happening.rulebook.policy
    ticket = ledger.ticket(number)
    asker = ledger.requester(number)
    if ticket is None or asker is None or not asker.address:
        return Changes()
    language = giver_of(asker, None, office).language
    title = ledger.words(number).subject or ""
    values = {
        "ticket": stands_view(ticket, ledger.targets(number), title, policy, language, office),
        "requester": person_view(asker, policy),
        "solution": happening.text,
        "closes_at": None,
    }
    recipient = Recipient(asker.address, asker.name, language, "requester", contact=asker.id)
    known = ledger.conversation(number, asker.address)
    order = Order(SOLUTION, recipient, happening.now, number, references=known, reply="public")
    return notifier.letter(order, values, ledger)
