"""From words to patterns: phrases, concepts and Indonesian affixes as RE2 expressions over folded text."""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase
from typing import TYPE_CHECKING

import re2  # type: ignore[import-untyped]  # it comes without types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maild.policy.rules import Concept

LONGEST_TEXT = 20_000
"""Characters of a text that rules look at: what comes after is never what a mail is about."""

_CONCEPT = re.compile(r"[A-Z][A-Z0-9_]+")
# Every mail is folded more than once, and RE2 looks through a text many times faster than the standard library. Three w
# are no stretched word but the beginning of a web address.
_STRETCHED = re2.compile("|".join(f"{letter}{{3,}}" for letter in ascii_lowercase if letter != "w").encode())
_TWICE = re2.compile(rb"\b([a-z]{3,})2(nya\b|\b)")
_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u00ad": "", "\u200b": ""}
)
_GAP = r"[\s,:\"'()/*_-]{1,3}"
_ENDING = r"(?:nya|ny|ku|mu|lah|pun|ipun|ne|e|'?s|es)?"
_SUFFIX = r"(?:kan|ken|an|i|in|ke|ake|na)?"
_NASAL = {"p": "m", "t": "n", "k": "ng", "s": "ny"}
_BEFORE = {**dict.fromkeys("bfv", "m"), **dict.fromkeys("cdjz", "n"), **dict.fromkeys("aiueogh", "ng")}


def fold(text: str) -> str:
    """Return the text as patterns see it: ASCII, lower case, without accents and stretched letters.

    The 2 of everyday writing is written out: teman2 is teman teman.
    """
    plain = unicodedata.normalize("NFKD", text[:LONGEST_TEXT].translate(_PLAIN))
    ascii_text = plain.encode("ascii", "ignore").lower()
    unstretched = _STRETCHED.sub(lambda match: match[0][:1], ascii_text)
    return str(_TWICE.sub(rb"\1 \1\2", unstretched), "ascii")


def is_concept(word: str) -> bool:
    """Tell whether a word of a rule names a concept: those are written in capitals."""
    return _CONCEPT.fullmatch(word) is not None


def named_concepts(phrase: str) -> list[str]:
    """Return the concepts that a phrase names."""
    return [word for word in phrase.split() if is_concept(word)]


def pattern_of_phrase(phrase: str, concepts: Mapping[str, Concept]) -> str:
    """Return the RE2 pattern of a phrase, whose concepts must be there and must not be made of themselves."""
    return rf"\b(?:{_phrase(phrase, concepts)})\b"


def pattern_of_phrases(phrases: Iterable[str], concepts: Mapping[str, Concept]) -> str:
    """Return the RE2 pattern of any of these phrases."""
    return rf"\b(?:{'|'.join(_phrase(phrase, concepts) for phrase in phrases)})\b"


def pattern_of_concept(concept: Concept, concepts: Mapping[str, Concept]) -> str:
    """Return the RE2 pattern of all words of a concept."""
    return rf"\b(?:{_concept(concept, concepts)})\b"


def affixed(stem: str) -> str:
    """Return the pattern of an Indonesian stem with its prefixes and endings.

    The prefix meN- and peN- swallows p, t, k and s (pasang, memasang) and is a nasal before other letters
    (buka, membuka); everyday writing leaves the me- away (masang, ngirim).
    """
    plain = re.escape(stem)
    nasal = _NASAL.get(stem[0])
    if nasal:
        active = rf"(?:me|pe)?{nasal}{re.escape(stem[1:])}"
    else:
        active = rf"(?:me|pe)?(?:{_BEFORE.get(stem[0], '')}|ng|nge){plain}"
    return rf"(?:(?:di|ter|ke|ber|se|per|pe|me|tak|diper|memper)?{plain}|{active}){_SUFFIX}{_ENDING}"


def _phrase(phrase: str, concepts: Mapping[str, Concept]) -> str:
    parts: list[str] = []
    glue = ""
    for word in phrase.split():
        if word == "...":
            glue = rf"(?:{_GAP}[a-z0-9.'-]+){{0,3}}{_GAP}"
            continue
        parts.append(glue + _word(word, concepts))
        glue = _GAP
    return "".join(parts)


def _word(word: str, concepts: Mapping[str, Concept]) -> str:
    if is_concept(word):
        return f"(?:{_concept(concepts[word], concepts)})"
    if word.endswith("*"):
        return re.escape(fold(word[:-1])) + "[a-z0-9]*"
    if word.startswith("~"):
        return affixed(fold(word[1:]))
    return _literal(word) + (_ENDING if _bends(word) else "")


def _literal(word: str) -> str:
    return re.escape(fold(word)).replace(r"\-", "[ -]?")


def _bends(word: str) -> bool:
    """Tell whether a word is long and plain enough to take endings."""
    return len(word) > 2 and word.isalpha() and not is_concept(word)


def _concept(concept: Concept, concepts: Mapping[str, Concept]) -> str:
    """Return all words as one expression, what they share written once: RE2's programs stay small that way."""
    bending = [word for word in concept.words if _bends(word)]
    others: list[str] = []
    behind: dict[str, list[str]] = {}
    for phrase in concept.words:
        first, _, rest = phrase.partition(" ")
        if rest and is_concept(first) and not rest.startswith("..."):
            behind.setdefault(first, []).append(rest)
        elif phrase not in bending:
            others.append(_phrase(phrase, concepts))
    if bending:
        others.append(f"(?:{'|'.join(map(_literal, bending))}){_ENDING}")
    for first, rests in behind.items():
        alternatives = "|".join(_phrase(rest, concepts) for rest in rests)
        others.append(f"{_word(first, concepts)}{_GAP}(?:{alternatives})")
    return "|".join([*others, *(affixed(fold(stem)) for stem in concept.stems)])
