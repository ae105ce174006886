"""The wheel: it carries all that is not Python, and works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from maild import __version__

ROOT = Path(__file__).parent.parent
CARRIED = ("rules", "templates", "migrations", "systemd")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the tools of this environment: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel as an installer would, into a folder far from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def maild(installed: Path, *arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed maild, with the libraries of this environment, in a folder that knows no checkout."""
    program = (
        "import sys; sys.path[:] = [entry for entry in sys.path if entry != sys.argv[2]]; "
        "sys.path.insert(0, sys.argv.pop(1)); sys.argv.pop(1); "
        "from maild.cli.main import main; main()"
    )
    command = [sys.executable, "-P", "-c", program, installed, ROOT, *arguments]
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False)


def test_the_wheel_carries_all_that_is_not_python(wheel) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in CARRIED:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"maild/_shipped/{path.relative_to(ROOT).as_posix()}" in names
    assert "maild/py.typed" in names
    assert not any(name.endswith(".pyc") or name.startswith("tests/") for name in names)


def test_the_installed_maild_tells_its_version(installed, tmp_path) -> None:
    done = maild(installed, "--version", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"maild {__version__}\n"), done.stderr


def test_the_installed_maild_makes_a_desk_from_the_rules_it_carries(installed, tmp_path) -> None:
    done = maild(installed, "init", "--yes", "desk", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    made = {path.relative_to(tmp_path / "desk" / "rules") for path in (tmp_path / "desk" / "rules").rglob("*.yaml")}
    assert made == {path.relative_to(ROOT / "rules") for path in (ROOT / "rules").rglob("*.yaml")}
    assert (tmp_path / "desk" / "maild.toml").is_file()


def test_the_metadata_names_licence_python_and_command(wheel) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        (entries,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        told = archive.read(metadata).decode()
        assert "maild = maild.cli.main:main" in archive.read(entries).decode()
    assert "License-Expression: Apache-2.0" in told
    assert "Requires-Python: >=3.11" in told
