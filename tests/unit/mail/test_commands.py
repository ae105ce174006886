"""Commands are read as people type them: on phones, in either language, at the top of a mail only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.mail.command_words import COMMANDS
from maild.mail.commands import (
    command_named,
    commands_of,
    holds_only_commands,
    meant,
    ticket_named,
    without_commands,
)
from maild.mail.labels import labelled_lines


def names(text: str, *, bare: bool = False) -> list[str]:
    return [command.name for command in commands_of(text, bare=bare)]


@pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
def test_every_command_is_known_in_both_languages(command: object) -> None:
    known = next(one for one in COMMANDS if one is command)
    assert {name for word in known.words for name in names(f"#{word} 12")} == {known.name}


def test_no_word_stands_for_two_commands() -> None:
    words = [word for command in COMMANDS for word in dict.fromkeys(command.words)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    "line",
    [
        "#ambil",
        "#Ambil",
        "#AMBIL",
        "# ambil",
        "\xa0#ambil\xa0",
        "#ambil.",
        "\u200b#ambil",
        "＃ambil",
        "#âmbil",
        "#take",
    ],
)
def test_phones_and_editors_may_change_how_a_command_looks(line: str) -> None:
    assert names(line) == ["take"]


def test_commands_stand_one_a_line_with_their_arguments() -> None:
    commands = commands_of("#ambil\n\n#kategori Aplikasi\xa0lambat\n#prioritas: 2\n\nSaya cek dulu.")
    assert [(command.name, command.arguments) for command in commands] == [
        ("take", ""),
        ("category", "Aplikasi lambat"),
        ("priority", "2"),
    ]


def test_only_the_top_of_a_mail_holds_commands() -> None:
    assert names("Selamat pagi,\n#selesai") == []


def test_the_rest_of_the_text_is_the_solution() -> None:
    command = commands_of("#selesai\nKabel diganti.\n\nSudah dites.")[0]
    assert (command.name, command.arguments, command.line) == ("resolve", "Kabel diganti.\n\nSudah dites.", "#selesai")


def test_the_text_belongs_to_the_command_that_takes_one() -> None:
    commands = commands_of("#selesai\n#kategori Jaringan\nKabel diganti.")
    assert [command.arguments for command in commands] == ["Kabel diganti.", "Jaringan"]


def test_an_unknown_command_is_told_with_its_line() -> None:
    assert [(command.name, command.line) for command in commands_of("#selesia cepat")] == [("", "#selesia cepat")]


@pytest.mark.parametrize("text", ["#1042 masih rusak", "# Ringkasan\nisi", "#", "##ambil", "C#ambil"])
def test_a_number_sign_alone_makes_no_command(text: str) -> None:
    assert names(text) == []


def test_a_staff_word_alone_on_the_first_line_needs_no_number_sign() -> None:
    assert names("Ambil\n\nSaya berangkat.", bare=True) == ["take"]
    assert names("Selesai.\nKabel diganti.", bare=True) == ["resolve"]


@pytest.mark.parametrize("text", ["Ambil kunci di satpam", "status", "Halo\nambil"])
def test_other_first_lines_are_text(text: str) -> None:
    assert names(text, bare=True) == []


def test_words_without_number_sign_are_text_unless_asked_for() -> None:
    assert names("selesai") == []


def test_an_empty_mail_may_have_its_command_in_the_subject() -> None:
    assert [command.name for command in commands_of("", "#status 12")] == ["status"]
    assert commands_of("Isi surat.", "#status 12") == ()


def test_a_link_that_a_client_made_of_a_command_is_left_out() -> None:
    assert commands_of("#lihat 12 <https://desk.example/12>")[0].arguments == "12"


def test_the_text_below_the_commands_is_what_was_written() -> None:
    assert without_commands("#ambil\n#catat penting\n\nHalo,\n#bukan") == "Halo,\n#bukan"
    assert without_commands("Halo") == "Halo"


def test_labelled_lines_fill_the_record_in_both_languages() -> None:
    text = "Gejala: mati\nPenyebab:\nkabel putus\ndi plafon\n\n*Analisis*: digigit tikus\nSolution: diganti\n\nSalam"
    assert labelled_lines(text) == {
        "symptom": "mati",
        "cause": "kabel putus\ndi plafon",
        "analysis": "digigit tikus",
        "solution": "diganti",
    }


def test_labels_without_words_fill_nothing() -> None:
    assert labelled_lines("Gejala:\n\nPenyebab: ") == {}


@pytest.mark.parametrize(
    "text",
    [
        "sudah selesai pak",
        "Sudah beres Bu, terima kasih",
        "It's fixed now, thanks!",
        "sdh selesai",
        "Sudah normal kembali",
    ],
)
def test_words_that_mean_done_suggest_resolving(text: str) -> None:
    assert meant(text) == "resolve"


@pytest.mark.parametrize(
    "text", ["saya ambil ya", "Biar saya yang kerjakan", "I'll take this one", "siap, saya tangani"]
)
def test_words_that_mean_mine_suggest_taking(text: str) -> None:
    assert meant(text) == "take"


@pytest.mark.parametrize(
    "text",
    ["belum selesai pak", "apakah sudah selesai?", "it isn't fixed", "kalau sudah beres kabari", "Mati", ""],
)
def test_denials_and_questions_suggest_nothing(text: str) -> None:
    assert meant(text) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    for command in commands_of(text, text, bare=True):
        assert command.name == "" or command_named(command.name) is not None
    assert isinstance(without_commands(text), str)
    assert all(labelled_lines(text).values())
    assert meant(text) in {None, "take", "resolve"}


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("#ambil", True),
        ("Ambil\n\n#kategori Internet mati", True),
        ("#ambil\nSaya lihat dulu.", False),
        ("#catat Sudah dicek.", False),
        ("#tunggu\nLampu warna apa?", False),
        ("Terima kasih", False),
        ("", False),
    ],
)
def test_a_mail_that_only_commands_is_told_from_one_that_says_something(text: str, *, only: bool) -> None:
    assert holds_only_commands(text, bare=True) is only


@pytest.mark.parametrize(
    ("line", "number", "arguments"),
    [
        ("#tugaskan TIKET-12 tariq", 12, "tariq"),
        ("#assign [tiket-12]: tariq", 12, "tariq"),
        ("#ambil TIKET-12", 12, ""),
    ],
)
def test_a_command_may_name_its_ticket_first(line: str, number: int, arguments: str) -> None:
    (command,) = commands_of(line)
    named = ticket_named(command, "TIKET")
    assert named is not None
    assert (named[0], named[1].name, named[1].arguments) == (number, command.name, arguments)
    assert "12" not in named[1].line


@pytest.mark.parametrize("line", ["#prioritas 1", "#tunggu 3 hari", "#catat sama dengan TIKET-12", "#ambil TIKET-12a"])
def test_a_number_alone_or_further_behind_names_no_ticket(line: str) -> None:
    (command,) = commands_of(line)
    assert ticket_named(command, "TIKET") is None
    assert ticket_named(command, "") is None


def test_the_text_below_a_command_that_names_its_ticket_stays() -> None:
    (command,) = commands_of("#balas TIKET-3\nSudah kami perbaiki.")
    named = ticket_named(command, "TIKET")
    assert named is not None
    assert named[1].arguments == "Sudah kami perbaiki."
