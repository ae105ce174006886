"""What becomes of tests whose servers are missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TESTS = """
import pytest
from tests.support import needs

needs.AVAILABLE["dovecot"] = needs.AVAILABLE["exim"] = lambda: False
needs.AVAILABLE["postgres"] = lambda: True

@pytest.mark.needs("dovecot")
def test_reading():
    pass

@pytest.mark.needs("dovecot", "exim")
def test_sending():
    pass

@pytest.mark.needs("postgres")
def test_storing():
    pass
"""


def run(folder: Path, *arguments: str, needs: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "test_three.py").write_text(TESTS)
    options = ["-q", "-p", "tests.conftest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(folder)],
        cwd=ROOT,
        env=os.environ | {"MAILD_TEST_NEEDS": needs},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_one_line_at_the_end_names_what_was_not_run(workers: tuple[str, ...], tmp_path: Path) -> None:
    done = run(tmp_path, *workers)
    assert done.returncode == 0
    assert "1 passed" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if "not run" in line]
    assert line == "not run, needs dovecot: test_reading, test_sending; needs exim: test_sending"


def test_where_all_must_run_a_missing_server_is_a_failure(tmp_path: Path) -> None:
    done = run(tmp_path, needs="all")
    assert done.returncode == 1
    assert "1 passed" in done.stdout
    assert "2 errors" in done.stdout
    assert "needs dovecot and exim, which must be installed here" in done.stdout
    assert "not run" not in done.stdout


def test_a_server_that_nobody_knows_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "test_wrong.py").write_text('import pytest\n\n@pytest.mark.needs("dovcot")\ndef test_it():\n    pass\n')
    done = run(tmp_path)
    assert done.returncode != 0
    assert "dovcot" in done.stdout + done.stderr
