"""How the parts of the daemon are: each says when it last moved, and what keeps it from working."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

FRESH_FOR = timedelta(seconds=50)


@dataclass(frozen=True, slots=True)
class Pulse:
    """The last sign of life of a part; `trouble` says what it waits for, empty when it works."""

    at: datetime
    trouble: str = ""
    since: datetime | None = None


@dataclass(slots=True)
class Health:
    """The pulses of all parts, by name; every part writes its own only."""

    pulses: dict[str, Pulse] = field(default_factory=dict)

    def beat(self, part: str, now: datetime, trouble: str = "") -> bool:
        """Record a sign of life; True when a trouble has begun, ended or become another, so that it is logged once."""
        before = self.pulses.get(part)
        changed = trouble != (before.trouble if before else "")
        since = (now if changed or before is None else before.since) if trouble else None
        self.pulses[part] = Pulse(now, trouble, since)
        return changed

    def stale(self, now: datetime) -> list[str]:
        """Return the parts that have given no sign of life for too long: they hang."""
        return [part for part, pulse in list(self.pulses.items()) if now - pulse.at > FRESH_FOR]

    def troubles(self) -> dict[str, Pulse]:
        """Return the parts that cannot work, and what they wait for."""
        return {part: pulse for part, pulse in list(self.pulses.items()) if pulse.trouble}


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is: mails by disposition, letters by state, tickets by status, and mails held in quarantine."""

    mails: Mapping[str, int]
    letters: Mapping[str, int]
    tickets: Mapping[str, int]
    held: int
