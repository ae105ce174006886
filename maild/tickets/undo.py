"""Taking back: what counts of a history in which some events undo others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.tickets import events

if TYPE_CHECKING:
    from collections.abc import Sequence

LASTING: tuple[type, ...] = (
    events.TicketOpened,
    events.NoteAdded,
    events.NoticeFailed,
    events.RequesterReminded,
    events.ClosingProposed,
    events.DetailsRequested,
    events.WarningGiven,
    events.OutageProposed,
    events.TargetsMoved,
    events.SurveyAnswered,
    events.LetterSent,
    events.ActionUndone,
)
"""What was said, written to people or found out has happened: it cannot be taken back."""


def undone(history: Sequence[events.Event]) -> frozenset[int]:
    """Return the sequences of the events that later ones took back; ValueError when that was not possible."""
    earlier: dict[int, events.Event] = {}
    taken: set[int] = set()
    for event in history:
        if isinstance(event.fact, events.ActionUndone):
            _refuse(event.fact.undoes, earlier, taken)
            taken.add(event.fact.undoes)
        earlier[event.sequence] = event
    return frozenset(taken)


def effective(history: Sequence[events.Event]) -> tuple[events.Event, ...]:
    """Return the events that count: without those taken back, and without the taking back."""
    if not any(isinstance(event.fact, events.ActionUndone) for event in history):
        return tuple(history)
    taken = undone(history)
    return tuple(
        event for event in history if event.sequence not in taken and not isinstance(event.fact, events.ActionUndone)
    )


def _refuse(sequence: int, earlier: dict[int, events.Event], taken: set[int]) -> None:
    if sequence not in earlier:
        raise ValueError(f"there is no event {sequence} to take back")
    if sequence in taken:
        raise ValueError(f"event {sequence} was taken back before")
    kind = type(earlier[sequence].fact)
    if kind in LASTING:
        raise ValueError(f"{kind.__name__} cannot be taken back")
