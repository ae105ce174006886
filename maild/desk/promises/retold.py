"""What the history of a ticket tells besides its events: how its promises stand, and which tickets it speaks of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from maild.desk.views import LinkView, TargetView
from maild.tickets.events import TicketLinked, TicketOpened, TicketUnlinked
from maild.tickets.targets import state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maild.tickets.events import Event
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket


def target_views(targets: Iterable[Target], told: Sequence[Event], now: datetime) -> tuple[TargetView, ...]:
    """Return how the promises of a ticket stand at this moment."""
    return tuple(
        TargetView(
            name=target.name,
            due_at=target.due_at,
            met_at=target.met_at,
            paused_for=paused_for(target, told, now),
            state=state_of(target, now),
            run=target.run,
        )
        for target in targets
    )


def paused_for(target: Target, told: Sequence[Event], now: datetime) -> timedelta:
    """Return for how long a target was paused, by what its ticket's history says of it; being met is no pause."""
    total = timedelta()
    since: datetime | None = None
    for event in told:
        for stands in event.targets:
            if (stands.name, stands.run) != (target.name, target.run):
                continue
            if since is not None:
                total += event.at - since
            since = event.at if stands.running_since is None and stands.met_at is None else None
    return total + max(now - since, timedelta()) if since is not None else total


def link_views(told: Iterable[Event], reports: Iterable[Ticket] = ()) -> tuple[LinkView, ...]:
    """Return the tickets that a ticket's history speaks of, and the reports of the outage it stands for, each once."""
    links: dict[LinkView, None] = {}
    for event in told:
        match event.fact:
            case TicketOpened(linked_to=int(other)):
                links[LinkView(other, "opened_from")] = None
            case TicketLinked(other=other, relation=relation):
                links[LinkView(other, relation)] = None
            case TicketUnlinked(other=other, relation=relation):
                links.pop(LinkView(other, relation), None)
    return (*links, *(LinkView(one.number, "report") for one in reports))
