"""Who works on a ticket, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class TicketTaken:
    """A person of the staff works on it."""

    by: str


@dataclass(frozen=True, slots=True)
class TicketReleased:
    """Who worked on it does so no longer: it is the group's again; `absent` when they are away or have left."""

    by: str
    absent: bool = False


@dataclass(frozen=True, slots=True)
class TicketAssigned:
    """It was given to a person of the staff; an empty `group` leaves it with the group it has."""

    to: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class TicketEscalated:
    """It went to those who know more: a group, or a person of it (functional), or to a manager (hierarchic).

    A hierarchic escalation takes the work from nobody. `level` is the one it went to, 2 for technicians (MAD-12).
    """

    group: str
    person: str = ""
    level: int = 2
    hierarchic: bool = False


@dataclass(frozen=True, slots=True)
class EscalationReturned:
    """It was sent back to the group that escalated it; `reason` is a code, the words are the note's (MAD-13)."""

    group: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PersonInChargeNamed:
    """A person answers for the whole case, whoever works on it (SEC-2, TRG-2)."""

    person: str


@dataclass(frozen=True, slots=True)
class TicketDisposed:
    """The head passed it on down the line; it stays with whom it was until work begins (TRG-2)."""

    to: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class WaitingBegan:
    """The requester was asked, and the clock rests until he answers; `until` when somebody named a day."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RequesterReminded:
    """The requester was asked again."""


@dataclass(frozen=True, slots=True)
class ClosingProposed:
    """It waited for so long that the operators were asked whether to close it."""


@dataclass(frozen=True, slots=True)
class WaitingEnded:
    """The requester answered, the named day came, or the staff go on without an answer."""


@dataclass(frozen=True, slots=True)
class WarningGiven:
    """People were told that a target is at risk or breached: `share` of its time in percent, 100 for the breach.

    `to` are those who were told now; others, whose working hours come later, are told by an event of their own.
    """

    target: str
    run: int
    share: int
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetsMoved:
    """A calendar changed, and with it what is due when: `version` is the digest of the rules that brought it."""

    calendar: str
    version: str


HandlingFact = (
    TicketTaken
    | TicketReleased
    | TicketAssigned
    | TicketEscalated
    | EscalationReturned
    | PersonInChargeNamed
    | TicketDisposed
    | WaitingBegan
    | RequesterReminded
    | ClosingProposed
    | WaitingEnded
    | WarningGiven
    | TargetsMoved
)
