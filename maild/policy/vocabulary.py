"""The office's words as search sees them: without Indonesian affixes, and with the concepts that they belong to.

What the office wrote in `words.yaml` comes first: a word that can be read as one of its stems or words with affixes is
that one. All others lose their endings and prefixes by rule, never more than two syllables would be left of
(F. Z. Tala, "A Study of Stemming Effects on Information Retrieval in Bahasa Indonesia", 2003).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.policy.matching import AIM, BUT, HOPED, NOT, ONCE
from maild.policy.suggest import COMMON
from maild.policy.words import fold, is_concept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maild.policy.rules import Concept

LONGEST_WORD = 40
SHORTEST_WORD = 3
SHORTEST_STEM = 3
TOPICAL = frozenset({"thing", "trouble"})
"""The kinds of concepts that say what a text is about."""

_SAY_NOTHING = (COMMON, NOT, BUT, HOPED, ONCE, AIM)
# Error codes and the names of models are words too; plain figures only when they are as short as those of HTTP.
# A letter is looked for from the beginning of a word only: a figure without end is read once.
_WORD = re.compile(r"(?<![a-z0-9])(?=[0-9]*[a-z])[a-z0-9]+|\b[0-9]{3}\b")
_PARTICLES = ("lah", "kah", "tah", "pun")
_POSSESSIVES = ("nya", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
# What a prefix may have swallowed: "mengirim" is kirim, "memasang" is pasang, "menyalin" is salin.
_PREFIXES = (
    ("memper", ("",)),
    ("diper", ("",)),
    ("meng", ("", "k")),
    ("meny", ("s",)),
    ("mem", ("", "p")),
    ("men", ("", "t")),
    ("peng", ("", "k")),
    ("peny", ("s",)),
    ("pem", ("", "p")),
    ("pen", ("", "t")),
    ("me", ("",)),
    ("pe", ("",)),
    ("di", ("",)),
    ("ter", ("",)),
    ("ke", ("",)),
    ("ber", ("",)),
    ("per", ("",)),
    ("se", ("",)),
)
_VOWELS = re.compile(r"[aeiou]")
_LEAST_SYLLABLES = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its affixes; `kin` are the concepts it belongs to, by which it meets words that mean the same."""

    stem: str
    kin: tuple[str, ...] = ()


class Vocabulary:
    """The words of one office; made once for a set of rules."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._known = frozenset(word for concept in concepts.values() for word in _single(concept))
        self._silent = frozenset(word for name in _SAY_NOTHING if name in concepts for word in _single(concepts[name]))
        self._kin: dict[str, tuple[str, ...]] = {}
        for name, concept in concepts.items():
            if concept.kind in TOPICAL:
                for stem in {self.stem(word) for word in _single(concept)}:
                    self._kin[stem] = (*self._kin.get(stem, ()), name.lower())

    def words(self, text: str) -> tuple[Word, ...]:
        """Return what a text is about: its words, each once and in order, without those that say nothing."""
        found = dict.fromkeys(self.stem(word) for word in _WORD.findall(fold(text)) if self._speaks(word))
        return tuple(Word(stem, self._kin.get(stem, ())) for stem in found if stem not in self._silent)

    def stem(self, word: str) -> str:
        """Return a folded word without its affixes."""
        known = [candidate for candidate in _readings(word) if candidate in self._known]
        return min(known, key=len) if known else _shorn(word)

    def _speaks(self, word: str) -> bool:
        fits = SHORTEST_WORD <= len(word) <= LONGEST_WORD or word in self._known
        return fits and word not in self._silent


def _single(concept: Concept) -> Iterator[str]:
    """Yield the words of a concept that stand alone, as they are found in folded text."""
    plain = (word.removeprefix("~") for word in (*concept.words, *concept.stems) if not is_concept(word))
    yield from (word for word in map(fold, plain) if word.isalnum() and len(word) > 1)


def _readings(word: str) -> Iterator[str]:
    """Yield the word, and whatever it may be made of by one prefix and the usual endings."""
    for whole in _without_endings(word):
        yield whole
        for prefix, swallowed in _PREFIXES:
            if whole.startswith(prefix):
                rests = (letter + whole.removeprefix(prefix) for letter in swallowed)
                yield from (rest for rest in rests if len(rest) >= SHORTEST_STEM)


def _without_endings(word: str) -> Iterator[str]:
    endings = ("", *_PARTICLES, *_POSSESSIVES, *_SUFFIXES, *(suffix + "nya" for suffix in _SUFFIXES))
    yield from (word.removesuffix(ending) for ending in endings if _leaves_a_stem(word, ending))


def _leaves_a_stem(word: str, ending: str) -> bool:
    return word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM


def _shorn(word: str) -> str:
    """Return a word that the office does not know without its endings and its prefix."""
    for endings in (_PARTICLES, _POSSESSIVES):
        word = _without_one(word, endings)
    word = _without_prefix(word)
    return _without_one(word, _SUFFIXES)


def _without_one(word: str, endings: Iterable[str]) -> str:
    for ending in endings:
        if word.endswith(ending) and _is_long_enough(word.removesuffix(ending)):
            return word.removesuffix(ending)
    return word


def _without_prefix(word: str) -> str:
    for prefix, swallowed in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and _is_long_enough(rest):
            # Before a vowel the prefix has swallowed the letter that the stem begins with.
            return (swallowed[-1] if _VOWELS.match(rest) else "") + rest
    return word


def _is_long_enough(stem: str) -> bool:
    return len(stem) > SHORTEST_STEM and len(_VOWELS.findall(stem)) >= _LEAST_SYLLABLES
