"""The table of `make torture`, docs/procedures.md and the tests of the procedures speak of the same ids."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.support.features import FEATURES
from tests.support.office import CHECKOUT
from tests.support.without import id_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.taken_away import Feature

PROCEDURES = CHECKOUT / "tests" / "e2e" / "procedures"


def proofs() -> dict[str, set[str]]:
    """Return the files in which the tests of each id stand."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in PROCEDURES.glob("test_*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and (id_ := id_in(ast.get_docstring(node))):
                found[id_].add(str(path.relative_to(CHECKOUT)))
    return found


def documented() -> dict[str, str]:
    """Return of each id that is not open which tests docs/procedures.md names."""
    table = (CHECKOUT / "docs" / "procedures.md").read_text("utf-8")
    cells = (re.split(r"(?<!\\)\|", line) for line in table.splitlines() if re.match(r"\| [A-Z]{3}-\d", line))
    return {cell[1].strip(): cell[4].strip() for cell in cells if cell[3].strip() != "open"}


def test_all_that_is_said_to_work_is_tried_through_real_mail_and_can_be_switched_off() -> None:
    assert set(documented()) == set(proofs()) == {row.id for row in FEATURES}


@pytest.mark.parametrize("id_", documented())
def test_the_page_of_the_procedures_names_the_test_through_real_mail(id_: str) -> None:
    assert proofs()[id_] <= set(re.findall(r"tests/[\w/]+\.py", documented()[id_]))


@pytest.mark.parametrize("row", FEATURES, ids=lambda row: f"{row.id} {row.lacking}")
def test_what_the_table_takes_away_is_there(row: Feature, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row.take_away(tmp_path, monkeypatch)
