"""Findings about one rule file, gathered while it is looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from maild.policy.findings import Finding, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maild.policy.places import Path, Places


@dataclass(slots=True)
class Notes:
    """Findings about one file, by the keys of what they are about."""

    file: str
    places: Places
    found: list[Finding] = field(default_factory=list)

    def error(self, path: Path, message: str, suggestion: str = "") -> None:
        self.found.append(Finding(self.file, *self.places[self.file](path), message, suggestion))

    def warning(self, path: Path, message: str, suggestion: str = "") -> None:
        self.found.append(Finding(self.file, *self.places[self.file](path), message, suggestion, "warning"))

    def known(self, what: str, values: Iterable[str], among: Iterable[str], path: Path) -> None:
        """Note every value that is not among the known ones."""
        possible = list(among)
        for value in values:
            if value and value not in possible:
                self.error(path, f'there is no {what} "{value}"', one_of(value, possible))

    def once(self, what: str, values: Iterable[str], path: Path) -> None:
        """Note every value that is there twice."""
        for value, times in Counter(values).items():
            if times > 1:
                self.error(path, f'the {what} "{value}" is there {times} times', "each has its own name")
