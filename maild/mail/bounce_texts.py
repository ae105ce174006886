"""Reading a bounce that only speaks to people: which lines name the addresses that could not be reached."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from maild.mail.bounce_phrases import (
    ADDRESS_LABEL,
    ANY_ADDRESS,
    BARE_LOCAL_LINE,
    COLON_ADDRESS,
    DELAY_TEXT,
    LEADING_ADDRESS,
    NAMED_LINE,
    OPENER,
    OWN_LINE,
    RETURNED_COPY,
    SENDER_LINE,
    TRANSCRIPT_LINE,
)
from maild.mail.bounce_report import status_of
from maild.mail.message import BouncedRecipient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LINES_AT_MOST = 1_500
LINE_AT_MOST = 1_000
DIAGNOSTIC_AT_MOST = 500
NEAR_THE_OPENER = 8  # Lines below "the following recipients:" in which "Name <address>" names one of them.


@dataclass(frozen=True, slots=True)
class Notice:
    """The text of a bounce cut in two: what the mail system says, and the copy of the returned mail."""

    lines: tuple[str, ...]
    copy: str

    @property
    def text(self) -> str:
        """What the mail system says, as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Mention:
    """An address and the line that names it as not reached."""

    line: int
    address: str


def notice_of(text: str) -> Notice:
    """Cut a text where the returned mail begins; most systems say so, all others begin it with its header."""
    lines = [line[:LINE_AT_MOST] for line in text.split("\n", LINES_AT_MOST)[:LINES_AT_MOST]]
    for number, line in enumerate(lines):
        if number and RETURNED_COPY.match(line):
            return Notice(tuple(lines[:number]), "\n".join(lines[number:]))
    return Notice(tuple(lines), "")


def says_delayed(subject: str, notice: Notice) -> bool:
    """Tell whether the mail system is still trying."""
    return bool(DELAY_TEXT.search(subject) or any(DELAY_TEXT.search(line) for line in notice.lines))


def recipients_of_notice(
    notice: Notice, domain: str, is_reached: Callable[[str], bool], action: str
) -> list[BouncedRecipient]:
    """Return the addresses that a notice names, found by the surest way that finds any.

    `domain` completes bare local parts; `is_reached` says which addresses cannot be meant: the desk's own one and
    those of the mail system.
    """
    for way in _WAYS:
        mentions = _distinct(mention for mention in way(notice.lines, domain) if not is_reached(mention.address))
        if mentions:
            return [_recipient(mention, notice, mentions, action) for mention in mentions]
    anywhere = _distinct(mention for mention in _anywhere(notice.lines) if not is_reached(mention.address))
    return [_recipient(mention, notice, anywhere, action) for mention in anywhere] if len(anywhere) == 1 else []


def _below_an_opener(lines: Sequence[str], _domain: str) -> Iterator[Mention]:
    """Read "The following recipients failed:" and the addresses below it, one a line."""
    opener = next((number for number, line in enumerate(lines) if OPENER.search(line)), None)
    if opener is None:
        return
    for number in range(opener, len(lines)):
        line = lines[number]
        match = OWN_LINE.match(line) or TRANSCRIPT_LINE.match(line)
        if not match and opener < number <= opener + NEAR_THE_OPENER:
            match = NAMED_LINE.match(line)
        if match:
            yield Mention(number, match["address"])


def _behind_a_label(lines: Sequence[str], _domain: str) -> Iterator[Mention]:
    """Read "Failed recipient: address" and "unable to deliver your message to address"."""
    for number, line in enumerate(lines):
        for match in ADDRESS_LABEL.finditer(line):
            yield Mention(number, match["address"])


def _on_its_own_line(lines: Sequence[str], _domain: str) -> Iterator[Mention]:
    """Read an address that stands alone, or at the beginning of its line and before a reason."""
    for number, line in enumerate(lines):
        match = OWN_LINE.match(line) or TRANSCRIPT_LINE.match(line)
        if match:
            yield Mention(number, match["address"])


def _in_a_weaker_form(lines: Sequence[str], _domain: str) -> Iterator[Mention]:
    """Read an address at the beginning of a line of any kind, or at the end of any label."""
    for number, line in enumerate(lines):
        match = LEADING_ADDRESS.match(line) or COLON_ADDRESS.match(line)
        if match:
            yield Mention(number, match["address"])


def _across_a_line_break(lines: Sequence[str], domain: str) -> Iterator[Mention]:
    """Read a label whose address was wrapped onto the next line."""
    joined = [f"{line.strip()} {below.strip()}" for line, below in pairwise(lines)]
    yield from _behind_a_label(joined, domain)


def _bare_local_part(lines: Sequence[str], domain: str) -> Iterator[Mention]:
    """Read the bare user names that a system lists for its own domain, as AOL does."""
    opener = next((number for number, line in enumerate(lines) if OPENER.search(line)), None)
    if opener is None or not domain:
        return
    for number in range(opener + 1, min(len(lines), opener + 1 + NEAR_THE_OPENER)):
        match = BARE_LOCAL_LINE.match(lines[number])
        if match:
            yield Mention(number, f"{match['local']}@{domain}")


def _anywhere(lines: Sequence[str]) -> Iterator[Mention]:
    """Read every address but those of senders, whatever stands around it; one alone can only be the recipient."""
    for number, line in enumerate(lines):
        if SENDER_LINE.match(line):
            continue
        for match in ANY_ADDRESS.finditer(line):
            yield Mention(number, match[0])


# The surest way first.
_WAYS: tuple[Callable[[Sequence[str], str], Iterator[Mention]], ...] = (
    _below_an_opener,
    _behind_a_label,
    _on_its_own_line,
    _across_a_line_break,
    _in_a_weaker_form,
    _bare_local_part,
)


def _distinct(mentions: Iterator[Mention]) -> list[Mention]:
    found: dict[str, Mention] = {}
    for mention in mentions:
        found.setdefault(mention.address.lower(), mention)
    return list(found.values())


def _recipient(mention: Mention, notice: Notice, mentions: Sequence[Mention], action: str) -> BouncedRecipient:
    """Take what stands from this address to the next one as its diagnostic."""
    end = min((other.line for other in mentions if other.line > mention.line), default=len(notice.lines))
    reason = " ".join(" ".join(notice.lines[mention.line : end]).split())[:DIAGNOSTIC_AT_MOST]
    return BouncedRecipient(mention.address, action, status_of("", reason, action), reason)
