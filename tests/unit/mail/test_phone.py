"""Telephone numbers under mails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.mail.phone import signed_phone


@pytest.mark.parametrize(
    ("signature", "number"),
    [
        ("Rita Maharani\nDinas Kesehatan, telp. 0351-555-0142", "0351-555-0142"),
        ("Budi\nTelp: (0351) 462153 ext. 12", "(0351) 462153"),
        ("HP/WA 0812 3456 7890", "0812 3456 7890"),
        ("No. HP: +62 812-3456-789", "+62 812-3456-789"),
        ("WhatsApp: 081234567890\nTelp 0351462153", "081234567890"),
        ("Emma Clarke | Tel. +44 (0)20 7946 0018 | Ward 3", "+44 (0)20 7946 0018"),
        ("phone 555.0142.77", "555.0142.77"),
    ],
)
def test_a_number_that_is_named_as_one_is_found(signature: str, number: str) -> None:
    assert signed_phone(signature) == number


@pytest.mark.parametrize(
    "signature",
    [
        "NIP 197106091992011002",
        "Jl. Pahlawan 37, Madiun 63116",
        "telp. 123",
        "WA 1234567890123456789",
        "Hotel 0351462153",
        "",
    ],
)
def test_other_numbers_are_left_alone(signature: str) -> None:
    assert signed_phone(signature) == ""


@given(st.text(max_size=300))
def test_any_signature_can_be_read(signature: str) -> None:
    number = signed_phone(signature)
    assert number == "" or number in signature
