"""Where another mail begins inside a text: bars, copied header blocks and attributions, told line by line.

Nothing here looks further than a handful of lines or characters from where it stands, so that the cost of a text
is proportional to its length whatever it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from maild.mail import client_phrases as phrases
from maild.mail.lines import INVISIBLE, LINE_LIMIT, folded, is_blank, is_quoted, is_rule, unquoted
from maild.mail.message import Address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maild.mail.client_phrases import Role

SeparatorKind = Literal["marker", "forward", "original", "headers", "attribution"]

_ATTRIBUTION_LIMIT = 400
_ATTRIBUTION_LINES = 6
_BLOCK_LINES = 24
_ROLES_ALONE = 3
_LABEL_LIMIT = 32
_MARKER_LIMIT = 160

_BAR = re.compile(r"^[\s>]*[-_=*~—–]{2,}\s*([^\s\-_=*~—–](?:.{0,78}?\S)?)\s*[-_=*~—–]{2,}[ \t]*(.*)$")
_EMAIL = re.compile(r"[^\s<>()\[\]\",;:@]{1,80}@[^\s<>()\[\]\",;:@]{1,120}")
_BRACKETED = re.compile(r"[<(\[]\s*(?:mailto:[^<>]{0,80}<?)?\s*[^\s<>()\[\]@]{1,80}@[^\s<>()\[\]@]{1,120}")
_TIME = re.compile(r"\d{1,2}\s?(?:[:.h時시点點]|uhr)\s?\d{2}|\d\s?[ap]\.?m\b")
_DATE = re.compile(r"\b(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_GMAIL_ISO = re.compile(r"^\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:gmt|utc)(?:[+-]\d{1,2}:?\d\d)?\s+\S")
_SHORT_THEN_DIGIT = re.compile(r"^\W{0,3}(?:[^\W\d]{1,14}(?:[.,]{1,2}\s{0,2}|\s{1,2})){0,3}\d")
_NAME_FIRST = re.compile(r"^\W{0,3}\w[^<>:]{0,80}<|^\W{0,3}\w[^:]{0,80}\S@\S")
_LABELLED = re.compile(r"^\W{0,3}[^\W\d_][^:：<>@]{0,24}[:：]\s{0,8}\S")
_DIGIT = re.compile(r"\d")
_DATED_COLON = re.compile(r"\d\s?[:：]\s*$")
_EMAIL_LAST = re.compile(r"<[^<>@]{1,80}@[^<>@]{1,120}(?:<[^<>]{0,200}>)?>$")
# Exchange's own form of an address inside an office; it reaches nobody from outside.
_DIRECTORY_NAME = re.compile(r"[<\[(]/o=[^<>]{1,400}[>\])]?", re.IGNORECASE)
_ENDING = " -_*|\t>"
_ENDING_BUT_BRACKET = " -_*|\t"


def _folded_all(wordings: Sequence[str]) -> frozenset[str]:
    return frozenset(folded(wording) for wording in wordings)


_STARTERS = _folded_all(phrases.ATTRIBUTION_STARTERS)
_OPENINGS = tuple(_folded_all(phrases.ATTRIBUTION_OPENINGS))
_VERBS = tuple(sorted(_folded_all(phrases.ATTRIBUTION_VERBS), key=len, reverse=True))
_LABELS = {folded(label): role for label, role in phrases.HEADER_LABELS.items()}
_ORIGINAL = _folded_all(phrases.ORIGINAL_MESSAGE)
_FORWARDED = _folded_all(phrases.FORWARDED_MESSAGE)
_VERB_INSIDE = re.compile(r"(?:^|[\s,;>)»”\"'])(?:" + "|".join(map(re.escape, _VERBS)) + r")(?:[\s:,(]|$)")
_VERB_THEN_TEXT = re.compile(
    r"@[^\s<>()@]{1,120}[>)\]]{0,2}\s?(?:" + "|".join(map(re.escape, _VERBS)) + r")\s?:\s{1,4}\S", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Separator:
    """A place where somebody else's mail begins: lines `start` to `end` (excluded) announce it.

    `certain` is false for an attribution that only a following `>` line can prove; `fields` are the header lines
    copied there, `rest` what stands behind a bar on its own line.
    """

    kind: SeparatorKind
    start: int
    end: int
    certain: bool = True
    fields: dict[Role, str] = field(default_factory=dict)
    wording: str = ""
    rest: str = ""


def header_of(line: str) -> tuple[Role, str] | None:
    """Return what a line like `Dari: Rita` is about and its value, if it bears a label that clients write."""
    start = line[: _LABEL_LIMIT + 8]
    if ":" not in start and "：" not in start:
        return None
    start = start.lstrip(" \t*_>|\ufeff\u200e\u200f\u202a\u202b")
    cut = min((at for at in (start.find(":"), start.find("：")) if at >= 0), default=-1)
    if cut <= 0:
        return None
    role = _LABELS.get(folded(start[:cut]).strip("*_ "))
    if role is None:
        return None
    offset = line.index(start) + cut + 1
    return role, line[offset:].strip(" \t*\u200e\u200f\xa0")


def header_block(lines: Sequence[str], start: int, *, least: int = _ROLES_ALONE) -> Separator | None:
    """Return the block of copied header lines that begins at a line, with at least so many kinds of them."""
    fields: dict[Role, str] = {}
    last: Role | None = None
    at, end = start, start
    while at < min(start + _BLOCK_LINES, len(lines)):
        line = lines[at]
        found = header_of(line)
        if found is not None:
            role, value = found
            if role in fields and role in {"from", "subject"}:
                break
            fields.setdefault(role, value)
            last, at = role, at + 1
            end = at
        elif last is not None and _is_unknown_header(lines, at):
            fields.setdefault("other", "")
            last, at = "other", at + 1
        elif last is None or not _continues(lines, at, fields, last):
            break
        else:
            if not is_blank(line):
                fields[last] = f"{fields[last]} {line.strip()}".strip()
            at += 1
    told = fields.keys() - {"other"}
    if len(told) < least or not ("from" in told or {"subject", "date", "to"} <= told):
        return None
    if least >= _ROLES_ALONE and not _copied(lines, start, end, fields):
        return None
    return Separator("headers", start, end, fields=fields)


def _is_unknown_header(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line bears a label we do not know, directly above one that we do."""
    line = lines[at]
    labelled = _LABELLED.match(line) is not None and not line[:1].isspace()
    return labelled and at + 1 < len(lines) and header_of(lines[at + 1]) is not None


def _copied(lines: Sequence[str], start: int, end: int, fields: dict[Role, str]) -> bool:
    """Tell header lines that a client copied from a memo, form or itinerary that a person typed.

    Clients never begin with the receiver, give an address or the minute, and set the block apart.
    """
    first = header_of(lines[start])
    if first is not None and first[0] in {"to", "cc"}:
        return False
    if any("@" in value for value in fields.values()):
        return True
    sent = folded(fields.get("date", ""))
    if "subject" in fields:
        return _TIME.search(sent) is not None or (len(fields) > _ROLES_ALONE and any(map(str.isdigit, sent)))
    apart = (start == 0 or is_blank(lines[start - 1])) and (end == len(lines) or is_blank(lines[end]))
    return apart and _TIME.search(sent) is not None


def _continues(lines: Sequence[str], at: int, fields: dict[Role, str], last: Role) -> bool:
    """Tell whether a line without a label belongs to a header block: another header follows close by."""
    line = lines[at]
    if not is_blank(line):
        wrapped = line[:1] in " \t<" or fields[last].endswith((",", ";")) or not fields[last]
        if not wrapped:
            return False
    for ahead in lines[at + 1 : at + 3]:
        found = header_of(ahead)
        if found is not None:
            return found[0] not in fields
        if is_blank(line) and not is_blank(ahead):
            return False
    return False


def bar_of(line: str) -> tuple[Literal["forward", "original", "unknown"], str] | None:
    """Return what a line like `----- Pesan Asli -----` announces, and the text behind the bar on the same line."""
    match = _BAR.match(line[:LINE_LIMIT])
    if match is not None:
        words = folded(match[1]).strip(": ")
        rest = line[match.start(2) :].strip()
        if words in _FORWARDED or words.startswith("forwarded by "):
            return "forward", rest
        if words in _ORIGINAL:
            return "original", rest
        return ("unknown", rest) if len(words) <= 60 and any(map(str.isalpha, words)) else None
    if not line.rstrip().endswith((":", "：")):
        return None
    words = folded(unquoted(line))
    if words.rstrip(": ") in _FORWARDED:
        return "forward", ""
    return None


def _bar(lines: Sequence[str], at: int) -> Separator | None:
    found = bar_of(lines[at])
    if found is None:
        return None
    kind, rest = found
    near = range(at + 1, min(at + 4, len(lines)))
    below = next((row for row in near if not is_blank(unquoted(lines[row]))), None)
    window = [] if below is None or rest else _bare(lines, below)
    block = header_block(window, 0, least=2) or (_unknown_block(window) if kind != "unknown" else None)
    if kind == "unknown" and block is None:
        return None
    if block is None or below is None:
        end, fields = at + 1, {}
    else:
        end, fields = below + block.end, block.fields
    return Separator("forward" if kind == "forward" else "original", at, end, fields=fields, rest=rest, wording=kind)


def _unknown_block(window: Sequence[str]) -> Separator | None:
    """Return header lines in a language we do not know, below a bar: the first that holds an address is From."""
    end = next((row for row, line in enumerate(window) if not _LABELLED.match(line)), len(window))
    block = window[:end]
    sender = next((line for line in block if "@" in line), None)
    if len(block) < _ROLES_ALONE or sender is None:
        return None
    fields: dict[Role, str] = dict(filter(None, map(header_of, block)))
    fields["from"] = sender.replace("：", ":").partition(":")[2].strip()
    return Separator("headers", 0, end, fields=fields)


def _bare(lines: Sequence[str], start: int) -> list[str]:
    """Return the lines a header block may take, without quotation marks where the first one bears them."""
    window = lines[start : start + _BLOCK_LINES]
    return [unquoted(line) for line in window] if is_quoted(window[0]) else list(window)


def _headers(lines: Sequence[str], at: int) -> Separator | None:
    if is_rule(lines[at]):
        below = next((row for row in range(at + 1, min(at + 3, len(lines))) if not is_blank(lines[row])), None)
        block = None if below is None else header_block(lines, below, least=2)
        return None if block is None else Separator("headers", at, block.end, fields=block.fields)
    return header_block(lines, at) if header_of(lines[at]) is not None else None


def _starts_dated(line: str) -> bool:
    if _DIGIT.search(line, 0, 80) is None:
        return False
    words = folded(line[:80]).lstrip("-_*>| ")
    if _SHORT_THEN_DIGIT.match(words) and (_DATE.search(words) or _TIME.search(words)):
        return True
    first, _, more = words.partition(" ")
    known = first in _STARTERS or f"{first} {more.partition(' ')[0]}" in _STARTERS
    return known and any(map(str.isdigit, words[:60]))


def _may_end(line: str) -> bool:
    tail = folded(line[-_LABEL_LIMIT:]).rstrip(_ENDING)
    return tail.endswith(":") or tail.endswith(_VERBS)


def _attribution_text(words: str) -> bool | None:
    """Tell whether folded words are an attribution: True for certain, False when only a quote below can prove it."""
    words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    framed = words.startswith("--") and words.endswith("--")
    words = words.strip(_ENDING_BUT_BRACKET)
    if _GMAIL_ISO.match(words):
        return True
    ended = framed or words.endswith(":")
    words = words.rstrip(": ").rstrip(_ENDING_BUT_BRACKET)
    has_email = _EMAIL.search(words) is not None
    dated, timed = _DATE.search(words) is not None, _TIME.search(words) is not None
    verb_last = words.endswith(_VERBS)
    if has_email and (verb_last or (ended and (dated or timed) and _VERB_INSIDE.search(words))):
        return ended
    if has_email and ended and timed and words.startswith(_OPENINGS):
        return True
    if ended and timed and _EMAIL_LAST.search(words):
        return True
    if not (verb_last or (ended and _VERB_INSIDE.search(words))):
        return False if ended and (_BRACKETED.search(words) or (dated and timed)) else None
    if not (dated or timed):
        return None
    return ended and timed and _starts_dated(words)


def _attribution(lines: Sequence[str], at: int) -> Separator | None:
    """Return the attribution that begins at a line, wrapped over at most six, and where it ends.

    A wrapped attribution is taken from the last line that can begin one, so that no sentence above is drawn in.
    """
    found = _attribution_from(lines, at)
    if found is None:
        return None
    for later in range(at + 1, found.end):
        begins = _starts_dated(lines[later]) or lines[later - 1].rstrip().endswith((".", "!", "?"))
        if begins and _attribution_from(lines, later) is not None:
            return None
    return found


def _may_attribute(first: str) -> bool:
    begins = _starts_dated(first) or _NAME_FIRST.match(first.replace("&lt;", "<")) or _DATED_COLON.search(first)
    return bool(begins) or folded(first).startswith(_OPENINGS)


def _attribution_from(lines: Sequence[str], at: int) -> Separator | None:
    first = lines[at][:LINE_LIMIT]
    if not _may_attribute(first):
        return None
    dated = _starts_dated(first)
    if _VERB_THEN_TEXT.search(first[:_ATTRIBUTION_LIMIT]):
        return Separator("attribution", at, at + 1, wording=first)
    joined, blanks = "", 0
    quoted = is_quoted(first)
    for row in range(at, min(at + _ATTRIBUTION_LINES, len(lines))):
        line = lines[row]
        if is_blank(line):
            blanks += 1
            if blanks > 1 or not (dated and joined) or joined.endswith((".", "!", "?")):
                return None
            continue
        closes = joined.count("<") > joined.count(">")
        if row > at and is_quoted(line) != quoted and not closes:
            return None
        joined = f"{joined} {unquoted(line) if quoted else line.strip()}".strip()
        if len(joined) > _ATTRIBUTION_LIMIT:
            return None
        certain = _attribution_text(folded(joined)) if row == at or _may_end(line) else None
        if certain and not dated and _speaks_of(joined):
            certain = False
        if certain is not None and (blanks == 0 or certain):
            return Separator("attribution", at, row + 1, certain=certain, wording=joined)
        if not dated and row - at >= 2:
            return None
    return None


def _speaks_of(wording: str) -> bool:
    """Tell a sentence, "My colleague Tom <address> wrote:", from the name alone or with a date that clients write."""
    words = wording.partition("<")[0].split()
    return any(word[:1].islower() for word in words) and not any(map(str.isdigit, wording))


def _marker(lines: Sequence[str], at: int, markers: frozenset[str]) -> Separator | None:
    if not markers or len(lines[at]) > _MARKER_LIMIT:
        return None
    return Separator("marker", at, at + 1) if _bare_marker(lines[at]) in markers else None


def _bare_marker(line: str) -> str:
    return folded(line).strip("-_=*#~–—>.<|[]() :")


MARKERS = frozenset(map(_bare_marker, phrases.REPLY_MARKERS))
"""The lines that desks are known to write between an answer and what is answered."""


@lru_cache(1024)
def _may_announce(line: str) -> bool:
    """Tell whether a line by itself may announce another mail; each line of a mail is asked about several times."""
    return bar_of(line) is not None or is_rule(line) or header_of(line) is not None or _may_attribute(line)


def separator_at(lines: Sequence[str], at: int, markers: frozenset[str] = frozenset()) -> Separator | None:
    """Return what announces another mail at a line, in the order of how sure each sign is."""
    if not _may_announce(lines[at][:LINE_LIMIT]):
        return _marker(lines, at, markers)
    return _marker(lines, at, markers) or _bar(lines, at) or _headers(lines, at) or _attribution(lines, at)


def address_in(wording: str) -> Address | None:
    """Return the person named in a header value or an attribution; the address is empty where none is given."""
    wording = INVISIBLE.sub("", wording.replace("&lt;", "<").replace("&gt;", ">"))[:LINE_LIMIT]
    wording = _DIRECTORY_NAME.sub("", wording)
    email = _EMAIL.search(wording)
    if email is None:
        name = wording.strip(" \t\"'*<>")
        return Address(name, "") if name else None
    address = email[0].removeprefix("mailto:").strip("'\".*")
    before = wording[: email.start()].removesuffix("mailto:").rstrip(" <([\t'")
    return Address(_name_in(before), address)


def _name_in(before: str) -> str:
    """Return the display name at the end of what stands before an address."""
    before = before.strip().strip("*").strip()
    if before.endswith(tuple("\"”»’'“")):
        opened = max(before[:-1].rfind(mark) for mark in "\"“„«‘'")
        if opened >= 0:
            return before[opened + 1 : -1].strip()
    return before.strip(" \t\"',<>*")
