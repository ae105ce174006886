"""What tickets have to do with each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TicketLinked:
    """Two tickets have to do with each other: `relation` says how (split, stranger, reopened, outage)."""

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


TieFact = TicketLinked | TicketMerged | TicketAbsorbed | TicketSplit
