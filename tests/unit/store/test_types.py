"""What a column makes of a value."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from maild.store.types import Json, holdable

DIALECT = sqlite.dialect()
any_text = st.text(st.characters(codec=None, exclude_categories=()))


@given(any_text)
def test_any_text_becomes_one_that_every_database_holds(text: str) -> None:
    kept = holdable(text)
    assert "\x00" not in kept
    kept.encode()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert holdable(text) == text


def test_only_what_cannot_be_held_is_replaced() -> None:
    assert holdable("a\x00b\ud83dc é 😀") == "a\ufffdb\ufffdc é 😀"


@given(
    st.recursive(any_text | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(any_text, inner))
)
def test_values_come_back_from_their_json(value: object) -> None:
    column = Json()
    kept = column.process_bind_param([value], DIALECT)
    assert "\x00" not in kept
    assert column.process_result_value(kept, DIALECT) == [value]


def test_what_is_empty_is_kept_as_what_it_is() -> None:
    kept = [Json().process_bind_param(value, DIALECT) for value in ((), [], {}, None)]
    assert kept == ["[]", "[]", "{}", None]
    assert json.loads(kept[0]) == []
