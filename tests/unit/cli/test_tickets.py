"""`maild tickets export`: tables that spreadsheets open with every letter intact and no cell as a formula."""

from __future__ import annotations

import csv
import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest

from maild.desk.views import TicketView
from tests.support.samples import opened
from tests.support.small_office import maild, small_office, store_of

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = ('=HYPERLINK("http://lain.example")', "+62 812", "-1", "@SUM(A1)", "\t=1", " =1", "baris\nkedua", 'a "b", c')


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose tickets have such titles."""
    file = small_office(tmp_path_factory.mktemp("office"))
    store = store_of(file)
    with store.begin() as work:
        first = None
        for uid, title in enumerate(HOSTILE, 1):
            changes = opened(work, uid, contact=first.contacts[0] if first else None)
            first = first or changes
            work.write(replace(changes, words=(replace(changes.words[0], subject=title),)))
        work.commit()
    store.database.close()
    return file


def exported(config: Path, *options: str) -> list[dict[str, str]]:
    written = maild(config, "tickets", "export", *options).stdout_bytes
    return list(csv.DictReader(written.decode("utf-8-sig").splitlines(keepends=True)))


def test_the_columns_are_those_of_the_list(config: Path) -> None:
    row = exported(config)[0]
    assert list(row) == [field.name for field in fields(TicketView)]
    assert (row["number"], row["opened_at"], row["closed_at"]) == ("8", "2026-11-20T02:00:00.123456Z", "")


def test_no_cell_is_a_formula_and_every_text_is_there(config: Path) -> None:
    cells = [row["subject"] for row in reversed(exported(config))]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)
    assert [cell.removeprefix("'") for cell in cells] == list(HOSTILE)


@pytest.mark.parametrize(("options", "mark"), [((), False), (("--csv",), False), (("--bom",), True)])
def test_the_mark_for_excel_is_there_when_it_is_wanted(config: Path, options: tuple[str, ...], mark: bool) -> None:
    written = maild(config, "tickets", "export", *options).stdout_bytes
    assert written.startswith(b"\xef\xbb\xbf") is mark


def test_programs_get_the_texts_as_they_are(config: Path) -> None:
    told = json.loads(maild(config, "tickets", "export", "--json").output)
    assert [ticket["subject"] for ticket in reversed(told)] == list(HOSTILE)


def test_a_day_can_be_named(config: Path) -> None:
    assert len(exported(config, "--since", "2026-11-20")) == len(HOSTILE)
    assert exported(config, "--since", "2026-11-21") == []
    assert exported(config, "--until", "2026-11-20", "--status", "new") == []


def test_two_formats_at_once_make_no_sense(config: Path) -> None:
    assert maild(config, "tickets", "export", "--json", "--bom").exit_code == 2
