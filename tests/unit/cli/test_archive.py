"""`maild tickets archive`: a whole case in one file."""

from __future__ import annotations

import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from maild.errors import PermanentError
from tests.support.small_office import maild, office_with_a_ticket

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """An office with one ticket of Rita's."""
    return office_with_a_ticket(tmp_path)


def test_sec_4_a_whole_case_goes_into_one_file_that_is_its_owners_alone(config: Path) -> None:
    """SEC-4."""
    file = config.parent / "kasus.zip"
    said = maild(config, "tickets", "archive", "TIKET-1", "--out", str(file)).output
    assert f"{file} is written." in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        came, went = "mails/001-in-rita-example-com.eml", "mails/002-out-rita-example-com.eml"
        assert archive.namelist() == ["TIKET-1.pdf", came, went, "index.txt"]
        assert archive.read(came).endswith(b"Internet lambat 1")
        assert b"Laporan Anda kami terima." in archive.read(went)
        assert "002-out" in archive.read("index.txt").decode()


def test_the_file_is_named_by_the_ticket(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.parent)
    maild(config, "tickets", "archive", "1")
    assert (config.parent / "TIKET-1.zip").exists()


def test_a_file_that_is_there_is_not_overwritten(config: Path) -> None:
    with pytest.raises(PermanentError, match="exists already"):
        maild(config, "tickets", "archive", "1", "-o", str(config))


def test_a_ticket_that_is_not_there_is_said_to_be_missing(config: Path) -> None:
    with pytest.raises(PermanentError, match="no ticket 7"):
        maild(config, "tickets", "archive", "7")
