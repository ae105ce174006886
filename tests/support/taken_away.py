"""How a feature is switched off for a test: something of maild is taken away, by its name and as data.

Two kinds of things can be taken away: words in the files of an office, and names in the code. What is taken away has to
be there: a row whose words or names are gone is an error, never a silent "nothing happened".
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tests.support.office import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

    Files = dict[str, Path]

SHIPPED: Files = {name: CHECKOUT / name for name in ("rules", "templates")}
"""The folders that an office goes by."""

AS_IT_IS = "as it is"
"""The run of a test from which nothing is taken away."""

ID, CRASHED = "id", "crashed"
"""What the report of a run says besides: what the test proves, and whether something else failed than it asserts."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a pattern finds in the shipped files of a name, which may be a glob; `instead` stands in its place."""

    file: str
    pattern: str
    instead: str = ""

    def take(self, folder: Path, patch: pytest.MonkeyPatch) -> Files:
        name = self.file.partition("/")[0]
        shutil.copytree(SHIPPED[name], folder / name)
        found = 0
        for path in sorted(folder.glob(self.file)):
            text, times = re.subn(self.pattern, self.instead, path.read_text("utf-8"), flags=re.MULTILINE)
            path.write_text(text, "utf-8")
            found += times
        if not found:
            raise LookupError(f"{self.file} holds nothing like {self.pattern}")
        return {name: folder / name}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a table in the code, such as a command in `maild.desk.actions.table.ACTIONS`."""

    table: str
    name: str

    def take(self, folder: Path, patch: pytest.MonkeyPatch) -> Files:
        owner, attribute = _owner(self.table)
        table: Mapping[str, Any] = getattr(owner, attribute)
        without = MappingProxyType({name: value for name, value in table.items() if name != self.name})
        if len(without) == len(table):
            raise LookupError(f"{self.table} has no {self.name}")
        for name, module in list(sys.modules.items()):
            if name.startswith("maild.") and vars(module).get(attribute) is table:
                patch.setattr(module, attribute, without)
        return {}


@dataclass(frozen=True, slots=True)
class Step:
    """A function or method in the code, which always answers the same instead: usually that there is nothing to do."""

    name: str
    answer: Any = None

    def take(self, folder: Path, patch: pytest.MonkeyPatch) -> Files:
        owner, attribute = _owner(self.name)
        patch.setattr(owner, attribute, lambda *_, **__: self.answer)
        return {}


Taken = Words | Entry | Step


@dataclass(frozen=True, slots=True)
class Feature:
    """One way in which what an id asks for is not there: what a desk lacks then, and what is taken away for that."""

    id: str
    lacking: str
    taken: Taken

    def take_away(self, folder: Path, patch: pytest.MonkeyPatch) -> Files:
        """Take it away until the patch is undone; return the office's files, changed copies of which are made here."""
        return SHIPPED | self.taken.take(folder, patch)


def _owner(name: str) -> tuple[Any, str]:
    """Return the module or class in which the last part of a dotted name stands, and that part; LookupError if none."""
    path, _, attribute = name.rpartition(".")
    try:
        owner: Any = import_module(path)
    except ModuleNotFoundError:
        module, _, inside = path.rpartition(".")
        owner = getattr(import_module(module), inside)
    if attribute not in vars(owner):
        raise LookupError(f"{path} has no {attribute}")
    return owner, attribute
