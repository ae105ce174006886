"""The shipped unit: systemd accepts it, and it gives the daemon few rights."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from maild.config.shape import credential_of, described
from maild.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("systemd")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """A copy of the unit whose program exists, as `systemd-analyze verify` wants it."""
    text = (shipped("systemd") / "maild.service").read_text("utf-8")
    copy = tmp_path / "maild.service"
    copy.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text), "utf-8")
    return copy


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_systemd_finds_nothing_wrong_in_the_unit(unit) -> None:
    done = analyze("verify", unit)
    assert done.returncode == 0, done.stderr
    assert "maild.service" not in done.stderr


def test_the_unit_gives_few_rights(unit) -> None:
    done = analyze("security", "--offline=true", "--threshold=15", "--no-pager", unit)
    assert done.returncode == 0, done.stdout


def test_every_credential_of_the_unit_is_a_setting() -> None:
    text = (shipped("systemd") / "maild.service").read_text("utf-8")
    passed = re.findall(r"(?m)^LoadCredential=([^:\n]+):", text)
    secrets = [("mailbox", "desk", "password"), ("smtp", "password"), ("database", "url")]
    assert all(described(path) for path in secrets)
    assert passed == [credential_of(path) for path in secrets]


def test_the_daemon_runs_in_the_folder_of_its_desk() -> None:
    text = (shipped("systemd") / "maild.service").read_text("utf-8")
    assert "StateDirectory=maild" in text
    assert re.search(r"(?m)^ExecStart=\S+ run --config %S/maild/maild\.toml$", text)
