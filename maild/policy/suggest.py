"""Words that would have decided: learned from operators' corrections and from tickets that no rule caught.

Only whole words of subject and new text are looked at; one that stands in mails of two requesters at least, so that
nobody's name or number becomes a rule.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from maild.policy.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maild.policy.rules import Concept

FEWEST_TICKETS, FEWEST_REQUESTERS, MOST_PER_VALUE = 3, 2, 3
SUREST = 0.8
_WORD = re.compile(r"[a-z][a-z-]{2,}")


COMMON = "COMMON"
"""The concept whose words say nothing about what a mail is about."""


def common_words(concepts: Mapping[str, Concept]) -> frozenset[str]:
    """Return the words that the office counts as saying nothing."""
    concept = concepts.get(COMMON)
    return frozenset(concept.words) if concept else frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A ticket with what it turned out to be: `missed` when rules had said something else, or nothing."""

    number: int
    requester: str
    text: str
    value: str
    missed: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that point to a value, how often they would have been right and wrong, and the rule ready to paste."""

    field: str
    value: str
    words: str
    right: tuple[int, ...]
    wrong: tuple[int, ...]

    @property
    def rule(self) -> str:
        """The rule as a line of a triage file."""
        name = f"suggested-{self.field}-{self.words.replace(' ', '-')}"
        points = 4 if not self.wrong else 2
        when = f'{{says: ["{self.words}"]}}'
        return f"  - {{rule: {name}, when: {when}, then: {{{self.field}: {self.value}}}, points: {points}}}"


def suggestions(field: str, tickets: Iterable[Outcome], common: frozenset[str]) -> tuple[Suggestion, ...]:
    """Return the words that would have helped most with one field, the surest and most frequent first; none common."""
    known = list(tickets)
    bearing: dict[str, list[Outcome]] = defaultdict(list)
    for ticket in known:
        for words in _words(ticket.text, common):
            bearing[words].append(ticket)
    found = [suggestion for words, those in bearing.items() for suggestion in _judged(field, words, those)]
    found.sort(key=lambda one: (len(one.wrong) - len(one.right), -len(one.words), one.words))
    return tuple(_best(found))


def _words(text: str, common: frozenset[str]) -> set[str]:
    words = [word for word in _WORD.findall(fold(text)) if word not in common]
    return {*words, *(f"{first} {second}" for first, second in pairwise(words))}


def _judged(field: str, words: str, bearing: list[Outcome]) -> Iterator[Suggestion]:
    for value in dict.fromkeys(ticket.value for ticket in bearing if ticket.missed):
        right = [ticket for ticket in bearing if ticket.value == value]
        wrong = [ticket for ticket in bearing if ticket.value != value]
        several = len({ticket.requester for ticket in right}) >= FEWEST_REQUESTERS
        if several and len(right) >= FEWEST_TICKETS and len(right) >= SUREST * len(bearing):
            yield Suggestion(
                field, value, words, tuple(one.number for one in right), tuple(one.number for one in wrong)
            )


def _best(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Yield a few for each value, none that only repeats the tickets of a better one."""
    seen: dict[str, list[set[int]]] = defaultdict(list)
    for suggestion in found:
        tickets = set(suggestion.right)
        earlier = seen[suggestion.value]
        if len(earlier) < MOST_PER_VALUE and not any(tickets <= better for better in earlier):
            earlier.append(tickets)
            yield suggestion
