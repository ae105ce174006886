"""Content-Type and Content-Disposition: a value and its parameters (RFC 2045, section 5.1; RFC 2231)."""

from __future__ import annotations

import re
from email.message import Message as StandardMessage
from email.utils import collapse_rfc2231_value
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from mailparser.utils import mime_header_view

from maild.mail.parser import charset, words

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN = re.compile(r';\s*+([\w-]++)\s*+=\s*+(?:"([^"\\\r\n]*+)"|([^\s";()<>@,\\/=?\[\]:]++))\s*+(?=;|\Z)')
# Continued, encoded, or not of ASCII: whatever takes more than cutting at semicolons.
_ODD = re.compile(r"[*']|=\?|[^\x00-\x7f]")
_EXTENDED = re.compile(r"([\w.:-]{1,30})'[\w-]{0,20}'(.*)", re.DOTALL)
_MOST_CHARACTERS = 4_096

Value = tuple[str, "Mapping[str, str]"]
NOTHING: Value = ("", MappingProxyType({}))


def read_parameters(raw: str) -> Value:
    """Return the value in lower case and its parameters by lower-case name, of a raw field however damaged."""
    return _remembered(raw) if len(raw) <= 200 else _read(raw[:_MOST_CHARACTERS])


def _read(raw: str) -> Value:
    value, _, rest = raw.partition(";")
    value = "".join(value.split()).lower()
    if "=" in value and "/" not in value:
        value, rest = "", raw
    if not rest.strip():
        return value, NOTHING[1]
    rest = ";" + rest
    if _ODD.search(raw) is None and not _PLAIN.sub("", rest).strip("; \t\r\n"):
        found = {name.lower(): quoted or token for name, quoted, token in reversed(_PLAIN.findall(rest))}
        return value, MappingProxyType(found)
    return value, MappingProxyType(_damaged(raw))


_remembered = lru_cache(1024)(_read)


def _damaged(raw: str) -> dict[str, str]:
    """Read parameters that are continued, encoded, raw or broken: the standard library's reading, then decoded."""
    single = StandardMessage()
    single.set_raw("Content-Type", words.raw_text(raw).replace("\r", "").replace("\n", " "))
    try:
        found = mime_header_view(single)[0].get_params([], unquote=True)
    except (ValueError, IndexError, TypeError, AttributeError, LookupError):
        found = []
    # The encoded form of a name is the whole one where a plain one stands beside it for old readers.
    given = sorted(found[:0:-1], key=lambda parameter: isinstance(parameter[1], tuple))
    return {name.lower(): _text(value) for name, value in given if name}


def _text(value: str | tuple[str | None, str | None, str]) -> str:
    if isinstance(value, tuple):
        octets = value[2].encode("latin-1", "replace") if value[2].isascii() or value[0] else None
        if octets is None:
            return collapse_rfc2231_value(value)
        return charset.decode(octets, value[0] or "")[0]
    if (extended := _EXTENDED.fullmatch(value)) and charset.codec_for(extended[1]):
        return charset.decode(unquote_to_bytes(extended[2]), extended[1])[0]
    return words.decode(value) if "=?" in value else value
