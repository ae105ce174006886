"""The shape of the house: floors, doors, the size of modules, and what no file may contain."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "maild"
LONGEST_MODULE = 400

UNFIT = {
    "a path of somebody's machine": re.compile(r"(?<![\w.~/-])/(?:work|root|Users|home)/(?!maild\b)\w"),
    "the address of a package index": re.compile(r"(?i)(?:index-url|find-links)[ =]+\S*/\S"),
    "a note about unfinished work": re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!\|)"),
    "the mark of a merge conflict": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files of the project: those git knows, or all of an unpacked archive."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = listing.stdout.split("\0") if listing.returncode == 0 else []
    files = [ROOT / name for name in names if name] or [
        path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    ]
    return tuple(path for path in files if path.is_file() and not path.is_symlink())


def texts() -> list[tuple[Path, str]]:
    """Return the tracked files that are written by people: no mails, no lock files."""
    found = []
    for path in tracked_files():
        if path.suffix in {".eml", ".lock", ".png", ".svg", ".jsonl"} or path == Path(__file__):
            continue
        try:
            found.append((path.relative_to(ROOT), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)


def imports_of(module: Path) -> set[str]:
    """Return the top-level names a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def contracts() -> list[dict[str, object]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(project["tool"]["importlinter"]["contracts"])


def test_imports_go_down_neighbours_do_not_talk_and_each_library_has_one_door() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_library_that_is_imported_has_a_door() -> None:
    doors = {name for contract in contracts() for name in contract.get("protected_modules", ())}
    libraries = set().union(*map(imports_of, modules())) - set(sys.stdlib_module_names) - {"maild"}
    assert sorted(libraries - doors) == []


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


@pytest.mark.parametrize("what", UNFIT)
def test_no_file_contains(what: str) -> None:
    pattern = UNFIT[what]
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for path, text in texts()
        for match in pattern.finditer(text)
    ]
    assert found == []


def test_everything_public_says_what_it_is() -> None:
    rules = "D100,D101,D103,D104,D419"
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--quiet", "--select", rules, "maild"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_exemption_from_a_check_gives_its_reason() -> None:
    bare = re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w,-]+\])?)\s*$")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []
