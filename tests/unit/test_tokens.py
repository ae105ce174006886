"""Signed tokens: what they prove, what they never prove, and how they survive mail clients."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild import tokens
from maild.errors import PermanentError
from maild.tokens import Claim, Keyring

RING = Keyring.made_from(bytes(range(32)))
CLAIM = Claim("desk@office.example", "reply", 1234, 42, "contact:7", "requester")
PURPOSES = ("thread", "reply", "confirm", "bounce", "survey", "page")

claims = st.builds(
    Claim,
    desk=st.sampled_from(["desk@office.example", "bantuan@dinas.example"]),
    purpose=st.sampled_from(PURPOSES),
    row=st.integers(0, 2**35 - 1),
    ticket=st.integers(0, 2**40),
    person=st.text(max_size=20),
    role=st.sampled_from(["requester", "operator", "technician", ""]),
)
secrets = st.binary(min_size=32, max_size=32)


@given(claims, secrets)
def test_a_token_proves_its_own_claim(claim, secret):
    ring = Keyring.made_from(secret)
    assert tokens.verify(ring, tokens.sign(ring, claim), claim)


@given(claims, claims)
def test_a_token_proves_no_other_claim(claim, other):
    same = replace(claim, desk=claim.desk.lower(), person=claim.person.lower()) == replace(
        other, desk=other.desk.lower(), person=other.person.lower()
    )
    assert tokens.verify(RING, tokens.sign(RING, claim), other) is same


@given(claims)
def test_a_token_says_which_row_to_look_up(claim):
    parsed = tokens.parse(tokens.sign(RING, claim))
    assert parsed is not None
    assert (parsed.key_id, parsed.purpose, parsed.row) == ("a", claim.purpose, claim.row)


@given(claims)
def test_a_token_is_25_characters_that_mail_leaves_alone(claim):
    token = tokens.sign(RING, claim)
    assert len(token) == tokens.TOKEN_LENGTH
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyz234567")


@given(claims, st.data())
def test_a_token_is_read_in_any_case(claim, data):
    token = tokens.sign(RING, claim)
    written = "".join(data.draw(st.sampled_from([character, character.upper()])) for character in token)
    assert tokens.verify(RING, written, claim)


@given(claims, st.integers(0, 24), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_character_proves_nothing(claim, at, character):
    token = tokens.sign(RING, claim)
    changed = token[:at] + character + token[at + 1 :]
    assert tokens.verify(RING, changed, claim) is (changed == token)


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("other", PURPOSES)
def test_purposes_are_never_interchangeable(purpose, other):
    token = tokens.sign(RING, replace(CLAIM, purpose=purpose))
    assert tokens.verify(RING, token, replace(CLAIM, purpose=other)) is (purpose == other)
    relabelled = token[0] + other[0] + token[2:]
    assert tokens.verify(RING, relabelled, replace(CLAIM, purpose=other)) is (purpose == other)


@given(st.text(max_size=40))
def test_nothing_that_people_write_is_an_error(text):
    assert tokens.verify(RING, text, CLAIM) is False
    assert all(len(found.token) == tokens.TOKEN_LENGTH for found in tokens.find(text))


@given(
    claims, st.sampled_from(["<maild.{}@office.example>", "desk+{}@office.example", "Ref: {}", "> > Kunci: {}\n", "{}"])
)
def test_a_token_is_found_in_addresses_identifiers_and_lines(claim, shape):
    token = tokens.sign(RING, claim)
    assert [found.token for found in tokens.find(shape.format(token.upper()))] == [token]


def test_a_part_of_a_longer_word_is_no_token():
    token = tokens.sign(RING, CLAIM)
    assert not list(tokens.find(f"x{token} {token}9 {token}{token}"))


def test_after_a_rotation_old_tokens_still_hold_and_new_ones_are_signed_by_the_new_key():
    old = tokens.sign(RING, CLAIM)
    ring = RING.with_new(b"n" * 32)
    new = tokens.sign(ring, CLAIM)
    assert new[0] != old[0]
    assert tokens.verify(ring, old, CLAIM)
    assert tokens.verify(ring, new, CLAIM)
    assert not tokens.verify(RING, new, CLAIM)


def test_a_key_that_was_removed_verifies_nothing():
    ring = RING.with_new(b"n" * 32)
    assert not tokens.verify(Keyring(ring.keys[:1]), tokens.sign(RING, CLAIM), CLAIM)


@given(st.lists(secrets, min_size=1, max_size=32))
def test_a_keys_file_is_read_as_it_was_written(many):
    ring = Keyring(())
    for secret in many:
        ring = ring.with_new(secret)
    assert Keyring.read(ring.write()) == ring


def test_the_thirty_third_key_is_refused():
    ring = Keyring(())
    for number in range(32):
        ring = ring.with_new(bytes([number]) * 32)
    with pytest.raises(PermanentError, match="full"):
        ring.with_new(b"x" * 32)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no key"),
        ("# nothing\n\n", "no key"),
        ("a 00ff\n", "line 1"),
        (f"\nA {'0' * 64}\n", "line 2"),
        (f"a {'0' * 64} more\n", "line 1"),
        ("a\n", "line 1"),
        (f"a {'0' * 64}\na {'1' * 64}\n", "same identifier"),
    ],
)
def test_a_damaged_keys_file_is_named_by_its_line(text, why):
    with pytest.raises(PermanentError, match=why):
        Keyring.read(text)


def test_no_secret_is_shown():
    ring = Keyring.made_from(b"\xab" * 32)
    assert "ab" * 8 not in repr(ring)
    with pytest.raises(PermanentError) as caught:
        Keyring.read("a " + "ab" * 31)
    assert "abab" not in str(caught.value)


def test_a_row_beyond_35_bits_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        tokens.sign(RING, replace(CLAIM, row=2**35))
