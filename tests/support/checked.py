"""What `maild check` finds, asked in this process."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from maild.cli import main as command_line

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, str]


def checked(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, list[Row]]:
    """Return the exit status and all findings."""
    monkeypatch.setattr(sys, "argv", ["maild", "check", "--json", "-c", str(file), *options])
    with pytest.raises(SystemExit) as left:
        command_line.main()
    return int(left.value.code or 0), json.loads(capsys.readouterr().out)


def problems(rows: list[Row], part: str = "") -> list[Row]:
    """Return what is a problem, of one part or of all."""
    return [row for row in rows if row["level"] == "problem" and part in {row["part"], ""}]
