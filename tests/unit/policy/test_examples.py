"""The other procedures as folders of rules: accepted by the check, with their own words, people and stages."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from maild.policy.checking import check
from maild.policy.facts import Facts
from maild.policy.loader import load
from maild.policy.model import Policy
from maild.policy.triage import triage
from maild.shipped import shipped

EXAMPLES = sorted((shipped("rules") / "examples").iterdir())


@cache
def example(name: str) -> Policy:
    return load(shipped("rules") / "examples" / name)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_an_example_is_accepted_and_its_own_tests_pass(folder: Path) -> None:
    findings = check(folder)
    assert [finding.severity for finding in findings] == ["warning"], [str(finding) for finding in findings]
    assert load(folder).triage.examples


def test_there_is_an_example_of_every_other_procedure() -> None:
    assert [folder.name for folder in EXAMPLES] == ["oki", "security", "trenggalek", "unma"]


def test_the_university_escalates_to_the_bureau() -> None:
    """UNM-4, UNM-5."""
    policy = example("unma")
    group = policy.people.group_for("Akademik")
    assert group is not None
    assert group.id == "baupk"
    assert len(policy.people.with_role("manager")) == 2


def test_every_stage_of_a_security_incident_has_an_actor_and_a_limit() -> None:
    """SEC-1: the report and eleven stages; minutes and hours round the clock, days are working days of seven hours."""
    procedure = example("security").procedure_for("security_incident")
    assert procedure is not None
    assert [step.norm for step in procedure.steps] == [
        timedelta(minutes=10),
        timedelta(hours=6),
        timedelta(hours=1),
        timedelta(hours=4),
        timedelta(hours=2),
        timedelta(hours=1),
        timedelta(minutes=30),
        3 * timedelta(hours=7),
        timedelta(minutes=30),
        timedelta(hours=4),
        timedelta(hours=7),
        timedelta(minutes=10),
    ]
    assert all(step.actor for step in procedure.steps)


def test_the_limit_of_each_stage_is_the_norm_by_which_it_is_measured() -> None:
    """SEC-1, MAD-20."""
    policy = example("security")
    (procedure,) = policy.procedures
    norms = {step.starts: (step.norm, step.calendar) for step in procedure.steps if step.starts}
    limits = {rule.starts: (within, rule.calendar) for rule in policy.targets for within in rule.within.values()}
    assert norms == limits
    assert {f"entered:{stage.id}" for stage in procedure.stages} == set(limits)


def test_every_overdue_stage_of_a_security_incident_escalates() -> None:
    """SEC-1."""
    policy = example("security")
    assert {rule.target for rule in policy.escalations} == {rule.name for rule in policy.targets}


def test_a_security_incident_is_confidential_before_anybody_is_told() -> None:
    """SEC-5."""
    triaged = triage(example("security"), Facts(subject="", text="halo, ada yang aneh"))
    assert (triaged.confidential, triaged.group) == (True, "csirt")


def test_the_nine_activities_are_steps_of_three_procedures() -> None:
    """OKI-1 .. OKI-10."""
    procedures = example("oki").procedures
    assert len(procedures) == 3
    assert [step.id for procedure in procedures for step in procedure.steps] == [str(number) for number in range(1, 10)]


def test_a_disposition_goes_from_the_head_to_the_division_to_the_section() -> None:
    """TRG-2."""
    policy = example("trenggalek")
    assert [group.level for group in policy.people.groups] == [1, 2, 3, 3, 4]
    section = policy.people.group_for("Aplikasi")
    assert section is not None
    assert section.id == "aplikasi"
    (procedure,) = policy.procedures
    assert [stage.id for stage in procedure.stages if stage.work == "held"] == ["kepala", "bidang", "verifikasi"]


def test_priorities_may_be_five() -> None:
    """TRG-4."""
    assert example("trenggalek").priority_of("rendah", "rendah") == 5
