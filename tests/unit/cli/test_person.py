"""`maild person`: what people see when they hand over or erase what is kept of somebody."""

from __future__ import annotations

import json
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


def test_everything_goes_into_one_file_that_is_its_owners_alone(config: Path) -> None:
    file = config.parent / "rita.zip"
    said = maild(config, "person", "export", "rita@example.com", "-o", str(file)).output
    assert "1 ticket, 1 letter, 1 mail" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("person.json"))
        assert told["tickets"][0]["subject"] == "Internet lambat"
        assert archive.read(told["mails"][0]).endswith(b"Internet lambat 1")


def test_a_file_that_is_there_is_not_overwritten(config: Path) -> None:
    with pytest.raises(PermanentError, match="exists already"):
        maild(config, "person", "export", "rita@example.com", "-o", str(config))


def test_of_somebody_unknown_there_is_nothing_to_hand_over(config: Path) -> None:
    with pytest.raises(PermanentError, match="Nothing is kept"):
        maild(config, "person", "export", "nobody@example.com")


def test_nobody_is_erased_without_being_asked(config: Path) -> None:
    said = maild(config, "person", "erase", "rita@example.com", answer="n\n")
    assert said.exit_code == 1
    assert "cannot be taken back" in said.output
    assert "1 ticket" in said.output
    assert json.loads(maild(config, "tickets", "list", "--json").output)[0]["requester"] == "Rita@example.com"


def test_an_erasing_says_what_went_what_stays_and_what_it_cannot_reach(config: Path) -> None:
    said = maild(config, "person", "erase", "rita@example.com", "--yes").output
    assert "Erased: 1 ticket, 1 message, 1 letter, 1 raw mail" in said
    assert "What stays" in said
    assert "backups" in said
    (ticket,) = json.loads(maild(config, "tickets", "list", "--json").output)
    assert (ticket["number"], ticket["requester"], ticket["subject"]) == (1, "", "")
    assert maild(config, "db", "check").exit_code == 0


def test_programs_hear_how_much_was_erased(config: Path) -> None:
    told = json.loads(maild(config, "person", "erase", "rita@example.com", "--yes", "--json").output)
    assert (told["contacts"], told["tickets"], told["messages"]) == (1, 1, 1)


def test_who_was_never_here_is_said_to_be_so(config: Path) -> None:
    assert "Nothing is kept" in maild(config, "person", "erase", "nobody@example.com", "--yes").output
