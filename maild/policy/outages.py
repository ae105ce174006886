"""When many reports of the same are one outage: as the office writes it, and as a value."""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from maild.policy.durations import parsed
from maild.policy.shape_basis import Duration, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.tickets.ticket import Ticket

Alike = Literal["service", "detail", "category"]

_DAY = timedelta(days=1)
_TOLD_BY: Mapping[Alike, tuple[str, ...]] = types.MappingProxyType(
    {"service": ("service", "detail"), "detail": ("detail",), "category": ("category",)}
)


class OutagesShape(Shape):
    """How many people have to report the same, within which time, before it is proposed as one outage.

    `joins_for`: how long after its first report further ones become part of it by themselves. A day is 24 hours here.
    """

    reports: Annotated[int, Field(ge=2)]
    within: Duration
    alike: Alike = "service"
    joins_for: Duration = "24 jam"


@dataclass(frozen=True, slots=True)
class Outages:
    """So many reports of different people within this time, alike in this, may be one outage."""

    reports: int
    within: timedelta
    alike: Alike
    joins_for: timedelta

    def kind_of(self, ticket: Ticket) -> str:
        """Return what a report has in common with those like it: its service, else its detail; "" is like nothing."""
        named = ((name, getattr(ticket, name)) for name in _TOLD_BY[self.alike])
        return next((f"{name}:{value}" for name, value in named if value), "")


def outages_of(shape: OutagesShape | None) -> Outages | None:
    """Return the value of what an office wrote, None where it wants no outages proposed."""
    if shape is None:
        return None
    return Outages(shape.reports, parsed(shape.within, _DAY), shape.alike, parsed(shape.joins_for, _DAY))
