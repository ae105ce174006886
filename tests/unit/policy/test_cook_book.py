"""docs/rules.md: every wish of the cook book works as it is written there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from maild.policy.checking import check
from maild.policy.conditions import QUESTIONS
from tests.support.rule_folder import rule_folder

PAGE = (Path(__file__).parents[3] / "docs" / "rules.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n# (?P<file>\S+)(?: under (?P<key>\w+))?\n(?P<text>.*?)```", PAGE, re.DOTALL)
WISHES = re.findall(r"^\*\*(\d+)\. ", PAGE, re.MULTILINE)


def cooked(place: Path, file: str, key: str, text: str) -> Path:
    """Return the shipped rules with a recipe: as a file of its own, or first under a key of one that is there."""
    folder = rule_folder(place)
    path = folder / file
    if not key:
        path.write_text(f"format: 1\n\n{text}", "utf-8")
        return folder
    there = path.read_text("utf-8")
    head, line, rest = re.split(rf"(?m)^( *{key}:\n)", there, maxsplit=1)
    path.write_text(f"{head}{line}{text}{rest}", "utf-8")
    return folder


def test_there_are_fifteen_wishes_each_with_its_recipe() -> None:
    assert [int(wish) for wish in WISHES] == list(range(1, 16))
    assert len(BLOCKS) == len(WISHES) + 1, "the first block explains the language"


@pytest.mark.parametrize(("file", "key", "text"), BLOCKS, ids=[f"{file}-{n}" for n, (file, *_) in enumerate(BLOCKS)])
def test_a_recipe_is_accepted_and_does_what_it_says(tmp_path: Path, file: str, key: str, text: str) -> None:
    folder = cooked(tmp_path, file, key, text)
    assert [str(finding) for finding in check(folder) if finding.severity == "error"] == []


def test_the_page_names_every_condition() -> None:
    missing = [name for name in QUESTIONS if f"`{name}" not in PAGE]
    assert missing == []
