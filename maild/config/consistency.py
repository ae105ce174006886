"""What several settings must fulfil together, told of the plain values so that it is told with all other mistakes."""

from __future__ import annotations

import re
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

from maild.config.mistakes import Mistake, missing
from maild.config.secrets import read_secret
from maild.config.shape import NAMED, credential_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.config.shape import Path

_MAILBOX_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_LONGEST_LOCAL_PART = 64  # RFC 5321, section 4.5.3.1.1
_KEY_LENGTH = 25
_FILE_OF = {
    "password": "password_file",
    "client_secret": "client_secret_file",
    "refresh_token": "refresh_token_file",
}

Values = dict[str, Any]


def disagreements(values: Values, folder: File) -> list[Mistake]:
    """Find what does not go together, and put the text of secret files where their secrets belong."""
    return [mistake for check in CHECKS for mistake in check(values, folder)]


def _mailbox_is_there(values: Values, _: File) -> Iterator[Mistake]:
    if values.get(NAMED) == {}:
        mend = "add a section [mailbox.desk] with host, username and password_file"
        yield Mistake((NAMED,), "is missing: the desk reads no mailbox", mend)


def _mailbox_names_are_plain(values: Values, _: File) -> Iterator[Mistake]:
    for name in _table(values, NAMED):
        if not _MAILBOX_NAME.fullmatch(name):
            yield Mistake((NAMED, name), "must be named with small letters, digits, - and _")


def _mailboxes_differ(values: Values, _: File) -> Iterator[Mistake]:
    seen: dict[str, str] = {}
    for name, box in _tables(values, NAMED):
        place = str([box.get("host"), box.get("username"), box.get("folder", "INBOX")])
        if box.get("host") and place in seen:
            yield Mistake((NAMED, name), f"is the same folder as {NAMED}.{seen[place]}", "remove one of the two")
        seen.setdefault(place, name)


def _folders_differ(values: Values, _: File) -> Iterator[Mistake]:
    for name, box in _tables(values, NAMED):
        for key in ("processed_folder", "quarantine_folder", "sent_folder"):
            if box.get(key) and box[key] == box.get("folder", "INBOX"):
                yield Mistake((NAMED, name, key), "must not be the folder that is read", 'name another, or write ""')


def _secrets_are_given_once(values: Values, folder: File) -> Iterator[Mistake]:
    for path, table in _with_secrets(values):
        for secret, file in _FILE_OF.items():
            if file not in table:
                continue
            if secret in table:
                yield Mistake((*path, file), f"stands beside {secret}", "keep one of the two")
            elif isinstance(table[file], str):
                try:
                    table[secret] = read_secret(folder / File(table[file]).expanduser())
                except OSError as error:
                    yield Mistake((*path, file), f"cannot be read: {error.strerror}", f"write the {secret} into it")


def _log_ins_are_whole(values: Values, _: File) -> Iterator[Mistake]:
    for path, table in _servers(values):
        given = [way for way in ("password", "password_file", "oauth") if way in table]
        if "oauth" in given and len(given) > 1:
            yield Mistake((*path, "oauth"), f"stands beside {given[0]}", "keep one of the two")
        if given and not table.get("username") and path[0] != NAMED:
            yield missing((*path, "username"))
        if not given and (path[0] == NAMED or table.get("username")):
            what = missing((*path, "password"))
            yield Mistake(what.path, what.what, f"{what.mend}, or a credential {credential_of(what.path)}")
        if not table.get("password", "given"):
            yield Mistake((*path, "password"), "must not be empty")


def _shadow_has_an_admin(values: Values, _: File) -> Iterator[Mistake]:
    desk = _table(values, "desk")
    if desk.get("mode") == "shadow" and not desk.get("admin"):
        yield Mistake(("desk", "admin"), "is missing", 'mode = "shadow" sends all mail to this address')


def _admin_is_not_the_desk(values: Values, _: File) -> Iterator[Mistake]:
    desk = _table(values, "desk")
    admin, address = desk.get("admin"), desk.get("address")
    if isinstance(admin, str) and isinstance(address, str) and admin and admin.lower() == address.lower():
        yield Mistake(("desk", "admin"), "is the desk's own address", "name a person's or a group's address")


def _reply_addresses_fit(values: Values, _: File) -> Iterator[Mistake]:
    desk = _table(values, "desk")
    address, plus = desk.get("address"), desk.get("plus", "+")
    if not isinstance(address, str) or not isinstance(plus, str) or not plus:
        return
    most = _LONGEST_LOCAL_PART - _KEY_LENGTH - len(plus)
    if len(address.rpartition("@")[0]) > most:
        mend = 'take a shorter one, or set plus = ""'
        yield Mistake(("desk", "address"), f"must have at most {most} characters before the @ for reply keys", mend)


CHECKS = (
    _mailbox_is_there,
    _mailbox_names_are_plain,
    _mailboxes_differ,
    _folders_differ,
    _secrets_are_given_once,
    _log_ins_are_whole,
    _shadow_has_an_admin,
    _admin_is_not_the_desk,
    _reply_addresses_fit,
)


def _table(values: Values, key: str) -> Values:
    table = values.get(key)
    return table if isinstance(table, dict) else {}


def _tables(values: Values, key: str) -> list[tuple[str, Values]]:
    return [(name, table) for name, table in _table(values, key).items() if isinstance(table, dict)]


def _servers(values: Values) -> list[tuple[Path, Values]]:
    mailboxes: list[tuple[Path, Values]] = [((NAMED, name), box) for name, box in _tables(values, NAMED)]
    return [*mailboxes, *((("smtp",), smtp) for key, smtp in _tables({"": values}, "") if key == "smtp")]


def _with_secrets(values: Values) -> list[tuple[Path, Values]]:
    servers = _servers(values)
    return servers + [((*path, "oauth"), _table(server, "oauth")) for path, server in servers]
