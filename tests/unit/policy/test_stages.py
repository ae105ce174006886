"""Procedures with stages as rule files: what is built of them, and what is said against them with file and line."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from maild.policy.checking import check
from maild.policy.loader import load
from tests.support.rule_folder import replaced, rule_folder

PAGE = (Path(__file__).parents[3] / "docs" / "stages.md").read_text("utf-8")
PROCEDURE = "procedures/security_incident.yaml"


def findings(folder: Path) -> list[str]:
    return [str(finding) for finding in check(folder) if finding.severity == "error"]


def broken(place: Path, old: str, new: str, file: str = PROCEDURE) -> list[str]:
    """Return what is said against the security example with a piece of it replaced."""
    return findings(replaced(rule_folder(place, "security"), file, old, new))


def test_a_stage_says_whose_turn_it_is_and_what_leads_where(tmp_path: Path) -> None:
    procedure = load(rule_folder(tmp_path, "security")).procedure_for("security_incident")
    assert procedure is not None
    decision = procedure.stage("putusan")
    assert decision is not None
    assert (decision.actor, decision.needs, decision.work) == ("approver", ("in_charge",), "held")
    assert dict(decision.leads) == {"approved": "kirim", "rejected": "draf"}
    assert decision.name("en") == "Decide on the notification letter"
    assert procedure.stage("nirgends") is None


def test_a_stage_with_a_norm_is_a_step_that_is_measured(tmp_path: Path) -> None:
    """MAD-20."""
    procedure = load(rule_folder(tmp_path, "security")).procedure_for("security_incident")
    assert procedure is not None
    step = next(step for step in procedure.steps if step.id == "perbaikan")
    assert (step.starts, step.ends) == ("entered:perbaikan", "completed:perbaikan")
    assert step.norm == 3 * timedelta(hours=7)


def test_a_procedure_without_stages_has_none(tmp_path: Path) -> None:
    assert all(not procedure.stages for procedure in load(rule_folder(tmp_path)).procedures)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{done: draf}", "{done: draff}", 'there is no stage "draff" (did you mean draf?)'),
        ("{TicketTaken: catat}", "{TicketTake: catat}", 'there is no fact or command "TicketTake"'),
        ("actor: approver", "actor: aprover", 'there is no role or group "aprover" (did you mean approver?)'),
        ("{TicketTaken: catat}", "{TicketTaken: terima}", 'nobody can leave the stage "terima"'),
        ("{done: arsip, reopened", '{done: "", reopened', 'nothing leads to the stage "arsip"'),
        ("reopens: perbaikan", "reopens: reparasi", 'there is no stage "reparasi"'),
        ("leads: {done: periksa}", "leads: {approved: periksa}", "what is written here is never done"),
        ("sends: notification", "sends: surat", 'there is no written field "surat" (one of: notification, report)'),
        ("{LetterSent: perbaikan, rejected: draf}", "{done: perbaikan}", "nothing follows when the letter has left"),
        ('closed: "", reopened', "closed: draf, reopened", "a closed ticket enters no stage"),
        ("{done: laporan, reopened", "{approved: laporan, reopened", "a requester neither approves nor rejects"),
        ("id: catat", "id: terima", 'the stage "terima" is there 2 times'),
        ("calendar: kantor", "calendar: kantoor", 'there is no calendar "kantoor"'),
        ("work: begins", "work: starts", '"starts" is not possible for "work"'),
    ],
)
def test_a_mistake_in_a_stage_is_said_with_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = broken(tmp_path, old, new)
    assert any(said in finding for finding in found), found
    assert all(finding.startswith((f"{PROCEDURE}:", "targets.yaml:")) for finding in found)


def test_a_slip_in_what_a_stage_leads_to_is_one_mistake(tmp_path: Path) -> None:
    assert len(broken(tmp_path, "{TicketTaken: catat}", "{TicketTaken: catatt}")) == 1


def test_a_stage_that_nobody_has_the_turn_in_is_doubtful(tmp_path: Path) -> None:
    folder = replaced(rule_folder(tmp_path, "security"), "people.yaml", "roles: [evaluator]", "roles: [operator]")
    doubts = [str(finding) for finding in check(folder) if finding.severity == "warning"]
    assert any('nobody has the role "evaluator" (give it to somebody in people.yaml)' in doubt for doubt in doubts)


def test_a_target_speaks_only_of_stages_that_there_are(tmp_path: Path) -> None:
    (found,) = broken(tmp_path, "starts: entered:terima", "starts: entered:teirma", "targets.yaml")
    assert found.startswith("targets.yaml:")
    assert 'there is no fact "entered:teirma" (did you mean entered:terima?)' in found


def test_the_actor_and_whoever_is_in_charge_may_be_told_of_what_is_late(tmp_path: Path) -> None:
    (found,) = broken(tmp_path, "tells: [in_charge]", "tells: [incharge]", "escalation.yaml")
    assert "in_charge" in found


def test_the_procedure_and_the_limit_that_are_explained_are_sound(tmp_path: Path) -> None:
    procedure, limit = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    folder = rule_folder(tmp_path, procedures__access_request=procedure)
    (folder / "procedures" / "access-request.yaml").rename(folder / "procedures" / "access_request.yaml")
    replaced(folder, "targets.yaml", "targets:\n", f"targets:\n{limit}")
    assert findings(folder) == []
