"""Words as search sees them: without Indonesian affixes, with the concepts of the office, without what says nothing."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.policy.rules import Concept
from maild.policy.vocabulary import Vocabulary, Word
from tests.support.sorting import shipped_policy

VOCABULARY = shipped_policy().triage.vocabulary
SAME = (
    ("cetak", "dicetak", "mencetak", "pencetakan", "cetakan", "cetaknya"),
    ("kirim", "mengirim", "dikirim", "mengirimkan", "pengiriman"),
    ("pasang", "memasang", "dipasang", "pemasangan", "terpasang"),
    ("printer", "printernya", "printerku"),
    ("jaringan", "jaringannya"),
)


@pytest.mark.parametrize("words", SAME, ids=lambda words: words[0])
def test_a_word_is_the_same_with_all_its_affixes(words: tuple[str, ...]) -> None:
    assert {VOCABULARY.stem(word) for word in words} == {words[0]}


@pytest.mark.parametrize("words", [("menolak", "ditolak"), ("penyaringan", "menyaring"), ("tersumbat", "sumbatan")])
def test_words_that_the_office_does_not_know_lose_their_affixes_too(words: tuple[str, ...]) -> None:
    assert len({Vocabulary({}).stem(word) for word in words}) == 1


@pytest.mark.parametrize("word", ["kapan", "ikan", "dinas", "server", "seri", "beku", "0x80070035"])
def test_a_short_word_is_not_cut_to_nothing(word: str) -> None:
    assert Vocabulary({}).stem(word) == word


def test_words_of_one_concept_are_kin() -> None:
    (kompi,), (komputer,) = VOCABULARY.words("kompi"), VOCABULARY.words("komputer")
    assert kompi.stem != komputer.stem
    assert "computer" in set(kompi.kin) & set(komputer.kin)


def test_only_things_and_troubles_make_kin() -> None:
    concepts = {"LATER": Concept("LATER", words=("besok", "lusa"))}
    assert Vocabulary(concepts).words("besok lusa") == (Word("besok"), Word("lusa"))


def test_what_says_nothing_is_left_out() -> None:
    assert VOCABULARY.words("Selamat pagi Bapak, mohon bantu saya, terima kasih") == (Word("bantu"),)


def test_error_codes_are_words_and_long_figures_are_not() -> None:
    stems = [word.stem for word in VOCABULARY.words("error 0x80070035, 404, NIP 198012312010011001, telp 0812345678")]
    assert {"0x80070035", "404"} <= set(stems)
    assert not any(stem.isdigit() and len(stem) != 3 for stem in stems)


def test_each_word_comes_once_in_its_order() -> None:
    assert [word.stem for word in VOCABULARY.words("printer kabel Printernya PRINTER")] == ["printer", "kabel"]


@given(st.text(max_size=200))
def test_every_term_is_made_of_letters_and_digits(text: str) -> None:
    allowed = set(string.ascii_lowercase + string.digits)
    for word in VOCABULARY.words(text):
        assert set(word.stem) <= allowed
        assert all(set(kin) <= allowed | {"_"} for kin in word.kin)


@given(st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=60))
def test_a_stem_is_never_empty(word: str) -> None:
    assert VOCABULARY.stem(word)
