"""A forged mail to our own server: would the verdict written into it be believed when it arrives?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.mail.authentication_results import all_results
from maild.mail.builder import Draft, build, letter_headers
from maild.mail.message import Address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_TEXT = """\
This mail tries whether a forged Authentication-Results field would be believed ({word}).
It came from `maild check --probe`, opens no ticket, and can be deleted.
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of the forged verdicts: the ids under which they arrived, and those with a verdict beside them."""

    forged: tuple[str, ...]
    judged: tuple[str, ...]

    @property
    def believed(self) -> tuple[str, ...]:
        """The ids under which nothing but the forged verdict speaks; of several the worst would count."""
        return tuple(server for server in self.forged if server not in self.judged)


def forged_mail(address: str, authserv_ids: Sequence[str], word: str, message_id: str, at: datetime) -> bytes:
    """Return a mail of an address to itself that carries a verdict in the name of each server ("-": of none).

    `word` stands in its subject and in each verdict, and tells them from any other.
    """
    _, _, domain = address.rpartition("@")
    verdict = f'dmarc=pass reason="{word}" header.from={domain}'
    fields = tuple(
        ("Authentication-Results", verdict if server == "-" else f"{server}; {verdict}") for server in authserv_ids
    )
    desk = Address("", address)
    headers = fields + letter_headers(automatic="auto-generated")
    return build(Draft(message_id, at, desk, desk, f"maild check {word}", _TEXT.format(word=word), headers=headers))


def arrived(raw: bytes, authserv_ids: Sequence[str], word: str) -> Arrived:
    """Return what became of the verdicts of a forged mail."""
    forged, judged = [], []
    known = {server.lower() for server in authserv_ids}
    for written, results in all_results(raw):
        server = results.server or "-"
        if server not in known:
            continue
        if word in written:
            forged.append(server)
        elif any(result.method == "dmarc" for result in results.results):
            judged.append(server)
    return Arrived(tuple(dict.fromkeys(forged)), tuple(dict.fromkeys(judged)))
