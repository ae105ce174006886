"""The pages: generated ones follow the code, commands and links exist, and what is said to work names its proof."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest
import typer

from maild.cli.main import application

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
REQUIREMENTS = [
    f"{source}-{number}"
    for source, count in {"MAD": 23, "UNM": 5, "SEC": 5, "OKI": 12, "TRG": 7}.items()
    for number in range(1, count + 1)
]


def generated() -> dict[Path, str]:
    """Return what docs/generate.py would write."""
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.pages())


def commands_in(page: Path, program: str) -> set[str]:
    """Return the word behind a program's name in the commands of a page."""
    text = page.read_text("utf-8")
    blocks = "\n".join(re.findall(r"(?ms)^```sh\n(.*?)^```", text))
    typed = re.findall(rf"(?m)^(?:sudo )?(?:\S*/)?{program} ([a-z]+)", blocks)
    return {*typed, *re.findall(rf"`(?:sudo )?{program} ([a-z]+)", text)}


def rows() -> dict[str, tuple[str, str]]:
    """Return of each requirement where it works and which test proves it."""
    table = (ROOT / "docs" / "procedures.md").read_text("utf-8")
    cells = (re.split(r"(?<!\\)\|", line) for line in table.splitlines() if re.match(r"\| [A-Z]{3}-\d", line))
    return {cell[1].strip(): (cell[3].strip(), cell[4].strip()) for cell in cells}


def test_the_generated_pages_follow_the_code() -> None:
    stale = [path.name for path, text in generated().items() if path.read_text("utf-8") != text]
    assert stale == [], "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_line_of_the_rules_that_is_shown_holds_that_rule(page: Path) -> None:
    shown = re.findall(r"(?s)rules  ([a-z-]+): .*?\((triage/[a-z0-9-]+\.yaml):(\d+)\)", page.read_text("utf-8"))
    for rule, file, line in shown:
        assert (ROOT / "rules" / file).read_text("utf-8").splitlines()[int(line) - 1].strip() == f"- rule: {rule}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    assert commands_in(page, "make") - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    root = typer.main.get_command(application)
    context = root.make_context("maild", [], resilient_parsing=True)
    unknown = {name for name in commands_in(page, "maild") if root.get_command(context, name) is None}
    assert unknown == set()


def test_make_accepts_every_target() -> None:
    targets = ["demo", "test", "lint", "types", "docs", "servers", "fuzz", "torture", "bench", "lock", "clean"]
    done = subprocess.run(["make", "--dry-run", *targets], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_requirement_of_the_procedures_has_its_row() -> None:
    assert list(rows()) == REQUIREMENTS


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_what_is_said_to_work_names_a_test_that_carries_its_id(requirement: str) -> None:
    where, test = rows()[requirement]
    if where == "open":
        return
    files = [ROOT / name for name in re.findall(r"tests/[\w/]+\.py", test)]
    assert files, f"{requirement} works in {where}, says the page, but names no test"
    assert any(re.search(rf"\b{requirement}\b", file.read_text("utf-8")) for file in files)
