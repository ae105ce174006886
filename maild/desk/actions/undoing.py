"""Taking the last command back: an event names what it takes back, nothing is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Deed, Refused
from maild.desk.records import Changes, OutboxStep
from maild.tickets.events import ActionUndone
from maild.tickets.undo import LASTING, effective

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from maild.desk.actions.task import Task
    from maild.desk.records import OutboxRow
    from maild.tickets.events import Event


GONE = frozenset({"claimed", "unsure", "sent"})


def undo(task: Task) -> Deed:
    """Take back what the giver's last command mail did to the ticket; Refused when there is nothing of theirs.

    Letters about it that have not left are dropped. A sender claims letters in a transaction of its own, so that each
    one either counts as gone here or is dropped before it could be claimed.
    """
    events = last_done_by(task.giver.actor, task.ledger.history(task.ticket.number))
    if not events:
        raise Refused("nothing_to_undo")
    facts = tuple(ActionUndone(event.sequence) for event in reversed(events))
    undone = {event.sequence for event in events}
    letters = [row for row in task.ledger.letters_of(task.ticket.number) if row.event in undone]
    dropped = dropped_of(letters, task.giver.actor, task.now)
    gone = ", ".join(dict.fromkeys(row.name or row.address for row in letters if row.state in GONE))
    code = ".".join(("undo", *(["dropped"] if dropped else []), *(["gone"] if gone else [])))
    return Deed(
        code,
        facts,
        {"dropped": str(len(dropped)), "gone": gone},
        internal=task.text,
        changes=Changes(outbox_steps=dropped),
    )


def last_done_by(actor: str, history: Iterable[Event]) -> list[Event]:
    """Return the events of the actor's last mail that can be taken back; none when others have acted since."""
    counted = [event for event in effective(list(history)) if not isinstance(event.fact, LASTING)]
    if not counted or counted[-1].actor != actor:
        return []
    return [event for event in counted if event.actor == actor and event.message == counted[-1].message]


def dropped_of(letters: Iterable[OutboxRow], actor: str, now: datetime) -> tuple[OutboxStep, ...]:
    """Return that those of these letters which still wait are not sent, since what they tell of was taken back."""
    because = f"taken back by {actor} before it left"
    waiting = (row for row in letters if row.state == "waiting")
    return tuple(OutboxStep(row.id, "dropped", row.attempts, now, now, because) for row in waiting)
