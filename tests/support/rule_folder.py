"""Rule folders to break: the shipped one copied, with some of its files rewritten."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from maild.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path


def rule_folder(place: Path, example: str = "", **files: str) -> Path:
    """Return a copy of the shipped rules, or of an example; a key `triage__05_mine` writes `triage/05-mine.yaml`."""
    folder = place / "rules"
    if not folder.exists():
        source = shipped("rules") / "examples" / example if example else shipped("rules")
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("examples"))
    for name, text in files.items():
        path = folder / (name.replace("__", "/").replace("_", "-") + ".yaml")
        path.write_text(text, "utf-8")
    return folder


def replaced(folder: Path, name: str, old: str, new: str) -> Path:
    """Replace a piece of one file, which must be there."""
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder
