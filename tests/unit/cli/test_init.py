"""`maild init`: a new desk's folder."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from maild.cli import init as init_command
from maild.config import ConfigError, load
from maild.errors import PermanentError
from maild.shipped import digests, recorded_digests, shipped

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shipped_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rules = tmp_path / "shipped"
    (rules / "triage").mkdir(parents=True)
    (rules / "people.yaml").write_text("format: 1\n", "utf-8")
    (rules / "triage" / "10-network.yaml").write_text("format: 1\n", "utf-8")
    monkeypatch.setattr(init_command, "shipped", lambda _: rules)
    return rules


def init(folder: Path) -> None:
    init_command.init(folder, yes=True)


def test_init_writes_a_configuration_that_names_what_is_missing(shipped_rules, tmp_path) -> None:
    init(tmp_path / "desk")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "desk" / "maild.toml", {})
    named = {mistake.name for mistake in caught.value.mistakes}
    assert named == {"desk.address", "mailbox.desk.host", "mailbox.desk.password", "smtp.host"}


def test_what_init_left_out_can_come_from_the_environment(shipped_rules, tmp_path) -> None:
    init(tmp_path / "desk")
    environ = {
        "MAILD_DESK__ADDRESS": "desk@office.example",
        "MAILD_MAILBOX__DESK__HOST": "imap.office.example",
        "MAILD_MAILBOX__DESK__PASSWORD": "rahasia",
        "MAILD_SMTP__HOST": "smtp.office.example",
    }
    assert load(tmp_path / "desk" / "maild.toml", environ).desk.rules == tmp_path / "desk" / "rules"


def test_only_the_owner_can_read_the_configuration(shipped_rules, tmp_path) -> None:
    init(tmp_path)
    assert stat.S_IMODE((tmp_path / "maild.toml").stat().st_mode) == 0o600


def test_init_copies_the_rules_and_records_what_they_were(shipped_rules, tmp_path) -> None:
    init(tmp_path)
    assert (tmp_path / "rules" / "triage" / "10-network.yaml").read_text("utf-8") == "format: 1\n"
    (tmp_path / "rules" / "people.yaml").write_text("format: 1\npeople: []\n", "utf-8")
    recorded, now = recorded_digests(tmp_path / "rules"), digests(tmp_path / "rules")
    assert [name for name in now if now[name] != recorded[name]] == ["people.yaml"]


def test_init_never_overwrites_a_configuration(shipped_rules, tmp_path) -> None:
    (tmp_path / "maild.toml").write_text("mine", "utf-8")
    with pytest.raises(PermanentError, match="is there already"):
        init(tmp_path)
    assert (tmp_path / "maild.toml").read_text("utf-8") == "mine"
    assert not (tmp_path / "rules").exists()


def test_init_leaves_rules_that_are_there(shipped_rules, tmp_path, capsys) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "people.yaml").write_text("mine", "utf-8")
    init(tmp_path)
    assert (tmp_path / "rules" / "people.yaml").read_text("utf-8") == "mine"
    assert not (tmp_path / "rules" / "triage").exists()
    assert "stays as it is" in capsys.readouterr().out


def test_init_asks_only_whose_desk_it_is_and_how_to_log_in(tmp_path) -> None:
    typed = "desk@office.example\n\n\nrahasia\n\nadmin@office.example\n"
    command = [sys.executable, "-m", "maild", "init", str(tmp_path / "desk")]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    config = load(tmp_path / "desk" / "maild.toml", {})
    assert config.desk.admin == "admin@office.example"
    assert (config.mailbox["desk"].host, config.smtp.host) == ("imap.office.example", "smtp.office.example")
    assert config.smtp.username == config.mailbox["desk"].username == "desk@office.example"
    assert config.smtp.password.get_secret_value() == "rahasia"
    assert "rahasia" not in done.stdout


def test_init_asks_again_for_what_is_no_address(tmp_path) -> None:
    typed = "the desk\ndesk@office.example\n\n\n\n\nnobody\n\n"
    command = [sys.executable, "-m", "maild", "init", str(tmp_path / "desk")]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("no mail address") == 2
    assert 'address = "desk@office.example"' in (tmp_path / "desk" / "maild.toml").read_text("utf-8")


def test_init_with_nobody_to_answer_says_so(tmp_path) -> None:
    command = [sys.executable, "-m", "maild", "init", str(tmp_path / "desk")]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "--yes" in done.stderr
    assert not (tmp_path / "desk").exists()


def test_a_record_of_digests_that_is_damaged_counts_as_none(tmp_path) -> None:
    (tmp_path / ".shipped.json").write_text("{", "utf-8")
    assert recorded_digests(tmp_path) == {}
    (tmp_path / ".shipped.json").write_text(json.dumps([]), "utf-8")
    assert recorded_digests(tmp_path) == {}


def test_the_shipped_folders_are_found_in_the_checkout() -> None:
    assert shipped("systemd").name == "systemd"
