"""Reading the rule files: strict YAML into one Policy, or every mistake with its file, line and column.

YAML is read as its version 1.2 means it (only `true` and `false` are booleans, dates and 12:30 stay text) and without
its traps: no anchors, aliases, tags or duplicate keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from maild.policy import building, references
from maild.policy.findings import Finding, PolicyError, meant, one_of
from maild.policy.shapes import FILES, FOLDERS, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maild.policy.model import Policy
    from maild.policy.shape_basis import File

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
_CONSTANTS |= {variant: value for word, value in list(_CONSTANTS.items()) for variant in (word.title(), word.upper())}
_DEEPEST = 40

Place = tuple[int, int]
Path_ = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its plain values, and the line and column of each (from 1)."""

    name: str
    value: Any
    places: dict[Path_, Place] = field(default_factory=dict)

    def place(self, path: Path_) -> Place:
        """Return where a value stands, or the nearest block around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def load(folder: Path) -> Policy:
    """Return the policy that the files of this folder amount to; PolicyError with all findings when they are wrong."""
    policy, findings = examined(folder)
    if policy is None:
        raise PolicyError(findings)
    return policy


def examined(folder: Path) -> tuple[Policy | None, tuple[Finding, ...]]:
    """Return the policy, None when there are errors, and everything that is wrong or doubtful."""
    findings: list[Finding] = []
    digest = sha256()
    documents: dict[str, Document] = {}
    shapes: dict[str, File] = {}
    for name, text in _texts(folder, findings):
        digest.update(f"{name}\0{text}\0".encode())
        document = _document(name, text, findings)
        if document is not None:
            documents[name] = document
            shape = _shaped(document, findings)
            if shape is not None:
                shapes[name] = shape
    places = {name: document.place for name, document in documents.items()}
    if not findings:
        findings += references.mistakes(shapes, places)
    if any(finding.severity == "error" for finding in findings):
        return None, tuple(sorted(findings))
    policy = building.policy(shapes, places, digest.hexdigest())
    return policy, tuple(sorted(findings))


# --- files -------------------------------------------------------------------------------------------------------


def _texts(folder: Path, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each rule file in the order in which they count."""
    if not folder.is_dir():
        findings.append(
            Finding(str(folder), 1, 1, "there is no such folder", "copy the shipped one with `maild rules upgrade`")
        )
        return
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml") if _counts(path, folder))
    missing = [name for name in FILES if name not in names]
    findings += (Finding(name, 1, 1, "this file is missing", "copy it with `maild rules upgrade`") for name in missing)
    for name in names:
        if shape_of(name) is None:
            known = [*FILES, *(f"{place}/{name}" for place in FOLDERS)]
            findings.append(Finding(name, 1, 1, "no file of this name belongs here", meant(name, known)))
            continue
        try:
            yield name, (folder / name).read_text("utf-8")
        except UnicodeDecodeError as error:
            findings.append(Finding(name, 1, 1, f"this is no UTF-8 text: {error.reason}", "save it as UTF-8"))
        except OSError as error:
            findings.append(Finding(name, 1, 1, f"this file cannot be read: {error.strerror}"))


def _counts(path: Path, folder: Path) -> bool:
    """Tell whether a file is meant to be read: what editors hide or write meanwhile is not."""
    parts = path.relative_to(folder).parts
    return parts[0] != "examples" and not any(part.startswith((".", "#")) for part in parts) and path.is_file()


# --- YAML --------------------------------------------------------------------------------------------------------


class _BadYaml(Exception):  # noqa: N818  # it is caught here and becomes a finding
    """YAML that rule files cannot be written in."""

    def __init__(self, event: Any, problem: str) -> None:
        super().__init__(problem)
        self.place = _place(event)


class _Reader:
    """One file's events as plain values, with the place of each."""

    def __init__(self, name: str, text: str, findings: list[Finding]) -> None:
        self._name = name
        self._findings = findings
        self._events = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.places: dict[Path_, Place] = {}

    def document(self) -> Any:
        value: Any = None
        seen = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    self._complain(event, "a second document begins here", "one file holds one document")
                    return value
                seen = True
                value = self._value(next(self._events), ())
        return value

    def _value(self, event: Any, path: Path_) -> Any:
        self.places.setdefault(path, _place(event))
        if len(path) > _DEEPEST:
            raise _BadYaml(event, "this is nested too deep")
        if isinstance(event, yaml.AliasEvent):
            self._complain(event, f"*{event.anchor} repeats another part", "write it out, or name a concept instead")
            return None
        if event.anchor is not None:
            self._complain(event, f"&{event.anchor} is an anchor", "rule files have none: remove it")
        if isinstance(event, yaml.ScalarEvent):
            if event.tag is not None:
                self._complain(event, f"{event.tag} is a tag", "rule files have none: remove it")
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: Path_) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return values

    def _mapping(self, path: Path_) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _BadYaml(event, "a key must be a word")
            key = _scalar(event)
            if key in values:
                line, _ = self.places[*path, key]
                self._complain(event, f'"{key}" is here twice, first in line {line}', "keep one of them")
            self.places[*path, key] = _place(event)
            values[key] = self._value(next(self._events), (*path, key))
        return values

    def _complain(self, event: Any, message: str, suggestion: str) -> None:
        self._findings.append(Finding(self._name, *_place(event), message, suggestion))


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(event: Any) -> Any:
    text = event.value
    if not event.implicit[0]:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _document(name: str, text: str, findings: list[Finding]) -> Document | None:
    try:
        reader = _Reader(name, text, findings)
        return Document(name, reader.document(), reader.places)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        context = f"{error.context}: " if error.context else ""
        message = f"this is no valid YAML: {context}{error.problem}"
        findings.append(Finding(name, line, column, message, _yaml_hint(str(error.problem))))
    except _BadYaml as error:
        findings.append(Finding(name, *error.place, str(error)))
    except yaml.YAMLError as error:
        findings.append(Finding(name, 1, 1, f"this is no valid YAML: {error}"))
    return None


def _yaml_hint(problem: str) -> str:
    if "could not find expected ':'" in problem or "mapping values" in problem:
        return "look for a missing colon, or put text with a colon in quotes"
    if "tab" in problem or "\\t" in problem:
        return "indent with blanks, not with tabs"
    if "expected ',' or" in problem:
        return "look for a missing comma or closing bracket"
    return "look at this line and the one above: indentation, quotes, brackets"


# --- shapes ------------------------------------------------------------------------------------------------------


def _shaped(document: Document, findings: list[Finding]) -> File | None:
    shape = shape_of(document.name)
    assert shape is not None
    try:
        return shape.model_validate(document.value if document.value is not None else {})
    except ValidationError as error:
        findings += (_finding(document, shape, mistake) for mistake in error.errors(include_url=False))
    return None


def _finding(document: Document, shape: type[File], mistake: Any) -> Finding:
    path: Path_ = tuple(part for part in mistake["loc"] if part != "[key]")
    line, column = document.place(path)
    kind, context = mistake["type"], mistake.get("ctx", {})
    last = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        known = references.keys_at(shape, path[:-1])
        return Finding(document.name, line, column, f'there is no setting "{last}" here', one_of(last, known))
    if kind == "missing":
        return Finding(document.name, line, column, f'"{last}" is missing', f"add {last}: ...")
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", context.get("expected", "")) or [context.get("expected", "")]
        given = str(mistake["input"])
        setting = next((part for part in reversed(path) if isinstance(part, str)), "")
        message = f'"{given}" is not possible for "{setting}"'
        return Finding(document.name, line, column, message, one_of(given, allowed))
    message = str(context["error"]) if "error" in context else f'"{last}": {mistake["msg"]}'
    return Finding(document.name, line, column, message)
