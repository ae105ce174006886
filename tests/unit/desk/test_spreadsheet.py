"""Tables that spreadsheet programs open as what they are."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from maild.desk.spreadsheet import as_csv


def test_a_cell_is_never_taken_for_a_formula() -> None:
    cells = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", " =1+1", "\tx"]
    (row,) = csv.reader(io.StringIO(as_csv([cells]).decode("utf-8-sig")))
    assert row == [f"'{cell}" for cell in cells]


def test_numbers_stay_numbers_and_letters_stay_intact() -> None:
    assert as_csv([(-3, 2.5, "Café", None)]) == "\ufeff-3,2.5,Café,\r\n".encode()


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n\x00")), min_size=1))
def test_what_is_written_is_read_again(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(as_csv([cells]).decode("utf-8-sig")))
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in cells]
