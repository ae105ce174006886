"""Words into patterns: folding, endings, affixes, gaps and concepts within phrases."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.policy.rules import Concept
from maild.policy.words import affixed, fold, pattern_of_phrase

CONCEPTS = {"NOT": Concept("NOT", words=("tidak", "tdk", "can't"))}


def found(phrase: str, text: str) -> bool:
    return re.search(pattern_of_phrase(phrase, CONCEPTS), fold(text)) is not None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("LEMOOOOT", "lemot"),
        ("teman2 & kata2nya", "teman teman & kata katanya"),
        ("Café “rusak”", 'cafe "rusak"'),
        ("tolong\u200b cek…", "tolong cek..."),
        ("www.example.com", "www.example.com"),
    ],
)
def test_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("stem", "words"),
    [
        ("pasang", "pasang dipasang memasang pemasangan terpasang masang dipasangkan pasangin"),
        ("buka", "buka dibuka membuka terbuka bukakan dibukanya ngebuka"),
        ("tambah", "tambah ditambah menambah penambahan nambah tambahkan"),
        ("kirim", "kirim dikirim mengirim pengiriman ngirim terkirim"),
        ("simpan", "simpan disimpan menyimpan penyimpanan nyimpan"),
        ("akses", "akses diakses mengakses ngakses"),
    ],
)
def test_a_stem_takes_indonesian_affixes(stem: str, words: str) -> None:
    assert [word for word in words.split() if not re.fullmatch(affixed(stem), word)] == []


def test_a_word_takes_endings_but_no_beginnings() -> None:
    assert found("internet", "internetnya")
    assert found("printer", "printers")
    assert not found("internet", "fiberinternet")


def test_a_phrase_may_have_words_between() -> None:
    assert found("akun ... terkunci", "akun sipd saya terkunci")
    assert not found("akun terkunci", "akun sipd saya terkunci")


def test_a_phrase_may_name_a_concept() -> None:
    assert found("NOT bisa", "tdk bisa")
    assert found("NOT bisa", "Can’t  bisa")


def test_a_hyphen_may_be_missing() -> None:
    assert all(found("wi-fi", text) for text in ("wi-fi", "wifi", "wi fi"))
