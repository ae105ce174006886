"""Triage: what a mail is about, how urgent it is and whose it is, with the reason for each decision (MAD-4..MAD-7).

Each field is decided in its turn. Every rule that fires adds its points to the values it speaks for; the value with
the most points wins, the one named first on a tie; a rule that decides wins alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from maild.policy.choosing import CHOICES
from maild.policy.conditions import Evidence, View, all_hold
from maild.policy.facts import Facts, facts_of
from maild.policy.rules import ADDED, FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maild.policy.model import Policy
    from maild.policy.rules import TriageRule

__all__ = ["Facts", "Fired", "Hit", "Triaged", "facts_of", "triage"]

Disposition = Literal["ticket", "ignore", "quarantine"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that fired: where it stands, why it fired, and the points it gave.

    `because` says all of it on one line; `words` are what it heard, and `gives` the fields and values it spoke for.
    """

    rule: str
    file: str
    line: int
    because: str
    points: float = 0.0
    words: str = ""
    gives: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Triaged:
    """What a mail was found to be; `hits` are the rules that spoke for it, `misses` those that fired otherwise.

    `wakes` is true when a proven sender reports something of the first priority: text alone wakes nobody at night.
    `scores` are the points of every value that got any.
    """

    type: str
    category: str
    detail: str
    service: str
    urgency: str
    impact: str
    priority: int
    group: str
    tags: tuple[str, ...]
    disposition: Disposition
    confidential: bool
    wakes: bool
    hits: tuple[Hit, ...]
    misses: tuple[Hit, ...] = ()
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that holds for this mail, on which evidence, and the points it adds to each value it speaks for."""

    rule: TriageRule
    evidence: Evidence
    points: float


def triage(policy: Policy, facts: Facts) -> Triaged:
    """Return what this mail is: always the same for the same mail and policy."""
    rules = policy.triage
    found = rules.matcher.found(facts.zones)
    waiting = list(_until_stopped(rules.index.askable(found), View(facts, found, {}, rules.timezone)))
    decided: dict[str, str] = {}
    points: dict[str, dict[str, float]] = {name: {} for name in FIELDS}
    fired: list[Fired] = []
    for stage, name in enumerate(FIELDS):
        view = View(facts, found, decided, rules.timezone)
        for one in _firing((rule for rule in waiting if rule.stage == stage), view):
            fired.append(one)
            _add(points, one)
        decided[name] = _strong(name, fired) or CHOICES[name](policy, decided, points)
    return _triaged(policy, facts, decided, points, fired)


def _until_stopped(rules: Iterable[TriageRule], view: View) -> Iterator[TriageRule]:
    """Yield the rules to ask: those behind a stopping rule that holds are not asked at all."""
    for rule in rules:
        yield rule
        if rule.stops and all_hold(rule.when, view) is not None:
            return


def _firing(rules: Iterable[TriageRule], view: View) -> Iterator[Fired]:
    for rule in rules:
        evidence = all_hold(rule.when, view)
        if evidence is not None:
            yield Fired(rule, evidence, round(rule.points * evidence.strength, 2))


def _add(points: dict[str, dict[str, float]], one: Fired) -> None:
    for name, values in one.rule.then.items():
        for value in values:
            points[name][value] = round(points[name].get(value, 0.0) + one.points, 2)


def _strong(name: str, fired: Iterable[Fired]) -> str:
    """Return the value of the first rule that decides this field alone."""
    values = (one.rule.then[name][0] for one in fired if one.rule.decides and name in one.rule.then)
    return next(values, "") if name not in ADDED else ""


def _triaged(
    policy: Policy,
    facts: Facts,
    decided: Mapping[str, str],
    points: Mapping[str, Mapping[str, float]],
    fired: Iterable[Fired],
) -> Triaged:
    service = policy.taxonomy.service(decided["service"])
    priority = policy.priority_of(decided["urgency"], decided["impact"])
    ordered = sorted(fired, key=lambda one: -abs(one.points))
    spoke = [one.rule.points > 0 and _spoke_for(one.rule, decided) for one in ordered]
    return Triaged(
        type=decided["type"],
        category=decided["category"],
        detail=service.detail if service else "",
        service=decided["service"],
        urgency=decided["urgency"],
        impact=decided["impact"],
        priority=priority,
        group=decided["group"],
        tags=tuple(decided["tags"].split()),
        disposition=cast("Disposition", decided["disposition"]),
        confidential=decided["confidential"] == "yes",
        wakes=facts.proven and priority == 1,
        hits=tuple(_hit(one) for one, so in zip(ordered, spoke, strict=True) if so),
        misses=tuple(_hit(one) for one, so in zip(ordered, spoke, strict=True) if not so),
        scores={name: values for name, values in points.items() if values},
    )


def _spoke_for(rule: TriageRule, decided: Mapping[str, str]) -> bool:
    return any(
        value in decided[name].split() if name in ADDED else value == decided[name]
        for name, values in rule.then.items()
        for value in values
    )


def _hit(one: Fired) -> Hit:
    rule = one.rule
    words = " + ".join(f'"{word}"' for word in one.evidence.words)
    given = ", ".join(f"{name} {' '.join(values)}" for name, values in rule.then.items())
    strength = "decides" if rule.decides else f"{one.points:+g}"
    heard = f"{rule.because} [{words}]" if rule.because and words else rule.because or words
    because = ": ".join(part for part in (heard, f"{given} ({strength})") if part)
    gives = tuple((name, value) for name, values in rule.then.items() for value in values)
    return Hit(rule.name, rule.file, rule.line, because, one.points, heard, gives)
