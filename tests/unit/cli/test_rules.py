"""`maild rules`: what a change of the rules would cost, and what people's corrections teach."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from maild.desk.recording import Cause, recorded, written
from maild.errors import PermanentError
from maild.shipped import digests, record_digests, shipped
from maild.store.erasure import erase
from maild.tickets.events import TicketClassified, TriageConfirmed
from tests.support.desk import BUDI, NOW, RITA, desk_on, rulebook
from tests.support.rule_folder import replaced
from tests.support.small_office import maild, small_office, store_of

if TYPE_CHECKING:
    from pathlib import Path

    from maild.store.desk_store import DeskStore
    from maild.tickets.events import Fact

MINE = """\
format: 1
rules:
  - {rule: genset, when: {says: [genset]}, then: {category: Data}, decides: true}
"""


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which four people reported a generator, which an operator has put where it belongs."""
    file = small_office(tmp_path_factory.mktemp("office"))
    store = store_of(file)
    desk = desk_on(store)
    for number in range(1, 5):
        ticket = desk.open("genset berbunyi aneh", subject="Lapor", sender=f"{number} <{number}{RITA}>")
        spoken: tuple[Fact, ...] = (TicketClassified("category", ticket.category, "Data", 3),)
        said(store, number, *(spoken if number < 4 else ()))
    desk.open("printer tidak bisa mencetak", subject="Printer", sender=f"Budi <{BUDI}>")
    said(store, 5, TriageConfirmed())
    store.database.close()
    return file


@pytest.fixture
def config(lived_in: Path, tmp_path: Path) -> Path:
    """The same office, for one test alone."""
    return shutil.copytree(lived_in.parent, tmp_path / "office") / lived_in.name


def said(store: DeskStore, number: int, *facts: Fact) -> None:
    for fact in facts:
        with store.begin() as work:
            stands, targets = work.tickets([number])[number], work.targets([number]).get(number, ())
            done = recorded(rulebook(), number, stands, targets, fact, Cause(NOW, "person:omar", "mail"))
            work.write(written([done]))
            work.commit()


# --- replay ----------------------------------------------------------------------------------------------------------


def test_rules_that_did_not_change_change_nothing(config: Path) -> None:
    assert "0 of 5 tickets would come out differently" in maild(config, "rules", "replay").output


def test_a_change_shows_with_the_tickets_behind_it_and_whether_people_agree(config: Path) -> None:
    (config.parent / "rules" / "triage" / "05-mine.yaml").write_text(MINE)
    (shift,) = [
        one for one in json.loads(maild(config, "rules", "replay", "--json").output) if one["field"] == "category"
    ]
    assert (shift["after"], shift["tickets"], shift["better"], shift["worse"]) == ("Data", [4, 3, 2, 1], 3, 0)
    told = maild(config, "rules", "replay").output
    assert "4 of 5 tickets" in told
    assert "4, 3, 2, 1" in told


def test_rules_can_be_tried_before_they_are_put_in_place(config: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    (config.parent / "rules").rename(draft)
    (draft / "triage" / "05-mine.yaml").write_text(MINE)
    assert "4 of 5" in maild(config, "rules", "replay", "--rules", str(draft)).output


def test_only_the_newest_are_read_when_that_is_asked(config: Path) -> None:
    assert "of 2 tickets" in maild(config, "rules", "replay", "--limit", "2").output
    assert "of 0 tickets" in maild(config, "rules", "replay", "--since", "2027-01-01").output


def test_tickets_whose_mail_was_erased_are_left_out(config: Path) -> None:
    store = store_of(config)
    erase(store.database, BUDI)
    store.database.close()
    assert "of 4 tickets" in maild(config, "rules", "replay").output


# --- suggest ---------------------------------------------------------------------------------------------------------


def test_what_people_corrected_becomes_a_rule_to_paste(config: Path) -> None:
    suggested = json.loads(maild(config, "rules", "suggest", "--json", "--field", "category").output)
    assert {(one["value"], tuple(one["right"])) for one in suggested} == {("Data", (3, 2, 1))}
    told = maild(config, "rules", "suggest", "--field", "category").output
    assert suggested[0]["rule_line"] in told
    assert "from 4 tickets" in told


def test_a_pasted_suggestion_is_not_suggested_again(config: Path) -> None:
    (best, *_) = json.loads(maild(config, "rules", "suggest", "--json", "--field", "category").output)
    file = config.parent / "rules" / "triage" / "05-mine.yaml"
    file.write_text(MINE)
    assert best["value"] == "Data"
    assert json.loads(maild(config, "rules", "suggest", "--json", "--field", "category").output) == []


def test_a_field_that_nobody_corrects_is_refused(config: Path) -> None:
    assert maild(config, "rules", "suggest", "--field", "weather").exit_code == 2


# --- schema ----------------------------------------------------------------------------------------------------------


def test_the_shape_of_one_kind_is_printed_or_of_all_written(config: Path, tmp_path: Path) -> None:
    assert "people" in json.loads(maild(config, "rules", "schema", "people").output)["properties"]
    maild(config, "rules", "schema", "-o", str(tmp_path / "shapes"))
    assert json.loads((tmp_path / "shapes" / "triage.json").read_text())["$schema"]
    assert maild(config, "rules", "schema", "weather").exit_code == 2


# --- upgrade ---------------------------------------------------------------------------------------------------------


def test_an_upgrade_says_what_it_does_and_does_only_that(config: Path) -> None:
    folder = config.parent / "rules"
    replaced(folder, "words.yaml", "internetan", "internetan, inetku")
    record_digests(folder, {**digests(folder), "people.yaml": "0" * 64})
    replaced(folder, "people.yaml", "example: true", "example: false")
    planned = maild(config, "rules", "upgrade", "--dry-run").output
    assert "words.yaml: replaced" in planned
    assert "people.yaml: the office changed it" in planned
    assert "Nothing was done" in planned
    assert not (folder / "people.yaml.new").exists()
    done = json.loads(maild(config, "rules", "upgrade", "--json").output)
    assert {step["name"]: step["action"] for step in done} == {"words.yaml": "replaced", "people.yaml": "beside"}
    assert (folder / "people.yaml.new").read_bytes() == (shipped("rules") / "people.yaml").read_bytes()


def test_an_office_that_goes_by_an_example_upgrades_the_whole_folder(config: Path) -> None:
    folder = config.parent / "rules"
    record_digests(folder, {**digests(folder), "examples/security/people.yaml": "0" * 64})
    example = folder / "examples" / "security"
    replaced(example, "people.yaml", "Omar Wibowo", "Rudi Wibowo")
    said = maild(config, "rules", "upgrade", "--rules", str(example)).output
    assert "examples/security/people.yaml: the office changed it" in said
    assert "Omar Wibowo" in (example / "people.yaml.new").read_text("utf-8")
    assert not (example / "triage" / "20-types.yaml").exists()


def test_rules_that_were_lost_are_made_anew(config: Path) -> None:
    folder = config.parent / "rules"
    shutil.rmtree(folder)
    maild(config, "rules", "upgrade")
    assert (folder / "people.yaml").read_bytes() == (shipped("rules") / "people.yaml").read_bytes()


def test_a_folder_that_was_misspelled_is_not_made(config: Path) -> None:
    with pytest.raises(PermanentError, match="is no folder"):
        maild(config, "rules", "upgrade", "--rules", str(config.parent / "rulse"))
    assert not (config.parent / "rulse").exists()


def test_the_shipped_rules_are_not_upgraded_by_themselves(config: Path) -> None:
    with pytest.raises(PermanentError, match="shipped rules"):
        maild(config, "rules", "upgrade", "--rules", str(shipped("rules")))


# --- search follows the words of the rules ---------------------------------------------------------------------------


def test_an_upgrade_of_the_database_says_how_much_search_knows(config: Path) -> None:
    said = maild(config, "db", "upgrade").output
    assert "up to date" in said
    assert "Search knows 0 solved tickets" in said
