"""The kinds of values a setting can have; a ValueError says what is right and, perhaps, what was meant."""

from __future__ import annotations

import re
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo

_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]\x00-\x1f\x7f-\x9f]+@[A-Za-z0-9.-]+\.?[A-Za-z0-9]")
_DURATION = re.compile(r"(\d+)\s*([smhd])")
_TERM = re.compile(r"(\d{1,6})\s*(?:d|days?|hari)")
SHORTEST_TERM, _LONGEST_TERM = timedelta(days=30), timedelta(days=36_500)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_FIELD = re.compile(r"[!-9;-~]+:\s*\S.*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SQLITE = "sqlite:///"
_POSTGRES = "postgresql+psycopg://"


def _address(value: str) -> str:
    if value and not _ADDRESS.fullmatch(value):
        raise ValueError('must be one mail address, like "desk@office.example"')
    return value


def _one_line(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("must be one line without control characters")
    return value


def _present(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _duration(value: Any) -> Any:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None and not isinstance(value, timedelta):
        raise ValueError('must be a time, like "60s", "5m" or "1h"')
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else value


def _term(value: Any) -> Any:
    match = _TERM.fullmatch(value.strip()) if isinstance(value, str) else None
    days = timedelta(days=int(match[1])) if match else None
    if value != "" and (days is None or not SHORTEST_TERM <= days <= _LONGEST_TERM):
        raise ValueError('must be a time of 30 days or more, like "90 days", or "" for ever')
    return days


def _timezone(value: str) -> str:
    if value not in available_timezones():
        near = get_close_matches(value, available_timezones(), n=1)
        raise ValueError('must be a time zone, like "Asia/Jakarta"', *(f'did you mean "{name}"?' for name in near))
    return ZoneInfo(value).key


def _from_folder(value: Path, info: ValidationInfo) -> Path:
    folder: Path = info.context["folder"] if info.context else Path()
    return folder / value.expanduser()


def _database(value: Secret, info: ValidationInfo) -> Secret:
    url = value.get_secret_value()
    if url.startswith("postgresql://"):
        url = _POSTGRES + url.removeprefix("postgresql://")
    if url.startswith(_SQLITE) and url != _SQLITE and ":memory:" not in url:
        name, mark, options = url.removeprefix(_SQLITE).partition("?")
        return Secret(f"{_SQLITE}{_from_folder(Path(name), info)}{mark}{options}")
    if url.startswith(_POSTGRES):
        return Secret(url)
    raise ValueError('must be "sqlite:///FILE" or "postgresql+psycopg://USER:PASSWORD@HOST/NAME"')


def _listen(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if value and not (colon and host and port.isdecimal() and int(port) <= 65535):
        raise ValueError('must be an address and a port, like "127.0.0.1:8025", or "" for no pages')
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
        raise ValueError('must be the beginning of a web address, like "https://desk.office.example"')
    return value.rstrip("/")


def _header_field(value: str) -> str:
    if value and not _FIELD.fullmatch(value):
        raise ValueError('must be a header field, like "X-Inside: yes", or ""')
    return value


def _plus(value: str) -> str:
    if value and (len(value) != 1 or value not in "+-_.=#"):
        raise ValueError('must be the one character your server splits addresses at, mostly "+", or ""')
    return value


def _prefix(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,15}", value):
        raise ValueError('must be up to 16 letters and digits, like "TIKET"')
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError('must be a language code, like "id" or "en"')
    return value


Secret = SecretStr  # Shows nothing of itself; `get_secret_value()` tells it.

Line = Annotated[str, AfterValidator(_one_line)]
Text = Annotated[str, AfterValidator(_present), AfterValidator(_one_line)]
Address = Annotated[Text, AfterValidator(_address)]
MaybeAddress = Annotated[str, AfterValidator(_address)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Term = Annotated[timedelta | None, BeforeValidator(_term)]
Timezone = Annotated[str, AfterValidator(_timezone)]
FilePath = Annotated[Path, AfterValidator(_from_folder)]
DatabaseUrl = Annotated[Secret, AfterValidator(_database)]
Listen = Annotated[str, AfterValidator(_listen)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
HeaderField = Annotated[Line, AfterValidator(_header_field)]
Plus = Annotated[str, AfterValidator(_plus)]
Prefix = Annotated[str, AfterValidator(_prefix)]
Language = Annotated[str, AfterValidator(_language)]
