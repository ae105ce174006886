"""Commands that people write into mail, and plain words that mean a command."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from maild.mail.command_words import (
    COMMANDS,
    DENIALS,
    MEANINGS,
    STATUS_QUESTIONS,
    STILL_BROKEN,
    CommandWord,
)
from maild.mail.message import Command

if TYPE_CHECKING:
    from collections.abc import Iterator

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
_COMMAND = re.compile(r"^[#＃]( ?)([^\W\d_][\w-]{0,30})[:.,]?(?:\s+(.*))?$", re.DOTALL)
_LINK = re.compile(r"\s*<(?:https?|mailto):[^<>]{0,500}>")
_NO_WORD = re.compile(r"[^\w ]+")
_MEANT_LIMIT = 240
_LINE_LIMIT = 2000


def plain(text: str) -> str:
    """Return text in the form commands are compared in: no accents, no case, no invisible characters."""
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).replace("\xa0", " "))
    bare = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())


_BY_WORD: dict[str, CommandWord] = {word: command for command in COMMANDS for word in command.words}


def command_named(word: str) -> CommandWord | None:
    """Return the command a word stands for, in either language, with or without `#`."""
    return _BY_WORD.get(plain(word).removeprefix("#").strip())


def commands_of(text: str, subject: str = "", *, bare: bool = False) -> tuple[Command, ...]:
    """Return the commands at the top of a mail, in order.

    `text` is what is new in it, without quotes and signature; an empty one may have its command in the `subject`.
    An unknown `#word` is a `Command` without name, its line as written. With `bare`, a first line that holds
    nothing but a word of the staff counts without `#`. For the last command whose argument is a text, the rest of
    the mail follows in its `arguments`; `line` tells what stood on the line itself.
    """
    lines = text.split("\n")
    found = list(_at_top(lines, bare=bare))
    if not found and not text.strip():
        return tuple(command for command, _ in _at_top([subject], bare=False))
    rest = "\n".join(lines[found[-1][1] :]).strip() if found else ""
    commands = [command for command, _ in found]
    takes = [at for at, command in enumerate(commands) if _takes_text(command)]
    if rest and takes:
        chosen = commands[takes[-1]]
        commands[takes[-1]] = Command(chosen.name, f"{chosen.arguments}\n{rest}".strip(), chosen.line)
    return tuple(commands)


def ticket_named(command: Command, prefix: str) -> tuple[int, Command] | None:
    """Return the ticket that a command names first, by its whole name, and the command without it; None for none.

    A bare number is an argument like any other.
    """
    name = _ticket_name(prefix).match(command.arguments) if prefix else None
    if name is None:
        return None
    line = command.line.replace(name[0].strip(), "", 1).rstrip()
    return int(name["number"]), Command(command.name, command.arguments[name.end() :], line)


@lru_cache(16)
def _ticket_name(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"\[?{re.escape(prefix)}-(?P<number>[0-9]{{1,9}})\b\]?[:.,]?\s*", re.IGNORECASE | re.ASCII)


def without_commands(text: str, *, bare: bool = False) -> str:
    """Return a text without the command lines at its top."""
    lines = text.split("\n")
    end = max((end for _, end in _at_top(lines, bare=bare)), default=0)
    return "\n".join(lines[end:]).strip("\n") if end else text


def holds_only_commands(text: str, *, bare: bool = False) -> bool:
    """Tell whether a text commands something and says nothing to anybody."""
    commands = commands_of(text, bare=bare)
    spoken = any(command.arguments and _takes_text(command) for command in commands)
    return bool(commands) and not spoken and not without_commands(text, bare=bare).strip()


def _takes_text(command: Command) -> bool:
    word = command_named(command.name)
    return word is not None and word.shape == "text"


def _at_top(lines: list[str], *, bare: bool) -> Iterator[tuple[Command, int]]:
    """Yield each command at the top and the line behind it; blank lines between commands do not end them."""
    for at, line in enumerate(lines):
        words = _LINK.sub("", _INVISIBLE.sub("", line[:_LINE_LIMIT]).replace("\xa0", " ")).strip()
        if not words:
            continue
        match = _COMMAND.match(words)
        if match is not None:
            space, word, arguments = match.groups(default="")
            known = command_named(word)
            if known is None and space:
                return
            yield Command(known.name if known else "", arguments.strip(), line.strip()), at + 1
            continue
        known = _bare_command(words) if bare else None
        if known is None:
            return
        yield Command(known.name, "", line.strip()), at + 1
        bare = False


def _bare_command(words: str) -> CommandWord | None:
    known = command_named(words.rstrip(".!,"))
    return known if known is not None and known.who != "requester" else None


def asks_for_status(text: str) -> bool:
    """Tell whether a short text asks in plain words how a ticket is doing."""
    words = _said(plain(text.strip()))
    return len(words) <= _MEANT_LIMIT and any(_spoken(phrase, words) for phrase in STATUS_QUESTIONS)


def says_still_broken(text: str) -> bool:
    """Tell whether a text says, near its beginning, that what was called solved is not."""
    words = _said(plain(text.strip()[:_MEANT_LIMIT]))
    return any(_spoken(phrase, words) for phrase in STILL_BROKEN)


def meant(text: str) -> str | None:
    """Return the command that plain words suggest ("sudah selesai pak" is `resolve`), or None.

    Only the first sentences of a short answer count, and no denial or question may stand in them.
    """
    words = plain(text.strip()[:_MEANT_LIMIT])
    if "?" in words:
        return None
    said = _said(words)
    if any(_spoken(denial, said) for denial in DENIALS):
        return None
    return next((name for name, phrases in MEANINGS.items() if any(_spoken(phrase, said) for phrase in phrases)), None)


def _spoken(phrase: str, said: str) -> bool:
    return f" {_said(phrase)} " in f" {said} "


def _said(words: str) -> str:
    return " ".join(_NO_WORD.sub(" ", words.replace("'", "").replace("’", "")).split())
