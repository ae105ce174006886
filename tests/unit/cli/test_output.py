"""What the command prints: JSON for programs, and nothing that could steer a terminal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.cli.output import Output, as_json, safe


@given(st.text())
def test_no_text_can_steer_a_terminal(text: str) -> None:
    shown = safe(text)
    assert all(character.isprintable() or character in "\u3000\xa0" or ord(character) > 0x2FF for character in shown)
    assert not set(shown) & set("\x1b\x9b\r\n\u202e\u2066\u200f")


def test_line_ends_stay_where_lines_are_wanted() -> None:
    assert safe("satu\r\ndua\x1b[2J\rtiga", lines=True) == "satu\ndua[2J\ntiga"
    assert safe("satu\r\ndua") == "satu dua"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_json_says_the_same_and_steers_nothing(value: object) -> None:
    text = as_json({"value": value})
    assert json.loads(text) == {"value": value}
    assert safe(text) == text


def test_a_tag_character_beyond_the_basic_plane_is_escaped() -> None:
    assert as_json("a\U000e0041") == '"a\\udb40\\udc41"'


def test_times_are_in_utc_and_durations_in_seconds() -> None:
    at = datetime(2026, 11, 19, 9, 20, tzinfo=timezone(timedelta(hours=7)))
    told = as_json({"at": at, "day": date(2026, 11, 19), "for": timedelta(minutes=5), "tags": ("a",)})
    assert json.loads(told) == {"at": "2026-11-19T02:20:00Z", "day": "2026-11-19", "for": 300, "tags": ["a"]}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_is_one_array(capsys, count) -> None:
    Output(json=True).rows({"number": number} for number in range(count))
    assert json.loads(capsys.readouterr().out) == [{"number": number} for number in range(count)]


def test_an_array_is_written_while_its_rows_are_read(capsys) -> None:
    def rows():
        yield {"number": 1}
        assert '{"number": 1}' in capsys.readouterr().out
        yield {"number": 2}

    Output(json=True).rows(rows())


def test_a_table_in_a_pipe_is_as_wide_as_it_needs_to_be(capsys) -> None:
    subject = "Internet lambat " * 20
    Output().rows([{"number": 1, "subject": subject.strip()}], columns=["number", "subject"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["number", "subject"]
    assert lines[1].rstrip().endswith(subject.strip())


def test_a_table_takes_no_markup_from_a_mail(capsys) -> None:
    Output().rows([{"subject": "[red]halo[/red] \x1b[31m"}])
    assert "[red]halo[/red] [31m" in capsys.readouterr().out


def test_a_page_shows_what_is_known_line_by_line(capsys) -> None:
    at = datetime(2026, 11, 19, tzinfo=UTC)
    Output().show({"subject": "Halo\x1b", "text": "satu\ndua", "at": at, "cc": [], "may_answer": True}, "TIKET-1")
    assert capsys.readouterr().out.splitlines() == [
        "TIKET-1",
        "  subject     Halo",
        "  text        satu",
        "              dua",
        "  at          2026-11-19T00:00:00Z",
        "  may_answer  yes",
    ]


def test_sentences_for_people_are_not_among_what_programs_read(capsys) -> None:
    Output(json=True).say("Selesai.")
    assert capsys.readouterr().out == ""


def test_a_text_of_several_lines_stands_below_what_is_known_of_it(capsys) -> None:
    messages = [{"direction": "in", "text": "Halo,\n\nprinter\x1b[2J mati.\n"}, {"direction": "out", "text": "Baik"}]
    Output().page("Ticket 1", {"number": 1, "messages": messages})
    assert capsys.readouterr().out.splitlines() == [
        "Ticket 1",
        "  number    1",
        "  messages  direction: in",
        "              Halo,",
        "",
        "              printer[2J mati.",
        "            direction: out, text: Baik",
    ]
