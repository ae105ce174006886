"""The folder of a small office for the command line: a configuration, the shipped rules, an empty database."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from maild import bootstrap
from maild.cli.main import application
from maild.config import load
from maild.shipped import shipped
from tests.support.samples import opened

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from maild.store.desk_store import DeskStore

CONFIG = """\
[desk]
address = "desk@office.example"
admin = "admin@office.example"
[mailbox.desk]
host = "mail.office.example"
password = "secret"
[smtp]
host = "mail.office.example"
username = "desk@office.example"
password = "secret"
"""


def small_office(place: Path) -> Path:
    """Lay an office out in a folder, and return its configuration."""
    file = place / "maild.toml"
    file.write_text(CONFIG, "utf-8")
    shutil.copytree(shipped("rules"), place / "rules")
    return file


def office_with_a_ticket(place: Path) -> Path:
    """Lay an office out in which there is one ticket of Rita's, and return its configuration."""
    file = small_office(place)
    store = store_of(file)
    with store.begin() as work:
        work.write(opened(work, 1))
        work.commit()
    store.database.close()
    return file


def store_of(config: Path) -> DeskStore:
    """Return the store of an office."""
    return bootstrap.store_of(load(config, {}))


def maild(config: Path, *arguments: str, answer: str = "") -> Result:
    """Run a command of an office."""
    return CliRunner().invoke(application, ["-c", str(config), *arguments], input=answer, catch_exceptions=False)
