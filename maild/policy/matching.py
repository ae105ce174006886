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

BUT, NOT, CANNOT, FINE, HOPED, ONCE, SOLVED, AIM = "BUT", "NOT", "CANNOT", "FINE", "HOPED", "ONCE", "SOLVED", "AIM"
"""Concepts with a meaning of their own: a new thought begins, a negation (but "cannot print" negates nothing), all is
well, well only in hope or in memory, well again (what stands before that in the same clause is over), and what is to be
prevented (what stands behind that up to the comma has not happened)."""

_EXCEPT = "except "
_SENTENCE_ENDS = rb"[.!?]+(?:\s|$)|;|\n\s*\n|\n[ \t]*(?:[-*>]|[0-9a-z][.)])[ \t]"
_COMMAS = re2.compile(b",")
_NEGATION_REACH = 14

Span = tuple[int, int]


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
        self._kinds = {term.name: term.kind for term in terms}
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
        """Add what counts in one text: words that are meant, and things and troubles that are not said to be well."""
        # The filter only says which patterns have a chance; to let it try them would be to search for each twice.
        chances = self._filter.Match(text, potential=True) if self.terms else None
        tried = (
            (index, [match.span() for match in self._expressions[index].finditer(text)]) for index in chances or ()
        )
        spans = {self.terms[index].name: places for index, places in tried if places}
        clauses = self._clauses(text, spans.get(BUT, []))
        well = _well(text, clauses, spans)
        cannot = {start for start, _ in spans.get(CANNOT, [])}
        negations = [end for start, end in spans.get(NOT, []) if start not in cannot]
        for name, places in spans.items():
            kind, exceptions = self._kinds[name], spans.get(_EXCEPT + name, ())
            for start, end in places:
                if any(since <= start and end <= until for since, until in exceptions):
                    continue
                if kind != "other" and any(since <= start < until for since, until in well):
                    continue
                if kind == "trouble" and _negated(negations, start, text):
                    continue
                clause = bisect_right(clauses, start) - 1
                words = " ".join(text[start:end].decode("ascii").split())
                found.setdefault(name, []).append(Occurrence(zone, start, end, clause, words))

    def _clauses(self, text: bytes, contrasts: list[Span]) -> list[int]:
        ends = (match.end() for match in self._sentence_ends.finditer(text))
        return sorted({0, *ends, *(start for start, _ in contrasts)})


def _well(text: bytes, clauses: list[int], spans: Mapping[str, list[Span]]) -> list[Span]:
    """Return the stretches of text about what is well: between commas where all is fine, and what is well again.

    "Internet lancar aplikasi tidak bisa dibuka" has no comma: what is well ends where something cannot be done.
    """
    segments = sorted({*clauses, *(match.end() for match in _COMMAS.finditer(text))})
    wished = [span for name in (NOT, HOPED) for span in spans.get(name, [])]
    remembered = [*wished, *spans.get(ONCE, [])]
    stretches: list[Span] = []
    failing = [start for start, _ in spans.get(CANNOT, [])]
    for span in spans.get(FINE, []):
        begin, end = _around(segments, span[0], len(text))
        if not _doubted(span, begin, remembered):
            stretches.append((begin, span[1] if any(span[1] <= start < end for start in failing) else end))
    for span in spans.get(SOLVED, []):
        begin, _ = _around(clauses, span[0], len(text))
        if not _doubted(span, begin, wished):
            stretches.append((begin, span[1]))
    stretches += ((span[1], _around(segments, span[0], len(text))[1]) for span in spans.get(AIM, []))
    return stretches


def _around(starts: list[int], place: int, length: int) -> Span:
    number = bisect_right(starts, place)
    return starts[number - 1], starts[number] if number < len(starts) else length


def _doubted(span: Span, begin: int, doubts: list[Span]) -> bool:
    """Tell whether a doubt stands before these words and not inside them."""
    return any(begin <= start and end <= span[0] for start, end in doubts)


def _negated(negations: list[int], start: int, text: bytes) -> bool:
    """Tell whether a negation ends at most one word before this place, with no comma between."""
    return any(
        start - _NEGATION_REACH <= end <= start and text[end:start].count(b" ") <= 2 and b"," not in text[end:start]
        for end in negations
    )


def gap(first: Occurrence, second: Occurrence) -> int:
    """Return how many characters lie between two occurrences, zero when they overlap."""
    (_, left), (right, _) = sorted(((first.start, first.end), (second.start, second.end)))
    return max(0, right - left)


def widest(occurrences: list[Occurrence]) -> int:
    """Return the widest gap between neighbours."""
    ordered = sorted(occurrences, key=lambda one: one.start)
    return max((gap(left, right) for left, right in pairwise(ordered)), default=0)
