"""What goes along when a stage begins: the files of what was written in an earlier one, or of the whole case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.files import files_of
from maild.policy.procedures import DONE
from maild.tickets.events import StageCompleted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maild.desk.files import Files
    from maild.desk.records import StoredMessage
    from maild.policy.model import Policy
    from maild.tickets.events import Event, StageEntered
    from maild.tickets.ticket import Ticket


def files_along(
    fact: StageEntered, ticket: Ticket, history: Sequence[Event], messages: Sequence[StoredMessage], policy: Policy
) -> Files:
    """Return the files for whose turn it is now; nothing but those of the letter where one leaves the desk.

    `history` and `messages` are those of the ticket up to this moment.
    """
    procedure = policy.procedure_for(ticket.type)
    stage = procedure.stage(fact.stage) if procedure is not None else None
    if procedure is None or stage is None:
        return ()
    if stage.work == "begins":
        return files_of(messages)
    writing = {one.id for one in procedure.stages if one.writes and stage.sends in ("", one.writes)}
    for event in reversed(history):
        match event.fact:
            case StageCompleted(stage=written, outcome=outcome) if outcome == DONE and written in writing:
                letter = [message for message in messages if message.id == event.message]
                return files_of(letter, public=bool(stage.sends))
    return ()
