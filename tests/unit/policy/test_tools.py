"""The tools of an admin: tests beside rules, replay, suggestions, schema, upgrade."""

from __future__ import annotations

import shutil
from pathlib import Path

from maild.policy.checking import check
from maild.policy.facts import Facts
from maild.policy.replay import Past, replayed, shifts
from maild.policy.schema import schema
from maild.policy.suggest import Outcome, common_words, suggestions
from maild.policy.upgrade import planned, upgraded
from maild.shipped import digests, record_digests, shipped
from tests.support.rule_folder import replaced, rule_folder
from tests.support.sorting import shipped_policy


def test_a_test_beside_the_rules_that_fails_is_a_finding(tmp_path: Path) -> None:
    text = """format: 1
rules:
  - {rule: cats, when: {says: [kucing]}, then: {group: data}}
tests:
  - {test: cats go to data, mail: {text: kucing}, expect: {group: data}}
  - {test: dogs too, mail: {text: anjing}, expect: {group: [data, jaringan]}}
"""
    findings = [one for one in check(rule_folder(tmp_path, triage__05_mine=text)) if one.severity == "error"]
    assert [(one.line, one.message) for one in findings] == [
        (6, 'the test "dogs too" wants group data or jaringan and gets meja-layanan')
    ]


def test_the_tests_beside_the_shipped_rules_pass() -> None:
    assert [one for one in check(shipped("rules")) if one.severity == "error"] == []


def test_a_replay_tells_what_would_change_and_whether_people_agree() -> None:
    mail = Facts(subject="", text="internet kantor lemot")
    past = [
        Past(1, mail, {"service": "Internet mati"}, {"service": "Internet lambat"}),
        Past(2, mail, {"service": "Internet mati"}, {"service": "Internet mati"}),
        Past(3, mail, {"service": "Internet lambat"}),
    ]
    changes = [change for _, some in replayed(past, shipped_policy()) for change in some]
    assert [(change.number, change.verdict) for change in changes] == [(1, "better"), (2, "worse")]
    (shift,) = shifts(changes)
    assert (shift.before, shift.after, shift.tickets) == ("Internet mati", "Internet lambat", (1, 2))
    assert (shift.better, shift.worse) == (1, 1)


def test_words_that_would_have_decided_are_suggested_ready_to_paste() -> None:
    tickets = [
        Outcome(1, "rita", "genset bunyi aneh", "Hardware", True),
        Outcome(2, "mona", "mohon genset dicek", "Hardware", True),
        Outcome(3, "rita", "genset mati pak", "Hardware", True),
        Outcome(4, "mona", "wifi lemot pak", "Jaringan", False),
    ]
    (best, *_) = suggestions("category", tickets, common_words(shipped_policy().triage.concepts))
    assert (best.words, best.right, best.wrong) == ("genset", (1, 2, 3), ())
    assert best.rule == (
        '  - {rule: suggested-category-genset, when: {says: ["genset"]}, then: {category: Hardware}, points: 4}'
    )


def test_a_word_of_one_person_alone_is_never_suggested() -> None:
    tickets = [Outcome(number, "rita", "salam dari kelurahan oro-oro", "Data", True) for number in range(5)]
    assert suggestions("category", tickets, frozenset()) == ()


def test_a_suggested_rule_can_be_pasted(tmp_path: Path) -> None:
    tickets = [Outcome(number, f"r{number}", "genset bunyi", "Hardware", True) for number in range(3)]
    (best, *_) = suggestions("category", tickets, frozenset())
    folder = rule_folder(tmp_path, triage__05_mine=f"format: 1\nrules:\n{best.rule}\n")
    assert [one for one in check(folder) if one.severity == "error"] == []


def test_a_schema_knows_every_setting() -> None:
    triage = schema()["triage"]["$defs"]
    assert {"says", "together", "not"} <= set(triage["WhenShape"]["properties"])
    assert set(schema()["people"]["properties"]) == {"format", "people", "groups", "units", "devices"}


def test_every_shipped_file_tells_editors_its_schema() -> None:
    folder = shipped("rules")
    for path in [*folder.glob("*.yaml"), *folder.glob("triage/*.yaml"), *folder.glob("procedures/*.yaml")]:
        line = path.read_text("utf-8").splitlines()[0]
        assert line.startswith("# yaml-language-server: $schema="), path.name
        assert (path.parent / line.partition("$schema=")[2]).exists(), path.name


def office(place: Path, source: Path) -> Path:
    folder = place / "office"
    for name in ("words.yaml", "triage/10-services.yaml", "people.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text((source / name).read_text("utf-8"), "utf-8")
    record_digests(folder, digests(folder))
    return folder


def test_an_upgrade_replaces_what_nobody_touched_and_lays_the_rest_beside(tmp_path: Path) -> None:
    source = rule_folder(tmp_path)
    folder = office(tmp_path, source)
    replaced(folder, "people.yaml", "Omar Wibowo", "Oma Wibowo")
    replaced(source, "people.yaml", "Omar Wibowo", "Omar W.")
    replaced(source, "words.yaml", "internetan", "internetan, inetku")
    actions = {step.name: step.action for step in planned(source, folder)}
    assert actions["words.yaml"] == "replaced"
    assert actions["people.yaml"] == "beside"
    assert actions["survey.yaml"] == "added"
    assert "triage/10-services.yaml" not in actions
    upgraded(source, folder)
    assert "Oma Wibowo" in (folder / "people.yaml").read_text("utf-8")
    assert "Omar W." in (folder / "people.yaml.new").read_text("utf-8")
    assert "inetku" in (folder / "words.yaml").read_text("utf-8")


def test_a_second_upgrade_has_nothing_to_do(tmp_path: Path) -> None:
    source = rule_folder(tmp_path)
    folder = office(tmp_path, source)
    replaced(source, "words.yaml", "internetan", "internetan, inetku")
    upgraded(source, folder)
    assert planned(source, folder) == ()


def test_a_file_the_office_removed_stays_away(tmp_path: Path) -> None:
    source = rule_folder(tmp_path)
    folder = office(tmp_path, source)
    (folder / "triage/10-services.yaml").unlink()
    upgraded(source, folder)
    assert not (folder / "triage/10-services.yaml").exists()


def test_rules_that_began_as_an_example_get_no_rules_of_another_office(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shipped("rules") / "examples" / "security", tmp_path / "rules"))
    upgraded(shipped("rules"), folder)
    assert [path.name for path in (folder / "procedures").glob("*.yaml")] == ["security_incident.yaml"]
    assert [one for one in check(folder) if one.severity == "error"] == []


def test_a_file_that_every_set_needs_comes_back(tmp_path: Path) -> None:
    source = rule_folder(tmp_path)
    folder = office(tmp_path, source)
    (folder / "words.yaml").unlink()
    upgraded(source, folder)
    assert (folder / "words.yaml").read_bytes() == (source / "words.yaml").read_bytes()
