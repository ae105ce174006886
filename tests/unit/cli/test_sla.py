"""`maild sla`: where the time of a ticket's promises went, and what another calendar would move."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from maild import bootstrap
from maild.cli.main import application
from maild.config import load
from maild.desk.recording import Cause, recorded, written
from maild.errors import PermanentError
from maild.tickets.events import StageEntered
from tests.support.rule_folder import replaced
from tests.support.samples import NOW
from tests.support.small_office import office_with_a_ticket


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk with one ticket, three hours after it was opened."""
    file = office_with_a_ticket(tmp_path)
    monkeypatch.setattr(bootstrap, "clock", lambda: NOW.replace(hour=5))
    return file


def explained(config: Path, *arguments: str) -> str:
    result = CliRunner().invoke(application, ["-c", str(config), "sla", "explain", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_every_minute_is_told_to_people_in_the_offices_own_time(config: Path) -> None:
    told = explained(config, "TIKET-1")
    assert "response: breached" in told
    assert "rule           targets.yaml:7" in told
    assert "used           2:29:59" in told
    rows = [line.split("  ") for line in told.splitlines() if line.startswith("2026-11-20")]
    assert [row[0] for row in rows[:2]] == ["2026-11-20 09:00:00 WIB", "2026-11-20 11:30:00 WIB"]
    assert "outside hours" in told


def test_programs_get_one_object_whose_figures_add_up(config: Path) -> None:
    told = json.loads(explained(config, "1", "--json"))
    assert told["number"] == 1
    assert [target["name"] for target in told["targets"]] == ["response", "resolution"]
    for target in told["targets"]:
        assert sum(stretch["counted"] for stretch in target["stretches"]) == pytest.approx(target["spent_for"], abs=1)
        assert target["rule"].startswith("targets.yaml:")


def test_a_ticket_that_is_not_there_is_said_to_be_so(config: Path) -> None:
    with pytest.raises(PermanentError, match="no ticket 9"):
        explained(config, "9")


def test_the_stage_of_a_procedure_and_whose_turn_it_is_come_first(config: Path) -> None:
    stages = "stages:\n  - {id: periksa, name: {id: Pemeriksaan, en: Check}, actor: approver, leads: {resolved: ''}}\n"
    folder = replaced(config.parent / "rules", "procedures/incident.yaml", "waiting:\n", f"{stages}waiting:\n")
    store, rulebook = bootstrap.store_of(load(config, {})), bootstrap.rulebook_of(folder, NOW)
    with store.begin() as work:
        ticket, targets = work.tickets([1])[1], work.targets([1])[1]
        done = recorded(rulebook, 1, ticket, targets, StageEntered("periksa"), Cause(NOW, "maild", "test"))
        work.write(written((done,)))
        work.commit()
    store.database.close()
    told = explained(config, "1")
    assert told.index("Check") < told.index("response")
    assert "approver" in told
    turn = {"stage": "periksa", "stage_name": "Check", "turn": "approver"}
    shown = CliRunner().invoke(application, ["-c", str(config), "tickets", "show", "1", "--json"]).output
    for answer in map(json.loads, (shown, explained(config, "1", "--json"))):
        assert {name: answer[name] for name in turn} == turn


def previewed(config: Path, *arguments: str) -> str:
    command = ["-c", str(config), "sla", "preview", *arguments]
    result = CliRunner().invoke(application, command, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def with_monday_off(config: Path) -> Path:
    """Return a folder of rules in which the next Monday is decreed to be a day off."""
    rules = shutil.copytree(config.parent / "rules", config.parent / "tried")
    calendar = rules / "calendar.yaml"
    text, holidays = calendar.read_text("utf-8"), "    holidays: {country: ID, kinds: [public, government]}\n"
    assert holidays in text
    calendar.write_text(
        text.replace(holidays, f"{holidays}    closed: [{{date: 2026-11-23, name: Cuti bersama}}]\n"), "utf-8"
    )
    return rules


def test_what_a_late_decree_would_move_is_shown_before_it_is_in_force(config: Path) -> None:
    tried = with_monday_off(config)
    told = previewed(config, "--rules", str(tried))
    assert "resolution  kantor" in told
    assert "2026-11-24" in told
    assert "This would move: 1." in told
    assert previewed(config, "--rules", str(tried)) == told, "looking moves nothing"


def test_programs_get_what_would_move_as_one_array(config: Path) -> None:
    (move,) = json.loads(previewed(config, "--rules", str(with_monday_off(config)), "--json"))
    assert (move["number"], move["name"], move["calendar"]) == (1, "resolution", "kantor")
    assert move["due_before"] < move["due_after"]
