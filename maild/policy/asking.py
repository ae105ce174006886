"""Which rules to ask about a mail: those whose words are there at all, in the order of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.policy.rules import FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from maild.policy.rules import Condition, TriageRule

WORDS = frozenset({"says", "several", "pattern", "subject", "text", "letter", "quoted", "signature"})
"""Conditions that hold when one of their words is there."""

SIDE_BY_SIDE = frozenset({"together", "beside"})
"""Conditions that need a word of each of their groups."""


class RuleIndex:
    """Rules by the words they cannot do without, so that the cost of a mail hardly grows with their number."""

    def __init__(self, rules: Iterable[TriageRule]) -> None:
        self._always: list[tuple[int, TriageRule]] = []
        self._by_word: dict[str, list[tuple[int, TriageRule]]] = {}
        for place, rule in enumerate(rules):
            needed = needed_words(rule.when)
            if needed is None:
                self._always.append((place, rule))
            for word in needed or ():
                self._by_word.setdefault(word, []).append((place, rule))

    def askable(self, found: Collection[str]) -> list[TriageRule]:
        """Return the rules that can hold when just these words were found."""
        places = dict(self._always)
        for word in found:
            places.update(self._by_word.get(word, ()))
        return [places[place] for place in sorted(places)]


def needed_words(conditions: Iterable[Condition]) -> frozenset[str] | None:
    """Return words of which at least one must be there for all conditions to hold; None when none has to be."""
    sets = [needed for condition in conditions if (needed := _needed(condition)) is not None]
    return min(sets, key=_size) if sets else None


def _size(words: frozenset[str]) -> int:
    return len(words)


def _needed(condition: Condition) -> frozenset[str] | None:
    if condition.name in WORDS:
        return frozenset(condition.values[0])
    if condition.name in SIDE_BY_SIDE:
        return min((frozenset(group) for group in condition.values), key=_size)
    if condition.name == "all":
        return needed_words(condition.inner)
    if condition.name == "any":
        sets = [_needed(inner) for inner in condition.inner]
        known = [needed for needed in sets if needed is not None]
        return frozenset().union(*known) if len(known) == len(sets) else None
    return None


def flat(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Yield these conditions and all that are nested in them."""
    for condition in conditions:
        yield condition
        yield from flat(condition.inner)


def stage_of(conditions: Iterable[Condition]) -> int:
    """Return after how many decided fields these can be asked: 0 when they ask about none."""
    asked = (condition.values[0][0] for condition in flat(conditions) if condition.name == "decided")
    return max((FIELDS.index(name) + 1 for name in asked), default=0)
