"""Taking the last command back: an event names what it takes back, nothing is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Deed, Refused
from maild.tickets.events import ActionUndone
from maild.tickets.undo import LASTING, effective

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.desk.actions.task import Task
    from maild.tickets.events import Event


def undo(task: Task) -> Deed:
    """Take back what the giver's last command mail did to the ticket; Refused when there is nothing of theirs."""
    events = last_done_by(task.giver.actor, task.ledger.history(task.ticket.number))
    if not events:
        raise Refused("nothing_to_undo")
    facts = tuple(ActionUndone(event.sequence) for event in reversed(events))
    return Deed("undo", facts, internal=task.text)


def last_done_by(actor: str, history: Iterable[Event]) -> list[Event]:
    """Return the events of the actor's last mail that can be taken back; none when others have acted since."""
    counted = [event for event in effective(list(history)) if not isinstance(event.fact, LASTING)]
    if not counted or counted[-1].actor != actor:
        return []
    return [event for event in counted if event.actor == actor and event.message == counted[-1].message]
