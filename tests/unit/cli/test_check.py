"""`maild check`: each thing that is wrong before the first run is told once, clearly, with its mend."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from maild.bootstrap import checks
from maild.shipped import shipped
from tests.support.checked import Row, checked, problems

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Check = Callable[[], tuple[int, list[Row]]]

# Nothing listens there: what can be looked at without a network is looked at all the same.
CONFIG = """\
[desk]
address = "desk@office.example"
admin = "admin@office.example"
[mailbox.desk]
host = "127.0.0.1"
port = 9
security = "none"
password = "secret-of-the-mailbox"
[smtp]
host = "127.0.0.1"
port = 9
security = "none"
[web]
listen = ""
[trust]
authserv_ids = ["mx.office.example"]
"""
PEOPLE = """\
format: 1
people:
  - {id: omar, name: Omar, addresses: [omar@office.example], roles: [operator], groups: [meja-layanan]}
groups:
  - {id: meja-layanan, name: Service Desk, level: 1}
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules with people of an office, without triage and its words, which take long to read."""
    folder = tmp_path_factory.mktemp("office") / "rules"
    shutil.copytree(shipped("rules"), folder, ignore=shutil.ignore_patterns("[1-9]0-*.yaml"))
    (folder / "people.yaml").write_text(PEOPLE)
    (folder / "words.yaml").write_text("format: 1\nconcepts: {}\n")
    return folder


@pytest.fixture
def desk(tmp_path: Path, rules: Path) -> Path:
    """The folder of a desk in which nothing is wrong but that no mail server is there."""
    shutil.copytree(rules, tmp_path / "rules")
    (tmp_path / "maild.toml").write_text(CONFIG)
    return tmp_path


@pytest.fixture
def check(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    return lambda: checked(desk / "maild.toml", monkeypatch, capsys)


def configure(desk: Path, *changes: tuple[str, str]) -> None:
    text = CONFIG
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (desk / "maild.toml").write_text(text)


def only(rows: list[Row]) -> Row:
    assert len(rows) == 1, rows
    return rows[0]


def test_servers_that_cannot_be_reached_are_the_only_problem_of_a_sound_desk(check: Check) -> None:
    status, rows = check()
    assert status == 1
    assert [row["part"] for row in problems(rows)] == ["mailbox", "smtp"]
    assert all("127.0.0.1:9 cannot be reached" in row["what"] and row["mend"] for row in problems(rows))


def test_nothing_is_made_or_changed_by_looking(desk: Path, check: Check) -> None:
    before = sorted(desk.rglob("*"))
    check()
    assert sorted(desk.rglob("*")) == before


def test_every_problem_and_every_warning_has_a_mend(desk: Path, check: Check) -> None:
    configure(desk, ('admin = "admin@office.example"', 'plus = ""'), ('["mx.office.example"]', '[]\ncommands = "key"'))
    _, rows = check()
    assert {row["part"] for row in rows if row["level"] == "warning"} >= {"config", "trust"}
    assert all(row["mend"] for row in rows if row["level"] != "fine")


# --- the configuration -----------------------------------------------------------------------------------------------


def test_all_mistakes_of_the_configuration_are_told_with_their_lines(desk: Path, check: Check) -> None:
    configure(desk, ('security = "none"\npassword', 'security = "ssl"\npassword'), ("port = 9\n", "prot = 9\n"))
    status, rows = check()
    assert status == 1
    found = [row["what"] for row in problems(rows, "config")]
    assert any(what.startswith("maild.toml:7: mailbox.desk.security") for what in found)
    assert any(what.startswith("maild.toml:6: mailbox.desk.prot") for what in found)
    assert any(row["mend"] == "Did you mean port?" for row in rows)


def test_with_a_broken_configuration_the_rules_beside_it_are_looked_at_too(desk: Path, check: Check) -> None:
    (desk / "maild.toml").write_text("[desk]\n")
    (desk / "rules" / "survey.yaml").write_text("format: 1\nsurvey")
    _, rows = check()
    assert {"config", "rules"} <= {row["part"] for row in problems(rows)}


def test_a_missing_configuration_is_one_clear_problem(desk: Path, check: Check) -> None:
    (desk / "maild.toml").unlink()
    shutil.rmtree(desk / "rules")
    status, rows = check()
    assert status == 1
    assert "There is no configuration" in only(rows)["what"]
    assert "maild init" in only(rows)["mend"]


def test_no_secret_is_ever_shown(check: Check) -> None:
    _, rows = check()
    assert "secret-of-the-mailbox" not in str(rows)


def test_the_shadow_is_pointed_out(desk: Path, check: Check) -> None:
    configure(desk, ("[mailbox.desk]", 'mode = "shadow"\n[mailbox.desk]'))
    _, rows = check()
    assert any("shadow" in row["what"] and "admin@office.example" in row["what"] for row in rows)


def test_a_desk_without_trusted_servers_is_told_what_it_loses(desk: Path, check: Check) -> None:
    configure(desk, ('["mx.office.example"]', "[]"))
    _, rows = check()
    told = only([row for row in rows if row["part"] == "trust"])
    assert told["level"] == "warning"
    assert "short receipt" in told["what"]
    assert "trust.authserv_ids" in told["mend"]


# --- keys, rules, templates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_keys_that_others_can_read_are_a_problem(desk: Path, check: Check, mode: int) -> None:
    keys = desk / "maild.keys"
    keys.write_text("a " + "0f" * 32 + "\n")
    keys.chmod(mode)
    _, rows = check()
    assert only(problems(rows, "keys"))["mend"] == f"Run: chmod 600 {keys}"


def test_keys_that_only_their_owner_can_read_are_fine(desk: Path, check: Check) -> None:
    keys = desk / "maild.keys"
    keys.write_text("a " + "0f" * 32 + "\n")
    keys.chmod(0o600)
    _, rows = check()
    assert only([row for row in rows if row["part"] == "keys"])["level"] == "fine"


def test_a_damaged_keys_file_is_told_without_what_it_holds(desk: Path, check: Check) -> None:
    (desk / "maild.keys").write_text("a not-hexadecimal\n")
    (desk / "maild.keys").chmod(0o600)
    _, rows = check()
    assert "not-hexadecimal" not in str(rows)
    assert only(problems(rows, "keys"))["mend"]


def test_every_mistake_in_the_rules_is_told_with_file_line_and_column(desk: Path, check: Check) -> None:
    (desk / "rules" / "triage" / "00-office.yaml").write_text(
        "format: 1\nrules:\n  - {rule: one, when: {sujbect: [x]}, then: {type: incident}, points: 1}\n"
    )
    (desk / "rules" / "targets.yaml").write_text("format: 1\ntargets: [\n")
    status, rows = check()
    assert status == 1
    found = [row["what"] for row in problems(rows, "rules")]
    assert any(what.startswith("triage/00-office.yaml:3:") for what in found)
    assert any(what.startswith("targets.yaml:") for what in found)


def test_a_test_beside_the_rules_that_fails_is_a_problem(desk: Path, check: Check) -> None:
    (desk / "rules" / "triage" / "00-office.yaml").write_text(
        "format: 1\nrules: []\ntests:\n  - {test: scanners, mail: {subject: Scan}, expect: {type: incident}}\n"
    )
    _, rows = check()
    assert 'the test "scanners" wants type incident' in only(problems(rows, "rules"))["what"]


def test_example_people_that_were_left_in_are_a_problem(desk: Path, check: Check) -> None:
    shutil.copy(shipped("rules") / "people.yaml", desk / "rules" / "people.yaml")
    _, rows = check()
    told = only(problems(rows, "rules"))
    assert "Omar Wibowo" in told["what"]
    assert told["mend"] == "Put your own people in their place."


def test_a_desk_without_operators_is_a_problem(desk: Path, check: Check) -> None:
    (desk / "rules" / "people.yaml").write_text(PEOPLE.replace("operator", "technician"))
    _, rows = check()
    assert any("nobody is an operator" in row["what"] for row in problems(rows, "rules"))


def warned_of_years(desk: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(checks, "clock", lambda: datetime(2040, 11, 20, tzinfo=UTC))
    return [found.what for found in checks.look_at_rules(desk / "rules") if "are not settled" in found.what]


def test_years_whose_holidays_may_still_change_are_warned_of(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = warned_of_years(desk, monkeypatch)
    assert [f"holidays of {year}" in what for year, what in zip((2040, 2041), told, strict=True)] == [True, True]


def test_years_that_the_office_has_compared_are_not_warned_of(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = desk / "rules" / "calendar.yaml"
    text = calendar.read_text("utf-8")
    assert "# settled: [2027]" in text
    calendar.write_text(text.replace("# settled: [2027]", "settled: [2040, 2041]"), "utf-8")
    assert warned_of_years(desk, monkeypatch) == []


def test_a_template_under_a_name_that_nothing_reads_is_told(desk: Path, check: Check) -> None:
    (desk / "templates").mkdir()
    (desk / "templates" / "receipt.txt").write_text("Thank you")
    _, rows = check()
    told = [row for row in rows if row["part"] == "templates" and row["level"] == "warning"]
    assert "receipt.txt is no template" in only(told)["what"]


def test_a_wrong_template_of_the_office_is_told_with_its_line(desk: Path, check: Check) -> None:
    (desk / "templates" / "id").mkdir(parents=True)
    broken = (shipped("templates") / "id" / "receipt.j2").read_text() + "\n{% if %}\n"
    (desk / "templates" / "id" / "receipt.j2").write_text(broken)
    _, rows = check()
    assert "receipt.j2:" in only(problems(rows, "templates"))["what"]


# --- the database and the web ----------------------------------------------------------------------------------------


def test_a_database_of_a_newer_version_is_one_clear_problem(desk: Path, check: Check) -> None:
    with closing(sqlite3.connect(desk / "maild.db")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        connection.commit()
    _, rows = check()
    told = only(problems(rows, "database"))
    assert "newer version of maild" in told["what"]
    assert "Install that version" in told["mend"]


def test_a_file_that_is_no_database_is_one_clear_problem(desk: Path, check: Check) -> None:
    (desk / "maild.db").write_bytes(b"this is a letter to my aunt" * 100)
    _, rows = check()
    assert "is not a database" in only(problems(rows, "database"))["what"]


def test_a_folder_of_the_database_that_is_not_there_is_one_clear_problem(desk: Path, check: Check) -> None:
    configure(desk, ("[mailbox.desk]", '[database]\nurl = "sqlite:///nowhere/maild.db"\n[mailbox.desk]'))
    _, rows = check()
    assert "nowhere" in only(problems(rows, "database"))["what"]


def test_an_empty_database_stays_empty(desk: Path, check: Check) -> None:
    with closing(sqlite3.connect(desk / "maild.db")) as connection:
        connection.execute("VACUUM")
    _, rows = check()
    assert problems(rows, "database") == []
    with closing(sqlite3.connect(desk / "maild.db")) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_taken_port_of_the_pages_is_a_warning(desk: Path, check: Check) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        configure(desk, ('listen = ""', f'listen = "127.0.0.1:{port}"'))
        _, rows = check()
    told = only([row for row in rows if row["part"] == "web"])
    assert told["level"] == "warning"
    assert "is taken" in told["what"]


def test_a_missing_pdf_library_is_a_warning(desk: Path, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maild.bootstrap.checks.can_print", lambda: False)
    _, rows = check()
    (told,) = [row for row in rows if "closure form" in row["what"]]
    assert (told["level"], told["mend"]) == ("warning", "pip install 'maild[pdf]'")


def test_holidays_of_a_country_that_nobody_knows_are_a_problem_and_the_rest_is_looked_at_too(
    desk: Path, check: Check
) -> None:
    calendar = desk / "rules" / "calendar.yaml"
    calendar.write_text(calendar.read_text().replace("country: ID", "country: XX"))
    status, rows = check()
    assert status == 1
    told = only(problems(rows, "rules"))
    assert "Country XX" in told["what"]
    assert "`closed`" in told["mend"]
    assert "smtp" in {row["part"] for row in rows}
