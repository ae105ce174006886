"""What the ticket is and how bad: a person corrects the first guess, which is kept apart (MAD-6, MAD-7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.desk.actions.naming import labels, level_named, needed, one_of
from maild.desk.actions.task import Deed, Refused
from maild.tickets.events import TicketClassified, TriageConfirmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maild.desk.actions.task import Task
    from maild.policy.model import Taxonomy
    from maild.tickets.events import Fact
    from maild.tickets.ticket import Ticket

Fields = dict[str, str]


def category(task: Task) -> Deed:
    """Set category, detail and service, or the type, by the name of any of them (MAD-4, MAD-5)."""
    taxonomy = task.policy.taxonomy
    chosen = one_of(needed(task), ((fields, names) for fields, names in _choices(taxonomy)))
    facts = _classified(task, chosen)
    said = {"chosen": _described(task, _with(task.ticket, chosen))}
    if not facts:
        return Deed("category.confirmed", (TriageConfirmed(),), said)
    return Deed("category", facts, said)


def urgency(task: Task) -> Deed:
    """Set the urgency; the priority follows."""
    level = level_named(needed(task), task.policy.taxonomy.urgencies)
    return _levels(task, {"urgency": level.id})


def impact(task: Task) -> Deed:
    """Set the impact; the priority follows."""
    level = level_named(needed(task), task.policy.taxonomy.impacts)
    return _levels(task, {"impact": level.id})


def priority(task: Task) -> Deed:
    """Set urgency and impact so that this priority follows, changing as little as may be."""
    taxonomy = task.policy.taxonomy
    wanted = one_of(needed(task), _priorities(taxonomy))
    now = (task.ticket.urgency, task.ticket.impact)
    pairs = [pair for pair, value in taxonomy.matrix.items() if value == wanted]
    if not pairs:
        raise Refused("unknown_name")
    nearest = min(pairs, key=lambda pair: (sum(a != b for a, b in zip(pair, now, strict=True)), pair[1] != now[1]))
    return _levels(task, {"urgency": nearest[0], "impact": nearest[1]})


def _levels(task: Task, chosen: Fields) -> Deed:
    facts = _classified(task, chosen)
    after = _with(task.ticket, chosen)
    said = {
        "urgency": task.label("urgency", after.urgency),
        "impact": task.label("impact", after.impact),
        "priority": task.label("priority", str(_priority(task, after))),
    }
    if not facts:
        return Deed("priority.confirmed", (TriageConfirmed(),), said)
    return Deed("priority", facts, said)


def _classified(task: Task, chosen: Mapping[str, str]) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    ticket = task.ticket
    for field, after in chosen.items():
        before = getattr(ticket, field)
        if before != after:
            ticket = _with(ticket, {field: after})
            facts.append(TicketClassified(field, before, after, _priority(task, ticket)))
    return tuple(facts)


def _with(ticket: Ticket, chosen: Mapping[str, str]) -> Ticket:
    return replace(ticket, **chosen)  # type: ignore[arg-type]  # what is classified is text


def _priority(task: Task, ticket: Ticket) -> int:
    return task.policy.priority_of(ticket.urgency, ticket.impact)


def _choices(taxonomy: Taxonomy) -> Iterator[tuple[Fields, tuple[str, ...]]]:
    """Yield what can be chosen with its names, the finest first: a detail may be called as its category is."""
    for service in taxonomy.services:
        fields = {"category": service.category, "detail": service.detail, "service": service.id}
        yield fields, labels(service.names, service.id)
    for one in taxonomy.categories:
        yield {"category": one.id, "detail": "", "service": ""}, labels(one.names, one.id)
    for one in taxonomy.categories:
        for detail in one.details:
            names = taxonomy.labels.get(("detail", detail), {})
            yield {"category": one.id, "detail": detail, "service": ""}, labels(names, detail)
    for kind in taxonomy.types:
        yield {"type": kind.id}, labels(kind.names, kind.id)


def _priorities(taxonomy: Taxonomy) -> Iterator[tuple[int, tuple[str, ...]]]:
    for value in sorted(set(taxonomy.matrix.values())):
        names = taxonomy.labels.get(("priority", str(value)), {})
        yield value, (str(value), *names.values(), *(name.partition("-")[2] for name in names.values()))


def _described(task: Task, ticket: Ticket) -> str:
    kinds = ("type", "category", "detail", "service")
    return " – ".join(task.label(kind, getattr(ticket, kind)) for kind in kinds if getattr(ticket, kind))
