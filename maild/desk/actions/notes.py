"""What is said: to the public side, or among the staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.naming import needed
from maild.desk.actions.task import Deed

if TYPE_CHECKING:
    from maild.desk.actions.task import Task


def reply(task: Task) -> Deed:
    """Send the text to the public side of the ticket."""
    return Deed("reply", public=needed(task))


def note(task: Task) -> Deed:
    """Keep the text among the staff."""
    return Deed("note", internal=needed(task))
