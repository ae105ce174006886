"""What tickets have to do with each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TicketLinked:
    """Two tickets have to do with each other: `relation` says how (split, stranger, reopened, outage).

    The other of an outage is the ticket that stands for it.
    """

    other: int
    relation: str


@dataclass(frozen=True, slots=True)
class TicketUnlinked:
    """What was linked has nothing to do with each other any more."""

    other: int
    relation: str


@dataclass(frozen=True, slots=True)
class TicketMerged:
    """It goes on in another ticket and is closed here; the two requesters never see each other."""

    into: int


@dataclass(frozen=True, slots=True)
class TicketAbsorbed:
    """Another ticket goes on in this one."""

    other: int


@dataclass(frozen=True, slots=True)
class TicketSplit:
    """Part of it became a ticket of its own."""

    into: int


@dataclass(frozen=True, slots=True)
class OutageProposed:
    """So many people reported the same within so many minutes; this is the first of their tickets."""

    reports: int
    minutes: int


@dataclass(frozen=True, slots=True)
class OutageDeclared:
    """It is one outage: this ticket stands for it, and these report it too."""

    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OutageDeclined:
    """It is no outage, whatever it looked like."""


@dataclass(frozen=True, slots=True)
class OutageAnnounced:
    """Who reported it was told by the office that the outage is known and worked on."""


TieFact = (
    TicketLinked
    | TicketUnlinked
    | TicketMerged
    | TicketAbsorbed
    | TicketSplit
    | OutageProposed
    | OutageDeclared
    | OutageAnnounced
    | OutageDeclined
)
