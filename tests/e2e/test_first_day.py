"""docs/first-day.md: an administrator's first day goes as the page says, on the desk of the demo."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maild.bootstrap import clock
from maild.demo.cast import ADMIN, RITA, Mail, Player
from maild.demo.post import text_of
from maild.demo.stage import staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from maild.demo.stage import Stage

PAGE = (Path(__file__).parents[2] / "docs" / "first-day.md").read_text("utf-8")
STEPS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
# The first two open the demo in a terminal, which test_demo.py does.
OPENING = 2
PATIENCE = 60


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as stage:
        yield stage


def wait_for(seen: Callable[[], object], what: str) -> None:
    """Wait until something is seen; AssertionError when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


class Day:
    """Does what the page says, step by step, and looks whether the desk answers as the page says."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._printed = ""

    def do(self, kind: str, text: str) -> None:
        {"sh": self._type, "text": self._read, "yaml": self._edit, "letter": self._receive}[kind](text)

    def _type(self, commands: str) -> None:
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", commands],
            cwd=self._stage.folder,
            env={**os.environ, "PATH": programs},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        self._printed = done.stdout + done.stderr

    def _read(self, shown: str) -> None:
        for line in shown.splitlines():
            assert line in self._printed

    def _edit(self, block: str) -> None:
        """Write a file anew, or put something first under a key of one that is there."""
        title, text = block.split("\n", maxsplit=1)
        file, _, key = title.removeprefix("# ").partition(" under ")
        path = self._stage.folder / "rules" / file
        if key:
            head, line, rest = re.split(rf"(?m)^( *{key}:\n)", path.read_text("utf-8"), maxsplit=1)
            text = f"{head}{line}{text}{rest}"
        before = self._stage.policy.digest
        path.write_text(text, "utf-8")
        if key:
            wait_for(lambda: self._stage.policy.digest != before, "the new rules are in force")

    def _receive(self, expected: str) -> None:
        admin = Player("admin", ADMIN)
        wait_for(lambda: self._stage.post.inbox(admin), "the administrator is told")
        (letter,) = self._stage.post.inbox(admin)
        text = " ".join(text_of(letter).split())
        for line in expected.splitlines():
            assert line in text


def test_the_first_day_goes_as_written(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    day, sound = Day(stage), stage.policy.digest
    for kind, text in STEPS[OPENING:]:
        if "tickets list" in text:
            assert "05-office.yaml:5:12" in caplog.text
            assert stage.policy.digest != sound
            queue = (stage.folder / "queue.eml").read_text("utf-8")
            headers, _, body = queue.partition("\n\n")
            (subject,) = re.findall(r"Subject: (.*)", headers)
            stage.post.send(Mail(RITA, subject, body), clock())
            wait_for(lambda: any("[TIKET-1]" in str(each["Subject"]) for each in stage.post.inbox(RITA)), "a receipt")
        day.do(kind, text)
