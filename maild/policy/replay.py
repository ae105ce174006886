"""What today's rules would make of past tickets: the cost of a change, seen before it bites."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from maild.policy.triage import triage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maild.policy.facts import Facts
    from maild.policy.model import Policy

REPLAYED = ("type", "category", "service", "urgency", "impact", "priority", "group", "disposition")
Verdict = Literal["better", "worse", "open"]


@dataclass(frozen=True, slots=True)
class Past:
    """A ticket as it came: the mail's facts, what triage decided then, and what people made of it since."""

    number: int
    facts: Facts
    decided: Mapping[str, str]
    corrected: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would come out differently; `verdict` says whether a person's correction agrees with it."""

    number: int
    field: str
    before: str
    after: str
    verdict: Verdict


def replayed(past: Iterable[Past], policy: Policy) -> Iterator[tuple[Past, tuple[Change, ...]]]:
    """Yield each past ticket with what would change on it, one by one, so that progress can be shown."""
    for ticket in past:
        triaged = triage(policy, ticket.facts)
        fields = (name for name in REPLAYED if name in ticket.decided)
        changes = (_change(ticket, name, str(getattr(triaged, name))) for name in fields)
        yield ticket, tuple(change for change in changes if change is not None)


def _change(ticket: Past, name: str, after: str) -> Change | None:
    before = ticket.decided[name]
    if before == after:
        return None
    verdicts: dict[str | None, Verdict] = {after: "better", before: "worse"}
    verdict = verdicts.get(ticket.corrected.get(name), "open")
    return Change(ticket.number, name, before, after, verdict)


@dataclass(frozen=True, slots=True)
class Shift:
    """All changes of one field from one value to another, with the tickets behind it."""

    field: str
    before: str
    after: str
    tickets: tuple[int, ...]
    better: int
    worse: int


def shifts(changes: Iterable[Change]) -> tuple[Shift, ...]:
    """Return the changes summed up, the most frequent first."""
    by_kind: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        by_kind.setdefault((change.field, change.before, change.after), []).append(change)
    summed = []
    for (name, before, after), same in by_kind.items():
        verdicts = Counter(change.verdict for change in same)
        numbers = tuple(change.number for change in same)
        summed.append(Shift(name, before, after, numbers, verdicts["better"], verdicts["worse"]))
    return tuple(sorted(summed, key=lambda shift: (-len(shift.tickets), shift.field, shift.before, shift.after)))
