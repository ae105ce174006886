"""`maild keys rotate`: a new key signs, the old ones verify, and a daemon that runs hears of it."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from maild.bootstrap import keyring_of, rotate_keys
from maild.errors import PermanentError
from maild.tokens import Claim, Keyring, sign, verify
from tests.support.small_office import maild, small_office

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = Claim("desk@office.example", "reply", 7, 1, "contact:1", "requester")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A keys file with one key."""
    keyring_of(tmp_path / "keys")
    return tmp_path / "keys"


def test_the_new_key_signs_and_the_old_one_verifies(file: Path) -> None:
    before = Keyring.read(file.read_text())
    token = sign(before, CLAIM)
    after = rotate_keys(file)
    assert after.keys[1:] == before.keys
    assert sign(after, CLAIM) != token
    assert verify(after, token, CLAIM)
    assert Keyring.read(file.read_text()) == after


def test_the_file_stays_its_owners_alone_and_is_replaced_as_a_whole(file: Path) -> None:
    file.chmod(0o644)
    inode = file.stat().st_ino
    rotate_keys(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_ino != inode
    assert list(file.parent.iterdir()) == [file]


def test_what_was_left_of_an_interrupted_rotation_is_no_hindrance(file: Path) -> None:
    (file.parent / ".keys.new").write_text("half")
    assert len(rotate_keys(file).keys) == 2


def test_a_daemon_that_runs_signs_its_next_letter_with_the_new_key(file: Path) -> None:
    running = keyring_of(file)
    token = sign(running, CLAIM)
    rotated = rotate_keys(file)
    assert sign(running, CLAIM) == sign(rotated, CLAIM)
    assert verify(running, token, CLAIM)


@pytest.mark.parametrize("text", ["", "a nonsense\n", "\udcff"])
def test_a_file_that_holds_no_keys_changes_nothing_for_a_daemon_that_runs(file: Path, text: str) -> None:
    running = keyring_of(file)
    token = sign(running, CLAIM)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert verify(running, token, CLAIM)
    file.unlink()
    assert verify(running, token, CLAIM)


def test_where_there_are_no_keys_the_first_one_is_made(tmp_path: Path) -> None:
    assert len(rotate_keys(tmp_path / "keys").keys) == 1
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600


def test_a_file_of_nonsense_is_refused_and_left_alone(file: Path) -> None:
    file.write_text("nonsense")
    with pytest.raises(PermanentError, match="line 1"):
        rotate_keys(file)
    assert file.read_text() == "nonsense"


def test_the_command_says_what_signs_and_no_secret(tmp_path: Path) -> None:
    config = small_office(tmp_path)
    for count in (1, 2):
        result = maild(config, "keys", "rotate")
        assert f"{count} verify" in result.output
    (keys,) = tmp_path.glob("*keys*")
    assert all(key.secret.hex() not in result.output for key in Keyring.read(keys.read_text()).keys)
