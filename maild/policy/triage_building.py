"""From the shapes of words and rules to triage rules with compiled words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from maild.policy.asking import WORDS, RuleIndex, flat, stage_of
from maild.policy.matching import Matcher
from maild.policy.places import sources
from maild.policy.rules import Concept, Condition, Example, TriageRule
from maild.policy.ruleset import TriageRules
from maild.policy.vocabulary import Vocabulary
from maild.policy.words import is_concept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maild.policy import triage_shapes
    from maild.policy.places import Places
    from maild.policy.shape_basis import File

_BYTES = {"kB": 1_000, "MB": 1_000_000}
_NESTED = ("any", "all")
_PHRASES = WORDS - {"pattern"}
UNSAID: tuple[Any, ...] = (None, (), {})


def rules(files: Mapping[str, File], places: Places, timezone: str) -> TriageRules:
    """Return the rules of all triage files, in order, ready to be asked."""
    words = cast("triage_shapes.WordsFile", files["words.yaml"])
    all_concepts = concepts(words, places)
    triage_files = {
        name: cast("triage_shapes.TriageFile", file) for name, file in files.items() if name.startswith("triage/")
    }
    all_rules = tuple(rule for name, file in triage_files.items() for rule in _rules(name, file, places))
    conditions = [condition for rule in all_rules for condition in flat(rule.when)]
    return TriageRules(
        rules=all_rules,
        concepts=all_concepts,
        examples=tuple(example for name, file in triage_files.items() for example in _examples(name, file, places)),
        timezone=timezone,
        matcher=Matcher(all_concepts, phrases(conditions), patterns(conditions)),
        index=RuleIndex(all_rules),
        vocabulary=Vocabulary(all_concepts),
    )


def concepts(words: triage_shapes.WordsFile, places: Places) -> dict[str, Concept]:
    """Return the concepts of the words file by name."""
    source = sources(places, "words.yaml")
    return {
        name: Concept(name, one.kind, one.words, one.stems, one.unless, source("concepts", name))
        for name, one in words.concepts.items()
    }


def phrases(conditions: Iterable[Condition]) -> list[str]:
    """Return the phrases that conditions look for, other than concepts, each once."""
    return list(dict.fromkeys(word for one in conditions for word in said(one) if not is_concept(word)))


def patterns(conditions: Iterable[Condition]) -> list[str]:
    """Return the patterns that conditions look for, each once."""
    return list(dict.fromkeys(text for one in conditions if one.name == "pattern" for text in one.values[0]))


def said(condition: Condition) -> Iterator[str]:
    """Yield the words and concepts that a condition looks for."""
    if condition.name in _PHRASES or condition.name in {"together", "beside"}:
        for group in condition.values:
            yield from group


def conditions_of(when: triage_shapes.WhenShape) -> tuple[Condition, ...]:
    """Return the conditions of a block, in the order of the language."""
    return tuple(_conditions(when))


def _conditions(when: triage_shapes.WhenShape) -> Iterator[Condition]:
    for name in type(when).model_fields:
        value: Any = getattr(when, name)
        if value in UNSAID:
            continue
        if name in _NESTED:
            yield Condition(name, inner=tuple(_joined(block) for block in value))
        elif name == "not_":
            yield Condition("not", inner=conditions_of(value))
        elif name in {"header", "decided"}:
            yield from (Condition(name, ((key,), values)) for key, values in value.items())
        elif name in {"together", "beside"}:
            yield Condition(name, value)
        else:
            yield Condition(name, (_plain(value),))


def _joined(block: triage_shapes.WhenShape) -> Condition:
    inner = conditions_of(block)
    return inner[0] if len(inner) == 1 else Condition("all", inner=inner)


def _plain(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, str) and value[-2:] in _BYTES:
        return (str(int(value[:-2]) * _BYTES[value[-2:]]),)
    return (str(value).lower(),)


def _rules(name: str, file: triage_shapes.TriageFile, places: Places) -> Iterator[TriageRule]:
    for number, one in enumerate(file.rules):
        when = conditions_of(one.when)
        yield TriageRule(
            name=one.rule,
            when=when,
            then=outcome(one.then),
            points=one.points,
            decides=one.decides,
            stops=one.stop,
            because=one.because,
            file=name,
            line=places[name](("rules", number))[0],
            stage=stage_of(when),
        )


def outcome(then: triage_shapes.ThenShape) -> dict[str, tuple[str, ...]]:
    """Return the values that a rule speaks for, by field."""
    values: dict[str, tuple[str, ...]] = {}
    for name in type(then).model_fields:
        value = getattr(then, name)
        if value in (None, ()):
            continue
        if isinstance(value, bool):
            value = "yes" if value else "no"
        values[name] = (value,) if isinstance(value, str) else value
    return values


def _examples(name: str, file: triage_shapes.TriageFile, places: Places) -> Iterator[Example]:
    for number, one in enumerate(file.tests):
        mail = {key: str(value) for key, value in one.mail.model_dump(by_alias=True).items() if value}
        yield Example(one.test, mail, dict(one.expect), name, places[name](("tests", number))[0])
