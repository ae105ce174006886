"""Which lines at the end of a text are no words of the person: signatures, footers of phones, disclaimers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maild.mail import signature_phrases as phrases
from maild.mail.lines import folded, is_blank, is_quoted

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

_FOOTER_LIMIT = 120
_BLOCK_LINES = 10
_NAME_WORDS = 8
_LETTER_LENGTH = 300
_BLOCK_LINE_LIMIT = 80
_DELIMITED_LINES = 14
_UNDERSCORED_LINES = 6

_DELIMITER = re.compile(r"^(?:--|—|–|––|——|- -|—{3,}|–{3,}|_{2,})\s*$")
_RULE = re.compile(r"^\s*([*\-_=#~])\1{3,}\s*$")
_FOOTER_EDGE = re.compile(r"^\s*(?:[-_=*]{2,}|<?https?://[^\s<>]{1,300}>?)\s*$")
_DASHED_NAME = re.compile(r"^[-–—~]{1,2} ?[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,2}$")
_CONTACT = re.compile(
    r"\S@\S+\.\w|https?://|\bwww\.|\b[\w-]{2,}\.(?:com|org|net|id|go\.id|de|eu)\b|\+?\(?\d[\d ().\-/]{6,}\d",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+\s+){5}.*[.!]$|[?,;:]$")
_PLACEHOLDER = re.compile(r"^\s*(?:<<.*>>|\[cid:.*\])\s*$")
_LISTED = re.compile(r"^\s*(?:\d{1,3}[.)]|[-*•]) ")
_CLAUSE = re.compile(r"[,.;!] ")
_WORD = re.compile(r"[^\W\d_]+")


def _table(wordings: Sequence[str]) -> frozenset[str]:
    return frozenset(folded(wording) for wording in wordings)


_CLOSINGS = _table(phrases.CLOSINGS)
_FOOTER_STARTS = tuple(_table(phrases.FOOTER_STARTS))
_FOOTER_ENDS = tuple(_table(phrases.FOOTER_ENDS))
_FOOTER_SENTENCES = tuple(_table(phrases.FOOTER_SENTENCES))
_FOOTER_DEVICES = tuple(_table(phrases.FOOTER_DEVICES))
_DISCLAIMERS = tuple(_table(phrases.DISCLAIMERS))
_PARTICLES = frozenset(
    {"bin", "binti", "van", "von", "der", "den", "de", "da", "di", "al", "el", "dan", "of", "the", "and"}
)
_HEADINGS = frozenset({"disclaimer", "penyangkalan", "confidentiality notice", "legal notice"})


def footer_of(line: str) -> str | None:
    """Return the footer that a phone or an app wrote on a line, or None for the words of a person."""
    if len(line) > 2 * _FOOTER_LIMIT:
        return None
    words = folded(line).strip("-_*[]()|<> .")
    if not words or len(words) > _FOOTER_LIMIT:
        return None
    if words.startswith(_FOOTER_SENTENCES):
        return words
    if not words.startswith(_FOOTER_STARTS) and not words.endswith(_FOOTER_ENDS):
        return None
    if not phrases.FOOTER_DENIALS.isdisjoint(_WORD.findall(words)):
        return None
    told = _CLAUSE.split(words, maxsplit=1)[0]
    return words if any(device in told for device in _FOOTER_DEVICES) else None


def signature_lines(lines: Sequence[str], name: str = "", known: Set[str] = frozenset()) -> list[int]:
    """Return the positions of the lines that are no words of the person, in order.

    `name` is the display name of the writer, `known` the folded lines that the HTML calls a signature. Each rule
    sees what the rules before it left.
    """
    taken: set[int] = set()
    for rule in _RULES:
        left = [at for at in range(len(lines)) if at not in taken]
        found = {left[row] for row in rule([lines[at] for at in left], name, known)}
        if found and any(not is_blank(lines[at]) for at in left if at not in found):
            taken |= found
    return sorted(taken)


def signature_below_quote(lines: Sequence[str], name: str) -> list[int]:
    """Return the lines of a signature that begins the text below a quote or is marked off from it."""
    found = set(_delimited(["", "-", *lines], name, frozenset()))
    rows = [row - 2 for row in sorted(found)]
    left = [row for row in range(len(lines)) if row not in rows and footer_of(lines[row]) is None]
    block = [lines[row] for row in left if not is_blank(lines[row])]
    if block and len(block) <= _BLOCK_LINES and _looks_signed(block[1:]):
        closed = len(block) > 1 and _is_closing(block[0]) and _is_name(block[1], name)
        named = bool(_words(block[0])) and set(_words(block[0])) <= set(_words(name))
        if closed or named:
            rows = [*rows, *left]
    return sorted(rows)


def _known_signature(lines: Sequence[str], _name: str, known: Set[str]) -> list[int]:
    """Return the lines that the HTML calls a signature, at the end of the text or of what stands above a quote."""
    if not known:
        return []
    rows = [row for row, line in enumerate(lines) if folded(line) in known]
    delimiters = [row - 1 for row in rows if row and _DELIMITER.match(lines[row - 1])]
    return sorted({*rows, *delimiters})


def _footers(lines: Sequence[str], _name: str, _known: Set[str]) -> list[int]:
    """Return the footers, and what stands below one: a phone puts its footer under what was written."""
    found = [row for row, line in enumerate(lines) if footer_of(line) is not None]
    if found and any(not is_blank(line) for line in lines[: found[0]]):
        first = found[0]
        while first and _FOOTER_EDGE.match(lines[first - 1]):
            first -= 1
        below = range(first, len(lines))
        if not any(is_quoted(lines[row]) for row in below):
            return list(below)
    return found


def _armour(lines: Sequence[str], _name: str, _known: Set[str]) -> list[int]:
    """Return what surrounds a signed text (RFC 9580, section 7): its header lines, and the signature below it."""
    first = next((row for row, line in enumerate(lines) if not is_blank(line)), None)
    if first is None or not lines[first].startswith("-----BEGIN PGP SIGNED MESSAGE-----"):
        return []
    head = next((row for row in range(first, len(lines)) if is_blank(lines[row])), len(lines))
    foot = next((row for row, line in enumerate(lines) if line.startswith("-----BEGIN PGP SIGNATURE-----")), None)
    end = next((row for row, line in enumerate(lines) if line.startswith("-----END PGP SIGNATURE-----")), len(lines))
    return [*range(first, head), *(() if foot is None else range(foot, min(end + 1, len(lines))))]


def _delimited(lines: Sequence[str], _name: str, _known: Set[str]) -> list[int]:
    """Return what stands below a signature delimiter (RFC 3676, section 4.3), or below a drawn line if it is short."""
    for row, end, below in _delimiters(lines):
        most = _UNDERSCORED_LINES if lines[row].startswith(("___", "—", "–")) else _DELIMITED_LINES
        if lines[row] == "-- " or (below <= most and not _tells(lines[row + 1 : end])):
            return list(range(row, end))
    return []


def _delimiters(lines: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the delimiters below something: the row, where what stands below ends, and how many lines that are."""
    first = next((row for row, line in enumerate(lines) if not is_blank(line)), len(lines))
    found: list[tuple[int, int, int]] = []
    end, below = len(lines), 0
    # From the last line up each is looked at once, however many of them are drawn.
    for row in range(len(lines) - 1, first, -1):
        if _DELIMITER.match(lines[row]):
            found.append((row, end, below))
        if is_quoted(lines[row]):
            end, below = row, 0
        elif not is_blank(lines[row]):
            below += 1
    return found[::-1]


def _tells(lines: Sequence[str]) -> bool:
    """Tell whether lines below a mere pair of dashes are sentences of a person, not an address or a disclaimer."""
    sentences = any(_SENTENCE.search(line.strip()) and not _is_closing(line) for line in lines)
    return sentences and not any(_CONTACT.search(line[:_BLOCK_LINE_LIMIT]) for line in lines) and not _legal(lines)


def _disclaimers(lines: Sequence[str], _name: str, _known: Set[str]) -> list[int]:
    """Return framed footers of lawyers and scanners, and such paragraphs at the end."""
    found: set[int] = set()
    row = 0
    while row < len(lines):
        rule = _RULE.match(lines[row])
        if rule is None:
            row += 1
            continue
        end = row + 1
        while end < len(lines) and not ((other := _RULE.match(lines[end])) and other[1] == rule[1]):
            end += 1
        if _legal(lines[row + 1 : end]) >= 1:
            found.update(range(row, min(end + 1, len(lines))))
            row = end + 1
        else:
            row = end if end < len(lines) else end + 1
    found.update(_headings(lines, found))
    paragraphs = _paragraphs(lines, found)
    while paragraphs and _legal([lines[at] for at in paragraphs[-1]]) >= (1 if found else 2):
        found.update(paragraphs.pop())
    return sorted(found)


def _headings(lines: Sequence[str], found: Set[int]) -> list[int]:
    """Return the lone words like "Disclaimer" above a framed footer."""
    headings = []
    following: int | None = None
    for row in range(len(lines) - 1, -1, -1):
        if is_blank(lines[row]):
            continue
        if row not in found and following in found and folded(lines[row]).strip(":*-_ ") in _HEADINGS:
            headings.append(row)
        following = row
    return headings


def _legal(lines: Sequence[str]) -> int:
    words = folded(" ".join(line.strip() for line in lines)[:600])
    rest = folded(" ".join(line.strip() for line in lines)[600:1200])
    return sum(1 for phrase in _DISCLAIMERS if phrase in words or phrase in rest)


def _paragraphs(lines: Sequence[str], without: Set[int] = frozenset()) -> list[list[int]]:
    paragraphs: list[list[int]] = [[]]
    for row, line in enumerate(lines):
        if row in without or is_blank(line):
            if paragraphs[-1]:
                paragraphs.append([])
        else:
            paragraphs[-1].append(row)
    return [paragraph for paragraph in paragraphs if paragraph]


def _is_closing(line: str) -> bool:
    return folded(line).strip(" ,.!;:*_-") in _CLOSINGS


def _looks_signed(lines: Sequence[str]) -> bool:
    """Tell whether lines look like names, offices and telephone numbers rather than sentences."""
    return len(lines) <= _BLOCK_LINES and all(
        len(line.strip()) <= _BLOCK_LINE_LIMIT
        and not is_quoted(line)
        and not _SENTENCE.search(line.strip())
        and not _PLACEHOLDER.match(line)
        for line in lines
    )


def _is_name(line: str, name: str) -> bool:
    """Tell whether a line may be the name of a person or an office: its words have capitals, or are the writer's."""
    words = _WORD.findall(line)
    if not words or len(words) > _NAME_WORDS:
        return False
    return set(map(folded, words)) <= set(_words(name)) or not any(
        word[0].islower() and folded(word) not in _PARTICLES for word in words
    )


def _closing(lines: Sequence[str], name: str, _known: Set[str]) -> list[int]:
    """Return a closing and the block of at least two lines below it: a name alone is how people end a letter."""
    first = max(0, len(lines) - 3 * _BLOCK_LINES)
    for row in range(len(lines) - 1, first - 1, -1):
        if not _is_closing(lines[row]):
            continue
        block = [line for line in lines[row + 1 :] if not is_blank(line)]
        if len(block) >= 2 and _is_name(block[0], name) and _looks_signed(block):
            return list(range(row, len(lines)))
    return []


def _named(lines: Sequence[str], name: str, _known: Set[str]) -> list[int]:
    """Return the last paragraph when it begins with the name of the writer and goes on with his office."""
    paragraphs = _paragraphs(lines)
    if not name or len(paragraphs) < 2 or len(paragraphs[-1]) < 2:
        return []
    block = [lines[row] for row in paragraphs[-1]]
    known, first = set(_words(name)), set(_words(block[0]))
    same = known and first and (known <= first or first <= known)
    return paragraphs[-1] if same and _looks_signed(block) else []


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def _contacts(lines: Sequence[str], name: str, _known: Set[str]) -> list[int]:
    """Return the last paragraph when it holds a name and ways to reach its owner, at least two of them
    where the first line may be anything.

    Somebody else's name and ways may be what the mail is about, so they count only below a letter of some length.
    """
    paragraphs = _paragraphs(lines)
    if len(paragraphs) < 2:
        return []
    block = [lines[row] for row in paragraphs[-1]]
    ways = sum(1 for line in block if _CONTACT.search(line[:_BLOCK_LINE_LIMIT]))
    listed = any(_LISTED.match(line) for line in block)
    named = ways == 1 and _is_name(block[0], name)
    if not (ways >= 2 or named) or len(block) < 3 or listed or not _looks_signed(block) or _CONTACT.search(block[0]):
        return []
    above = paragraphs[-2]
    own = bool(set(_words(name)) & set(_words(" ".join(block))))
    told = sum(len(line) for line in lines[: paragraphs[-1][0]])
    if lines[above[-1]].rstrip().endswith(":") or not (own or told >= _LETTER_LENGTH):
        return []
    closing = above if len(above) == 1 and len(paragraphs) > 2 and _is_closing(lines[above[0]]) else []
    return [*closing, *paragraphs[-1]]


def _dashed_name(lines: Sequence[str], name: str, _known: Set[str]) -> list[int]:
    """Return a last line that is a name right behind a dash; with a space between, it must be the writer's."""
    last = next((row for row in range(len(lines) - 1, -1, -1) if not is_blank(lines[row])), None)
    if last is None or last == 0 or not is_blank(lines[last - 1]) or not _DASHED_NAME.match(lines[last].strip()):
        return []
    words = _WORD.findall(lines[last])
    own = set(map(folded, words)) <= set(_words(name))
    spaced = lines[last].strip().lstrip("-–—~").startswith(" ")
    listed = next((line for line in reversed(lines[:last]) if not is_blank(line)), "").rstrip().endswith(":")
    return [last] if own or not (spaced or listed or any(word[0].islower() for word in words)) else []


# What surrounds the whole text first, then what machines add, then what persons sign with.
_RULES = (
    *(_armour, _known_signature, _footers, _delimited, _disclaimers),
    *(_closing, _named, _contacts, _dashed_name),
)
