"""`maild check` against real servers: each refusal is one clear line with its mend."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from maild.shipped import shipped
from tests.support.checked import checked, problems

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.checked import Row
    from tests.support.dovecot import Account, Dovecot
    from tests.support.exim import Exim

    Check = Callable[..., tuple[int, list[Row]]]

pytestmark = pytest.mark.needs("dovecot", "exim")

CONFIG = """\
[desk]
address = "{address}"
admin = "{address}x"
[mailbox.desk]
host = "{host}"
port = {imap}
security = "{security}"
password = "{password}"
folder = "{folder}"
[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
username = "{address}"
password = "{smtp_password}"
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


@pytest.fixture
def check(
    tmp_path: Path,
    dovecot: Dovecot,
    exim: Exim,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Check:
    """Check a sound desk with some of its settings changed."""
    shutil.copytree(shipped("rules"), tmp_path / "rules", ignore=shutil.ignore_patterns("[1-9]0-*.yaml"))
    (tmp_path / "rules" / "people.yaml").write_text(PEOPLE)
    (tmp_path / "rules" / "words.yaml").write_text("format: 1\nconcepts: {}\n")

    def run(**changes: object) -> tuple[int, list[Row]]:
        usual = {
            "address": account.address,
            "host": "127.0.0.1",
            "imap": dovecot.imap_port,
            "security": "none",
            "password": account.password,
            "folder": "INBOX",
            "smtp": exim.port,
            "smtp_password": account.password,
        }
        (tmp_path / "maild.toml").write_text(CONFIG.format(**usual | changes))
        return checked(tmp_path / "maild.toml", monkeypatch, capsys)

    return run


def test_a_desk_in_which_nothing_is_wrong_passes(check: Check) -> None:
    status, rows = check()
    assert problems(rows) == []
    assert status == 0
    assert any("reads INBOX" in row["what"] for row in rows)
    assert any("will be made at the first run" in row["what"] for row in rows)


def test_a_wrong_password_of_the_mailbox_is_one_clear_problem(check: Check) -> None:
    status, rows = check(password="wrong")
    assert status == 1
    (told,) = problems(rows)
    assert "refuses the log-in" in told["what"]
    assert told["mend"] == "Check username and password."


def test_a_wrong_password_of_the_submission_server_is_one_clear_problem(check: Check) -> None:
    _, rows = check(smtp_password="wrong")
    (told,) = problems(rows)
    assert told["part"] == "smtp"
    assert told["mend"]


def test_a_certificate_that_nobody_vouches_for_is_one_clear_problem(check: Check, dovecot: Dovecot) -> None:
    _, rows = check(security="tls", imap=dovecot.imaps_port, host="localhost")
    (told,) = problems(rows)
    assert "certificate of localhost" in told["what"]
    assert told["mend"]


def test_a_folder_that_is_not_there_is_told_with_those_that_are(check: Check) -> None:
    _, rows = check(folder="Tickets")
    (told,) = problems(rows)
    assert "Tickets" in told["what"]
    assert "INBOX" in told["mend"]
