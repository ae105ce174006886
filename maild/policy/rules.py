"""The office's triage rules as values: concepts with their words, conditions, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["thing", "trouble", "other"]
Zone = Literal["subject", "text", "letter", "quoted", "signature"]

FIELDS = ("type", "category", "service", "urgency", "impact", "group", "tags", "confidential", "disposition")
"""What triage decides, in this order: a rule may ask what was decided before the fields it speaks about."""

ADDED = frozenset({"tags", "confidential"})
"""Fields where every rule that fires adds its word, whatever the others say."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A thought with all its words: `stems` take Indonesian prefixes and endings, `words` may name other concepts.

    A `thing` counts for nothing where all is said to be well, a `trouble` neither there nor behind a negation; words
    within a phrase of `unless` ("server" in "ruang server") are not meant.
    """

    name: str
    kind: Kind = "other"
    words: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a mail: `name` is the key of the rule file, `values` what stood behind it, `inner` nested ones."""

    name: str
    values: tuple[tuple[str, ...], ...] = ()
    inner: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class TriageRule:
    """When every condition holds, each field of `then` gets `points` towards its value.

    `decides`: this value wins whatever the others say; `stops`: no rule behind this one is asked. `stage` is how many
    fields are decided before it is asked.
    """

    name: str
    when: tuple[Condition, ...]
    then: Mapping[str, tuple[str, ...]]
    points: float
    decides: bool
    stops: bool
    because: str
    file: str
    line: int
    stage: int = 0

    @property
    def source(self) -> str:
        """Where the rule stands, as `file:line`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Example:
    """A mail beside the rules with what is expected of it (`tests:` in a rule file)."""

    name: str
    mail: Mapping[str, str]
    expected: Mapping[str, tuple[str, ...]]
    file: str
    line: int
