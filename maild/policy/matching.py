"""Finding all words of all rules in one pass, and where they stand: RE2's filter over folded text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import re2  # type: ignore[import-untyped]  # it comes without types

from maild.policy.words import fold, pattern_of_concept, pattern_of_phrase, pattern_of_phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maild.policy.rules import Concept, Kind, Zone

BUT, NOT, FINE, HOPED, ONCE, SOLVED = "BUT", "NOT", "FINE", "HOPED", "ONCE", "SOLVED"
"""Concepts with a meaning of their own: a new thought, a negation, all is well, well only in hope or in memory, and well
again: what stands before that in the same clause is over."""

_EXCEPT = "except "
_SENTENCE_ENDS = rb"[.!?]+(?:\s|$)|;|\n\s*\n|\n[ \t]*(?:[-*>]|[0-9a-z][.)])[ \t]"
_COMMA = b","
_NEGATION_REACH = 14
_WISH_REACH = 60


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Words that were found: where, and in which clause of the mail."""

    zone: Zone
    start: int
    end: int
    clause: int
    words: str


@dataclass(frozen=True, slots=True)
class Term:
    """What is looked for: a concept, a phrase of a rule, or a pattern written out."""

    name: str
    pattern: str
    kind: Kind = "other"


class Matcher:
    """All terms of a set of rules, compiled once and used by any thread.

    RE2 needs time linear in the text whatever the pattern; its filter asks only those patterns whose literal text is
    there at all, so that the cost hardly grows with the number of rules.
    """

    def __init__(self, concepts: Mapping[str, Concept], phrases: Iterable[str], patterns: Iterable[str]) -> None:
        terms = [Term(name, pattern_of_concept(concept, concepts), concept.kind) for name, concept in concepts.items()]
        terms += [
            Term(_EXCEPT + name, pattern_of_phrases(concept.unless, concepts))
            for name, concept in concepts.items()
            if concept.unless
        ]
        terms += [Term(phrase, pattern_of_phrase(phrase, concepts)) for phrase in phrases]
        terms += [Term(pattern, pattern) for pattern in patterns]
        options = re2.Options()
        options.log_errors = False
        self.terms = tuple(terms)
        self._filter = re2.Filter()
        for term in terms:
            self._filter.Add(term.pattern.encode(), options)
        if terms:
            self._filter.Compile()
        self._expressions = [self._filter.re(index) for index in range(len(terms))]
        self._sentence_ends = re2.compile(_SENTENCE_ENDS)

    def found(self, zones: Mapping[Zone, str]) -> dict[str, list[Occurrence]]:
        """Return every term that counts in these texts, with its occurrences in order."""
        found: dict[str, list[Occurrence]] = {}
        for zone, text in zones.items():
            if text:
                self._read(zone, fold(text).encode(), found)
        return found

    def _read(self, zone: Zone, text: bytes, found: dict[str, list[Occurrence]]) -> None:
        spans = {
            self.terms[index].name: [match.span() for match in self._expressions[index].finditer(text)]
            for index in (self._filter.Match(text) or () if self.terms else ())
        }
        clauses = self._clauses(text, spans.get(BUT, []))
        segments = sorted({*clauses, *(match.end() for match in re2.finditer(_COMMA, text))})
        calm = _calm(segments, spans)
        over = _over(clauses, spans)
        negated = {end for _, end in spans.get(NOT, [])}
        kinds = {term.name: term.kind for term in self.terms}
        for name, places in spans.items():
            exceptions = spans.get(_EXCEPT + name, ())
            for start, end in places:
                if any(since <= start and end <= until for since, until in exceptions):
                    continue
                if kinds[name] != "other" and bisect_right(segments, start) - 1 in calm:
                    continue
                if kinds[name] != "other" and any(since <= start < until for since, until in over):
                    continue
                if kinds[name] == "trouble" and _follows(negated, start, text):
                    continue
                words = text[start:end].decode("ascii")
                clause = bisect_right(clauses, start) - 1
                found.setdefault(name, []).append(Occurrence(zone, start, end, clause, " ".join(words.split())))

    def _clauses(self, text: bytes, contrasts: list[tuple[int, int]]) -> list[int]:
        ends = (match.end() for match in self._sentence_ends.finditer(text))
        return sorted({0, *ends, *(start for start, _ in contrasts)})


def _calm(segments: list[int], spans: Mapping[str, list[tuple[int, int]]]) -> set[int]:
    """Return the segments in which all is said to be well, not merely hoped or remembered to be."""
    calm: set[int] = set()
    doubts = [span for name in (NOT, HOPED, ONCE) for span in spans.get(name, [])]
    for start, end in spans.get(FINE, []):
        segment = bisect_right(segments, start) - 1
        begin = segments[segment]
        if not any(begin <= before and after <= start and (before, after) != (start, end) for before, after in doubts):
            calm.add(segment)
    return calm


def _over(clauses: list[int], spans: Mapping[str, list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Return the stretches of text about what is well again: from the beginning of the clause."""
    doubts = [span for name in (NOT, HOPED) for span in spans.get(name, [])]
    stretches = [(clauses[bisect_right(clauses, start) - 1], start, end) for start, end in spans.get(SOLVED, [])]
    return [
        (begin, end)
        for begin, start, end in stretches
        if not any(begin <= before and after <= start for before, after in doubts)
    ]


def _follows(ends: set[int], start: int, text: bytes) -> bool:
    """Tell whether a negation ends at most one word before this place."""
    return any(
        start - _NEGATION_REACH <= end <= start and text[end:start].count(b" ") <= 2 and b"," not in text[end:start]
        for end in ends
    )


def gap(first: Occurrence, second: Occurrence) -> int:
    """Return how many characters lie between two occurrences, zero when they overlap."""
    (_, left), (right, _) = sorted(((first.start, first.end), (second.start, second.end)))
    return max(0, right - left)


def widest(occurrences: list[Occurrence]) -> int:
    """Return the widest gap between neighbours."""
    ordered = sorted(occurrences, key=lambda one: one.start)
    return max((gap(left, right) for left, right in pairwise(ordered)), default=0)
