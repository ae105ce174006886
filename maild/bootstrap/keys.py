"""The file of the signing keys: made when it is missing, looked at again when it changes, and renewed."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from maild.errors import PermanentError
from maild.tokens import SECRET_BYTES, Keyring

if TYPE_CHECKING:
    from pathlib import Path

    from maild.tokens import Key

OWNER_ONLY = 0o600

log = logging.getLogger(__name__)


class KeysInForce:
    """The keys as their file has them now: a new one signs the next letter of a daemon that is running.

    A file that cannot be read, or holds no keys, changes nothing: the last good ones stay in force.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _stamp(path)
        self._ring = _read(path)

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys, the one that signs first."""
        return self._now().keys

    def find(self, key_id: str) -> Key | None:
        """Return the key that a token names."""
        return self._now().find(key_id)

    def _now(self) -> Keyring:
        # A file is looked at in a microsecond or two, a letter takes a thousand times as long.
        stamp = _stamp(self._path)
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._ring = _read(self._path)
            except PermanentError as error:
                log.error("the keys file cannot be used, the former keys stay in force error=%s", error.what)
            else:
                log.info("new signing keys are in force keys=%d", len(self._ring.keys))
        return self._ring


def keyring_of(path: Path) -> KeysInForce:
    """Return the signing keys of this desk; the file is made, for its owner only, when there is none."""
    if not path.exists():
        _make(path, Keyring.made_from(secrets.token_bytes(SECRET_BYTES)))
    return KeysInForce(path)


def rotate_keys(path: Path) -> Keyring:
    """Put a new key first, by which everything is signed from now on; the old ones go on verifying.

    The file is replaced as a whole, so that nobody ever reads half of it. Where there is none, it is made.
    """
    if not path.exists():
        ring = Keyring.made_from(secrets.token_bytes(SECRET_BYTES))
        _make(path, ring)
        return ring
    ring = _read(path).with_new(secrets.token_bytes(SECRET_BYTES))
    unfinished = path.with_name(f".{path.name}.new")
    try:
        with suppress(FileNotFoundError):
            unfinished.unlink()
        _make(unfinished, ring)
        _keep_owner(path, unfinished)
        unfinished.replace(path)
    except OSError as error:
        raise PermanentError(
            f"the keys file {path} cannot be replaced: {error.strerror}", "Run it as the user that owns the file."
        ) from error
    return ring


def _read(path: Path) -> Keyring:
    try:
        return Keyring.read(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise PermanentError(f"the keys file {path} cannot be read: {why}", "Let maild read it.") from error


def _make(path: Path, ring: Keyring) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(ring.write())
        file.flush()
        os.fsync(descriptor)


def _keep_owner(path: Path, unfinished: Path) -> None:
    """Leave the file to whom it belonged: root may renew the keys of the daemon's user."""
    owned, made = path.stat(), unfinished.stat()
    if (owned.st_uid, owned.st_gid) != (made.st_uid, made.st_gid):
        os.chown(unfinished, owned.st_uid, owned.st_gid)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
