"""All triage rules of the office as one value: with what they speak of, compiled and indexed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.policy.asking import RuleIndex
    from maild.policy.matching import Matcher
    from maild.policy.rules import Concept, Example, TriageRule
    from maild.policy.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class TriageRules:
    """All rules in the order in which they are asked, with the concepts they speak of and their compiled words."""

    rules: tuple[TriageRule, ...]
    concepts: Mapping[str, Concept]
    examples: tuple[Example, ...]
    timezone: str
    matcher: Matcher = field(compare=False, repr=False)
    index: RuleIndex = field(compare=False, repr=False)
    vocabulary: Vocabulary = field(compare=False, repr=False)
