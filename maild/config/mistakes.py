"""What is wrong with a configuration, in words that say where it stands and how to mend it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from maild.config.shape import described, keys_below, variable_of
from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from maild.config.shape import Path


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: the setting's path, what is wrong with it, and what would be right."""

    path: Path
    what: str
    mend: str = ""

    @property
    def name(self) -> str:
        """The setting as people write it: `mailbox.desk.host`."""
        return ".".join(self.path)


class ConfigError(PermanentError):
    """The configuration cannot be used; `mistakes` are all of them, `placed` the same with where each stands."""

    def __init__(self, file: str, mistakes: Sequence[tuple[str, Mistake]]) -> None:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        lines = [f"{where}: {mistake.name} {mistake.what}{_ending(mistake.mend)}" for where, mistake in mistakes]
        super().__init__("\n".join([f"{file} has {count}:", *lines]))
        self.placed = tuple(mistakes)
        self.mistakes = tuple(mistake for _, mistake in mistakes)


def _ending(mend: str) -> str:
    return f"; {mend}" if mend else ""


def from_validation(errors: Sequence[Mapping[str, Any]]) -> list[Mistake]:
    """Say in plain words what the check of all values found; a secret's value is never among them."""
    return [_worded(error) for error in errors]


def _worded(error: Mapping[str, Any]) -> Mistake:
    path = tuple(str(part) for part in error["loc"] if not isinstance(part, int))
    kind = error["type"]
    if kind == "missing":
        return missing(path)
    if kind == "extra_forbidden":
        return unknown(path)
    context = error.get("ctx", {})
    instead = _instead_of(path, error.get("input"))
    if kind == "value_error":
        what, *mends = context["error"].args
        return Mistake(path, what + instead, "; ".join(mends))
    say = _SAYINGS.get(kind)
    return Mistake(path, (say(context) if say else f"is wrong: {error['msg']}") + instead)


def missing(path: Path) -> Mistake:
    """Say that a needed setting is not there, and where it can come from."""
    setting = described(path)
    example = toml_value(setting.example) if setting and setting.example is not None else '"..."'
    return Mistake(path, "is missing", f"write {path[-1]} = {example} there, or set {variable_of(path)}")


def unknown(path: Path) -> Mistake:
    """Say that there is no such setting, and which one was perhaps meant."""
    near = get_close_matches(path[-1], keys_below(path[:-1]), n=1)
    return Mistake(path, "is not a setting", f"did you mean {near[0]}?" if near else "remove it")


def _instead_of(path: Path, value: Any) -> str:
    setting = described(path)
    if setting is None or setting.secret or not isinstance(value, str | int | float):
        return ""
    return f", not {toml_value(value)}"


def toml_value(value: Any) -> str:
    """Write a value as it stands in a TOML file."""
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _one_of(context: Mapping[str, Any]) -> str:
    return "must be " + str(context["expected"]).replace("'", '"')


_SAYINGS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "literal_error": _one_of,
    "greater_than_equal": lambda context: f"must be at least {context['ge']}",
    "less_than_equal": lambda context: f"must be at most {context['le']}",
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float", "int_parsing_size"), lambda _: "must be a whole number"
    ),
    **dict.fromkeys(("bool_type", "bool_parsing"), lambda _: "must be true or false"),
    **dict.fromkeys(("string_type", "path_type"), lambda _: "must be a text in quotes"),
    **dict.fromkeys(("tuple_type", "list_type"), lambda _: 'must be a list, like ["one", "two"]'),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), lambda _: "must be a section of settings"),
}
