"""Links that a reader taps: to write a mail, to call, to open a page; nothing that mail text says can steer them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from maild.mail.builder import one_line

if TYPE_CHECKING:
    from maild.notices.values import ReplyView

_PHONE: Final = re.compile(r"\+?[0-9][0-9 ().\-/]{3,24}")
_NOT_DIALLED: Final = re.compile(r"[^0-9+]")
_SHOWN_PAGE: Final = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


def mailto(reply: ReplyView, command: str) -> str:
    """Return the link (RFC 6068) that writes a command to the reader's own reply address."""
    lines = [one_line(command), *(["", f"Ref: {reply.key}"] if reply.key else []), ""]
    subject = quote(one_line(reply.subject), safe="")
    body = quote("\r\n".join(lines), safe="")
    return f"mailto:{quote(one_line(reply.address), safe='@')}?subject={subject}&body={body}"


def tel(phone: str) -> str:
    """Return the link (RFC 3966) that calls a number, or an empty string where there is no number to be seen."""
    found = _PHONE.search(phone)
    dialled = _NOT_DIALLED.sub("", found[0]) if found else ""
    return f"tel:{dialled}" if 5 <= len(dialled) <= 16 else ""


def page(url: str) -> str:
    """Return the address of a page; ValueError for anything but http and https."""
    if not _SHOWN_PAGE.fullmatch(url):
        raise ValueError(f"{one_line(url)!r} is no address of a page")
    return url
