"""What words and triage rules say of each other: concepts and values that are not there, rules that never fire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from maild.policy import triage_building
from maild.policy.asking import flat
from maild.policy.findings import Finding, one_of
from maild.policy.patterns import mistake
from maild.policy.rules import FIELDS, Concept, Condition
from maild.policy.words import named_concepts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maild.policy import triage_shapes
    from maild.policy.places import Path, Places
    from maild.policy.shape_basis import File

DISPOSITIONS = ("ticket", "ignore", "quarantine")


@dataclass(frozen=True, slots=True)
class Known:
    """The identifiers that the other files define, by field."""

    values: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule as written, with its conditions and where it stands."""

    shape: triage_shapes.RuleShape
    file: str
    path: Path
    when: tuple[Condition, ...]


def triage_mistakes(files: Mapping[str, File], places: Places, known: Known) -> list[Finding]:
    """Return what is wrong with words and rules, each of which is sound by itself."""
    concepts = triage_building.concepts(cast("triage_shapes.WordsFile", files["words.yaml"]), places)
    rules = list(_rules(files))
    return [
        *_of_concepts(concepts, places),
        *(finding for rule in rules for finding in _of_rule(rule, concepts, places, known)),
        *_twice(rules, places),
        *_never_asked(rules, places),
        *_of_tests(files, places, known),
    ]


def _rules(files: Mapping[str, File]) -> Iterator[_Rule]:
    for name, file in files.items():
        if name.startswith("triage/"):
            for number, shape in enumerate(cast("triage_shapes.TriageFile", file).rules):
                yield _Rule(shape, name, ("rules", number), triage_building.conditions_of(shape.when))


def _of_concepts(concepts: Mapping[str, Concept], places: Places) -> Iterator[Finding]:
    place = places["words.yaml"]
    for name, concept in concepts.items():
        path: Path = ("concepts", name)
        if not concept.words and not concept.stems:
            yield Finding("words.yaml", *place(path), f"{name} has no words", "add words or stems")
        named = {word for phrase in (*concept.words, *concept.unless) for word in named_concepts(phrase)}
        missing = named - set(concepts)
        for word in sorted(missing):
            message = f"{name} speaks of {word}, which is no concept"
            yield Finding("words.yaml", *place((*path, "words")), message, one_of(word, concepts))
        if name in _within(concept, concepts):
            yield Finding("words.yaml", *place(path), f"{name} is made of itself", "break the circle")


def _within(concept: Concept, concepts: Mapping[str, Concept]) -> set[str]:
    """Return every concept that this one is made of, directly or not."""
    found: set[str] = set()
    waiting = [word for phrase in concept.words for word in named_concepts(phrase)]
    while waiting:
        name = waiting.pop()
        if name not in found and name in concepts:
            found.add(name)
            waiting += (word for phrase in concepts[name].words for word in named_concepts(phrase))
    return found


def _of_rule(rule: _Rule, concepts: Mapping[str, Concept], places: Places, known: Known) -> Iterator[Finding]:
    place = places[rule.file]
    for condition in flat(rule.when):
        for phrase in triage_building.said(condition):
            for word in named_concepts(phrase):
                if word not in concepts:
                    message = f"there is no concept {word}"
                    yield Finding(rule.file, *place((*rule.path, "when")), message, one_of(word, concepts))
        if condition.name == "pattern":
            for pattern in condition.values[0]:
                if (wrong := mistake(pattern)) is not None:
                    yield Finding(rule.file, *place((*rule.path, "when", "pattern")), *wrong)
    yield from _of_values(rule, places, known)
    yield from _of_order(rule, places)


def _of_values(rule: _Rule, places: Places, known: Known) -> Iterator[Finding]:
    place = places[rule.file]
    spoken = triage_building.outcome(rule.shape.then)
    if not spoken:
        yield Finding(rule.file, *place((*rule.path, "then")), "this rule says nothing", "add a field to then")
    asked = [(one.values[0][0], one.values[1]) for one in flat(rule.when) if one.name == "decided"]
    said = [*((name, values, "then") for name, values in spoken.items()), *((*one, "when") for one in asked)]
    for name, values, block in said:
        for value in values:
            if name in known.values and value not in known.values[name] and not (block == "when" and value == ""):
                message = f'there is no {name} "{value}"'
                where = place((*rule.path, block, name))
                yield Finding(rule.file, *where, message, one_of(value, known.values[name]))


def _of_order(rule: _Rule, places: Places) -> Iterator[Finding]:
    """A rule may ask only for fields that are decided before those it speaks for."""
    place = places[rule.file]
    asked = [one.values[0][0] for one in flat(rule.when) if one.name == "decided"]
    if rule.shape.stop and asked:
        message = "a rule that stops is asked first and cannot ask what was decided"
        yield Finding(rule.file, *place((*rule.path, "stop")), message, "take away stop, or decided")
    spoken = triage_building.outcome(rule.shape.then)
    late = max(asked, key=FIELDS.index, default=None)
    for name in spoken:
        if late is not None and FIELDS.index(name) <= FIELDS.index(late):
            message = f"{name} is decided before {late}, which this rule asks for"
            order = f"the order is {', '.join(FIELDS)}"
            yield Finding(rule.file, *place((*rule.path, "then", name)), message, order)


def _twice(rules: Iterable[_Rule], places: Places) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for rule in rules:
        line, column = places[rule.file](rule.path)
        name = rule.shape.rule
        if name in first:
            message = f'there is a rule "{name}" already, {first[name]}'
            yield Finding(rule.file, line, column, message, "each rule has its own name")
        first.setdefault(name, f"{rule.file}:{line}")


def _never_asked(rules: Iterable[_Rule], places: Places) -> Iterator[Finding]:
    """A rule never fires when a rule that stops stands before it and holds whenever it would."""
    stopping: list[_Rule] = []
    for rule in rules:
        for earlier in stopping:
            if _implied(earlier.when, rule.when):
                line, _ = places[earlier.file](earlier.path)
                message = (
                    f'"{rule.shape.rule}" can never fire: "{earlier.shape.rule}" ({earlier.file}:{line}) stops first'
                )
                yield Finding(
                    rule.file, *places[rule.file](rule.path), message, "put it before that rule, or narrow that rule"
                )
                break
        if rule.shape.stop:
            stopping.append(rule)


def _implied(wide: tuple[Condition, ...], narrow: tuple[Condition, ...]) -> bool:
    """Tell whether the wide conditions surely hold wherever the narrow ones do."""
    return all(any(_wider(one, other) for other in narrow) for one in wide)


def _wider(wide: Condition, narrow: Condition) -> bool:
    if wide == narrow:
        return True
    same = wide.name == narrow.name and not wide.inner and len(wide.values) == len(narrow.values)
    return same and all(set(less) <= set(more) for less, more in zip(narrow.values, wide.values, strict=True))


def _of_tests(files: Mapping[str, File], places: Places, known: Known) -> Iterator[Finding]:
    possible = {**known.values, "disposition": list(DISPOSITIONS), "confidential": ["yes", "no"]}
    for name, file in files.items():
        if not name.startswith("triage/"):
            continue
        for number, test in enumerate(cast("triage_shapes.TriageFile", file).tests):
            path: Path = ("tests", number, "expect")
            for key, values in test.expect.items():
                if key not in (*FIELDS, "priority", "detail"):
                    message = f'there is no field "{key}"'
                    yield Finding(name, *places[name]((*path, key)), message, one_of(key, FIELDS))
                for value in values:
                    if key in possible and value and value not in possible[key]:
                        message = f'there is no {key} "{value}"'
                        yield Finding(name, *places[name]((*path, key)), message, one_of(value, possible[key]))
