"""People are answered in the language they write in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.mail.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Selamat pagi, printer di ruang keuangan tidak bisa mencetak sejak tadi pagi. Mohon bantuannya.", "id"),
        ("pak internet lantai 2 mati, tdk bs login dr tadi", "id"),
        ("Selamat pagi, saya tak boleh login ke sistem, boleh bantu tak?", "id"),
        ("Nuwun sewu Mas, kulo mboten saged login, matur nuwun", "id"),
        ("Dear team, please reset my VPN password. Di kantor tidak bisa login, mohon bantuannya ya pak.", "id"),
        ("Hello, the printer on the second floor is not working. Could you please check it?", "en"),
        ("Der Drucker im zweiten Stock ist kaputt, bitte um Hilfe.", "de"),
        ("Bonjour, je ne peux pas imprimer depuis ce matin, merci.", "fr"),
        ("Hola, no puedo entrar en el correo desde ayer, gracias.", "es"),
        ("De printer doet het niet, ik kan niet printen.", "nl"),
        ("プリンターが動きません。確認をお願いします。", "ja"),
        ("打印机坏了，请帮忙。", "zh"),
        ("Не могу войти в почту.", "ru"),
    ],
)
def test_a_text_is_known_by_its_commonest_words(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["", "VPN", "printer rusak", "https://office.example/the/and/of rita@example.com", "12345 !!"]
)
def test_a_language_that_cannot_be_told_is_left_open(text):
    assert language_of(text) == ""


def test_quoted_lines_do_not_count():
    assert (
        language_of("> The printer is not working and we have to wait for it.\nSudah bisa pak, terima kasih.") == "id"
    )


@given(st.text(max_size=400))
def test_any_text_has_a_language_or_none(text):
    assert language_of(text) == "" or len(language_of(text)) == 2
