"""The rule files: read strictly, every mistake with its place and a mend, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from maild.policy.checking import failed_tests
from maild.policy.findings import Finding, PolicyError
from maild.policy.loader import examined, load
from maild.shipped import shipped
from tests.support.rule_folder import replaced, rule_folder


def errors(folder: Path) -> list[Finding]:
    return [finding for finding in examined(folder)[1] if finding.severity == "error"]


def only_error(folder: Path) -> Finding:
    (finding,) = errors(folder)
    return finding


def mine(rules: str) -> str:
    return f"format: 1\n\nrules:\n{rules}\n"


def test_the_shipped_rules_are_sound_but_for_the_example_people() -> None:
    policy, findings = examined(shipped("rules"))
    assert policy is not None
    assert [finding.severity for finding in findings] == ["warning"]
    assert "example people" in findings[0].message


def test_the_shipped_rules_are_sound_whatever_an_office_calls_its_groups(tmp_path: Path) -> None:
    people = """\
format: 1
people:
  - {id: mira, name: Mira, addresses: [mira@office.example], roles: [operator], groups: [front]}
groups:
  - {id: front, name: Front office, level: 1}
"""
    policy, findings = examined(rule_folder(tmp_path, people=people))
    assert policy is not None
    assert [*findings, *failed_tests(policy)] == []


def test_the_matrix_of_the_procedure_is_shipped() -> None:
    """MAD-7."""
    policy = load(shipped("rules"))
    levels = ("tinggi", "menengah", "rendah")
    table = [[policy.priority_of(urgency, impact) for impact in levels] for urgency in levels]
    assert table == [[1, 1, 2], [1, 2, 3], [2, 3, 3]]


def test_the_taxonomy_of_the_procedure_is_shipped() -> None:
    """MAD-5: 26 services in four categories, SIM under Aplikasi and WAN under Jaringan."""
    taxonomy = load(shipped("rules")).taxonomy
    assert len(taxonomy.services) == 26
    assert {service.category for service in taxonomy.services} == {"Aplikasi", "Jaringan", "Hardware", "Data"}
    assert taxonomy.service("SIM down").category == "Aplikasi"
    assert taxonomy.service("WAN mati").category == "Jaringan"


def test_the_targets_of_the_procedure_are_shipped_in_working_days_of_eight_hours() -> None:
    """MAD-8."""
    targets = {rule.name: rule.within for rule in load(shipped("rules")).targets}
    assert [targets["response"][priority].total_seconds() / 60 for priority in (1, 2, 3)] == [10, 60, 240]
    assert [targets["resolution"][priority].total_seconds() / 3600 for priority in (1, 2, 3)] == [8, 24, 48]


def test_every_role_of_the_procedure_is_filled() -> None:
    """MAD-22."""
    people = load(shipped("rules")).people
    assert all(
        people.with_role(role) for role in ("knowledge", "operator", "technician", "manager", "evaluator", "approver")
    )


def test_example_people_are_not_among_the_real_ones() -> None:
    policy = load(shipped("rules")).without_examples()
    assert policy.people.people == ()
    assert policy.people.groups


def test_an_unknown_setting_is_named_with_its_place_and_what_was_meant(tmp_path: Path) -> None:
    folder = replaced(rule_folder(tmp_path), "people.yaml", "unit: Service Desk, roles", "units: Service Desk, roles")
    finding = only_error(folder)
    assert (finding.file, finding.line) == ("people.yaml", 8)
    assert 'no setting "units"' in finding.message
    assert finding.suggestion == "did you mean unit?"


def test_a_missing_setting_is_named(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path, triage__05_mine=mine("  - rule: nothing\n    when: {says: [halo]}"))
    finding = only_error(folder)
    assert finding.line == 4
    assert '"then" is missing' in finding.message


def test_a_word_that_is_not_possible_is_answered_with_those_that_are(tmp_path: Path) -> None:
    folder = replaced(rule_folder(tmp_path), "people.yaml", "roles: [operator]", "roles: [operater]")
    assert only_error(folder).message == '"operater" is not possible for "roles"'
    assert only_error(folder).suggestion == "did you mean operator?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("format: 1\nrules: [\n", "no valid YAML"),
        ("format: 1\nformat: 1\n", '"format" is here twice, first in line 1'),
        ("format: 1\nrules: &all []\n", "&all is an anchor"),
        ("format: 1\nrules: *all\n", "*all repeats another part"),
        ("format: 1\nrules: !!str halo\n", "is a tag"),
        ("format: 1\n---\nformat: 1\n", "a second document"),
        ("format: 2\n", '"2" is not possible for "format"'),
        ("? [a]\n: b\n", "a key must be a word"),
    ],
)
def test_the_traps_of_yaml_are_refused(tmp_path: Path, text: str, words: str) -> None:
    findings = errors(rule_folder(tmp_path, triage__05_mine=text))
    assert any(words in str(finding) for finding in findings)


def test_yes_and_no_and_dates_stay_words(tmp_path: Path) -> None:
    folder = rule_folder(
        tmp_path, triage__05_mine=mine("  - {rule: 'no', when: {says: [no, on, 12:30]}, then: {tags: [yes]}}")
    )
    rule = load(folder).triage.rules[0]
    assert rule.when[0].values == (("no", "on", "12:30"),)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    folder = rule_folder(
        tmp_path,
        triage__05_mine=mine(
            "  - {rule: one, when: {says: [INTRENET]}, then: {category: Jaringn}}\n"
            "  - {rule: two, when: {says: [halo]}, then: {service: Internet lambt}}"
        ),
    )
    told = [(finding.line, finding.suggestion) for finding in errors(folder)]
    assert told == [
        (4, "did you mean INTERNET?"),
        (4, "did you mean Jaringan?"),
        (5, "did you mean Internet lambat?"),
    ]


def test_a_group_that_is_not_there_is_found(tmp_path: Path) -> None:
    folder = replaced(rule_folder(tmp_path), "people.yaml", "groups: [jaringan]", "groups: [jaringn]")
    assert only_error(folder).suggestion == "did you mean jaringan?"


def test_an_address_of_two_people_is_found(tmp_path: Path) -> None:
    folder = replaced(rule_folder(tmp_path), "people.yaml", "[tariq@madiun.example]", "[OMAR@madiun.example]")
    assert "is also an address of omar" in only_error(folder).message


def test_a_category_that_nobody_handles_is_found(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path)
    replaced(folder, "people.yaml", "level: 1}", "level: 1, categories: [Lainnya]}")
    replaced(folder, "people.yaml", "categories: [Hardware]", "categories: []")
    assert only_error(folder).message == 'nobody handles the category "Hardware"'


def test_a_hole_in_the_matrix_is_found(tmp_path: Path) -> None:
    folder = replaced(
        rule_folder(tmp_path),
        "priorities.yaml",
        "rendah: {tinggi: 2, menengah: 3, rendah: 3}",
        "rendah: {tinggi: 2, menengah: 3}",
    )
    assert only_error(folder).message == "urgency rendah with impact rendah has no priority"


def test_a_rule_behind_one_that_always_stops_first_is_found(tmp_path: Path) -> None:
    folder = rule_folder(
        tmp_path,
        triage__05_mine=mine(
            "  - {rule: wide, when: {says: [kucing, anjing]}, then: {tags: [a]}, stop: true}\n"
            "  - {rule: narrow, when: {says: [kucing], subject: [putus]}, then: {tags: [b]}}"
        ),
    )
    assert '"narrow" can never fire' in only_error(folder).message


def test_a_rule_may_not_ask_for_what_is_decided_later(tmp_path: Path) -> None:
    folder = rule_folder(
        tmp_path, triage__05_mine=mine("  - {rule: early, when: {decided: {urgency: tinggi}}, then: {type: incident}}")
    )
    assert "type is decided before urgency" in only_error(folder).message


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("[a-z]+[0-9]*", "no fixed text"),
        ("(?:ab|internet)", "no fixed text"),
        ("(internet)?[0-9]+", "no fixed text"),
        ("internet(", "no pattern of RE2"),
        ("(?=internet)", "no pattern of RE2"),
        ("internet.{900}.{900}.{900}", "too big"),
    ],
)
def test_a_pattern_that_would_be_slow_is_refused(tmp_path: Path, pattern: str, words: str) -> None:
    folder = rule_folder(
        tmp_path, triage__05_mine=mine(f"  - {{rule: slow, when: {{pattern: ['{pattern}']}}, then: {{tags: [a]}}}}")
    )
    assert words in only_error(folder).message


def test_a_pattern_with_fixed_text_is_taken(tmp_path: Path) -> None:
    rules = mine(r"  - {rule: ok, when: {pattern: ['inet(er)?[0-9]{2,4}\.(lan|net)']}, then: {tags: [a]}}")
    assert errors(rule_folder(tmp_path, triage__05_mine=rules)) == []


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path)
    (folder / "words.yaml").unlink()
    assert str(only_error(folder)).startswith("words.yaml:1:1: this file is missing")


def test_a_file_that_does_not_belong_here_is_named(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path)
    (folder / "peoples.yaml").write_text("format: 1\n", "utf-8")
    assert only_error(folder).suggestion == "did you mean people.yaml?"


def test_what_editors_leave_behind_is_not_read(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path)
    for name in (".people.yaml.swp", "people.yaml~", ".#people.yaml", "words.yaml.new"):
        (folder / name).write_text("broken: [", "utf-8")
    assert errors(folder) == []


def test_a_folder_that_is_not_there_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load(tmp_path / "rules")
    assert "maild rules upgrade" in str(caught.value)


def test_the_digest_changes_with_any_file(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path)
    before = load(folder).digest
    replaced(folder, "survey.yaml", "Pelayanan", "Layanan")
    assert load(folder).digest != before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("groups: [jaringan], example", "groups: [jaringan], calendar: malam, example"),
        ("categories: [Jaringan]}", "categories: [Jaringan], calendar: malam}"),
    ],
)
def test_hours_that_no_calendar_has_are_found_where_they_are_named(tmp_path: Path, old: str, new: str) -> None:
    folder = replaced(rule_folder(tmp_path), "people.yaml", old, new)
    finding = only_error(folder)
    line = next(
        number for number, each in enumerate((folder / "people.yaml").read_text().split("\n"), 1) if new in each
    )
    assert finding.message == 'there is no calendar "malam"'
    assert (finding.file, finding.line) == ("people.yaml", line)
