"""What is new in a mail: quotes, signatures and footers are folded away, the words of the person are not.

A text is read once, line by line; every line gets one `Fate`, and what is not kept can always be unfolded. When a
rule is in doubt the line stays in sight.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from maild.mail import html_quotes, signatures, subjects
from maild.mail.lines import folded, is_blank, is_quoted, unquoted
from maild.mail.message import Reply
from maild.mail.quote_lines import MARKERS, separator_at
from maild.mail.signature_phrases import ANSWER_WORDS, BELOW_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maild.mail.message import Message
    from maild.mail.quote_lines import Separator

_COMPARISON = re.compile(r"^\s*>=?\s?\d(?!\d{0,2}[.)]\s)")
_LINES_READ = 4000
_CONTINUATION_LEAST = 50
_NOTICE_LINE_LEAST = 12


class Fate(Enum):
    """What becomes of a line."""

    KEPT = "kept"
    QUOTED = "quoted"
    SIGNATURE = "signature"


def reply_of(message: Message, *, as_html: bool = False) -> Reply:
    """Return what is new in a mail and what was folded away; `as_html` reads its HTML even where plain text is beside.

    Every line of the text is in `text` or in `folded`; `text` is empty only when nothing but a quote or a signature
    was sent.
    """
    name = message.from_address.name if message.from_address else ""
    lines: Sequence[str] = _lines_of(message.text)
    marked: html_quotes.MarkedText | None = None
    if message.html and (as_html or not has_plain_text(message) or _only_html_tells(lines, message.html)):
        marked = html_quotes.marked_text(message.html)
        lines = marked.lines
    signed = _signed_in_html(message.html, marked)
    rest = marked.rest if marked is not None else None
    return _folded_reply(lines, _fates(lines, marked, message.subject), name, signed, rest)


def has_plain_text(message: Message) -> bool:
    """Tell whether a mail brought its text in plain form, as clients do beside the HTML."""
    return any(part.content_type == "text/plain" and part.text.strip() for part in message.parts)


def _lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\u2028", "\n").split("\n")


def trimmed(text: str, name: str = "") -> Reply:
    """Return what is new in a plain text; `name` is the display name of its writer."""
    lines = _lines_of(text)
    return _folded_reply(lines, _fates(lines, None, ""), name, frozenset())


def _only_html_tells(lines: Sequence[str], html: str) -> bool:
    """Tell whether only the HTML shows where the quote begins: the plain text lost its marks."""
    if not html_quotes.marks_quote(html) or any(map(is_quoted, lines)):
        return False
    return all(separator_at(lines, at, MARKERS) is None for at in range(min(len(lines), _LINES_READ)))


def _signed_in_html(html: str, marked: html_quotes.MarkedText | None) -> frozenset[str]:
    """Return the folded lines that the HTML calls a signature."""
    if marked is None and html_quotes.marks_signature(html):
        marked = html_quotes.marked_text(html)
    return frozenset(folded(marked.lines[at]) for at in marked.signature) - {""} if marked else frozenset()


def _folded_reply(
    lines: Sequence[str], fates: list[Fate], name: str, signed: frozenset[str], rest: int | None = None
) -> Reply:
    _unmarked_tail(lines, fates, name)
    _marked_quotes(lines, fates)
    kept = [at for at, fate in enumerate(fates) if fate is Fate.KEPT]
    for at in signatures.signature_lines([lines[at] for at in kept], name, signed):
        fates[kept[at]] = Fate.SIGNATURE
    text = _joined(lines, fates, Fate.KEPT)
    if not text and any(fate is Fate.SIGNATURE for fate in fates):
        fates = [Fate.KEPT if fate is Fate.SIGNATURE else fate for fate in fates]
        text = _joined(lines, fates, Fate.KEPT)
    return Reply(
        text=text,
        folded=_joined(lines, fates, Fate.QUOTED, Fate.SIGNATURE),
        signature=_joined(lines, fates, Fate.SIGNATURE),
        quoted=_joined(lines, fates, Fate.QUOTED),
        own=_begins_with_own(lines, fates, rest),
    )


def _begins_with_own(lines: Sequence[str], fates: Sequence[Fate], rest: int | None) -> bool:
    """Tell whether the first line kept is surely no part of a quote.

    Below a line that announces a quote, only a quote bearing marks shows where it ends; and a line right under one of
    its lines may be the end of that, broken off by a client.
    """
    first = next((at for at, fate in enumerate(fates) if fate is Fate.KEPT and not is_blank(lines[at])), None)
    if first is None:
        return True
    above = [line for line, fate in zip(lines[:first], fates, strict=False) if fate is Fate.QUOTED and line.strip()]
    if (rest is not None and rest <= first) or (above and not any(map(is_quoted, above))):
        return False
    return first == 0 or is_blank(lines[first - 1]) or fates[first - 1] is not Fate.QUOTED


def _joined(lines: Sequence[str], fates: Sequence[Fate], *wanted: Fate) -> str:
    chosen = (line.rstrip() for line, fate in zip(lines, fates, strict=True) if fate in wanted)
    return "\n".join(chosen).strip("\n")


def _fates(lines: Sequence[str], marked: html_quotes.MarkedText | None, subject: str) -> list[Fate]:
    """Return the fate of every line as far as quotes decide it."""
    fates = [Fate.KEPT] * len(lines)
    written = False  # the person wrote something above
    attributed = False  # an attribution stands above whose quote did not begin yet
    at = 0
    while at < len(lines):
        line = lines[at]
        if marked is not None and at == marked.rest and written:
            return _rest_quoted(lines, fates, at, at)
        if marked is not None and at in marked.attributions:
            fates[at] = Fate.QUOTED
            at, attributed = at + 1, True
            continue
        separator = None if at >= _LINES_READ or is_blank(line) else separator_at(lines, at, MARKERS)
        if separator is not None and not separator.certain and not _quote_follows(lines, separator.end):
            separator = None
        if separator is None:
            if is_quoted(line):
                attributed = False
            elif not is_blank(line):
                if attributed and written:
                    return _rest_quoted(lines, fates, at, at)
                written = written or signatures.footer_of(line) is None
                attributed = False
            at += 1
            continue
        if separator.kind == "headers" and not written and not is_quoted(line) and not _passes_on(separator, subject):
            at, written = separator.end, True
            continue
        fates[separator.start : separator.end] = [Fate.QUOTED] * (separator.end - separator.start)
        if separator.kind != "attribution":
            if is_quoted(line):
                at = separator.end
                continue
            if written or _passes_on(separator, subject):
                return _rest_quoted(lines, fates, separator.start, separator.end)
        attributed, at = separator.kind == "attribution", separator.end
    return fates


def _passes_on(separator: Separator, subject: str) -> bool:
    """Tell whether an unwritten mail is a forward, in which nothing is the sender's own."""
    return separator.kind == "forward" or subjects.is_forward(subject)


def _quote_follows(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 3] if not is_blank(line)), "")
    return is_quoted(following)


def _rest_quoted(lines: Sequence[str], fates: list[Fate], start: int, below: int) -> list[Fate]:
    """Fold everything from a line on, unless its writer says that the answers are in there."""
    if not _announces_answers(lines, fates, start):
        fates[below:] = [Fate.QUOTED] * (len(lines) - below)
    return fates


def _announces_answers(lines: Sequence[str], fates: Sequence[Fate], start: int) -> bool:
    """Tell whether the last sentence above a quote says that the answers are below."""
    last = next((at for at in range(start - 1, -1, -1) if fates[at] is Fate.KEPT and not is_blank(lines[at])), None)
    if last is None:
        return False
    words = folded(lines[last])
    return any(word in words for word in ANSWER_WORDS) and any(word in words for word in BELOW_WORDS)


def _unmarked_tail(lines: Sequence[str], fates: list[Fate], name: str) -> None:
    """Tell a signature standing below the quote, which its writer never meant as an answer to it."""
    kept = [at for at, fate in enumerate(fates) if fate is Fate.KEPT]
    last_quoted = next((number for number in range(len(kept) - 1, -1, -1) if is_quoted(lines[kept[number]])), None)
    if last_quoted is None:
        return
    tail = kept[last_quoted + 1 :]
    for number in signatures.signature_below_quote([lines[at] for at in tail], name):
        fates[tail[number]] = Fate.SIGNATURE


def _marked_quotes(lines: Sequence[str], fates: list[Fate]) -> None:
    """Fold the lines bearing `>`, except those that an answer below them needs to be understood.

    Kept are quotes between which the person wrote (answers point by point), a quote that the person cut out and
    began with, without any attribution, and one that the person introduces ("the server says:").
    """
    quoted = _quoted_lines(lines, fates)
    runs = _runs(lines, fates, quoted)
    quotes_before_text = sum(
        1 for (is_quote, _), (next_is_quote, _) in pairwise(runs) if is_quote and not next_is_quote
    )
    chosen = bool(runs) and runs[0][0] and Fate.QUOTED not in fates[: runs[0][1][0]]
    starts_written = bool(runs) and not runs[0][0]
    interleaved = quotes_before_text > 1 or (quotes_before_text == 1 and (chosen or starts_written))
    introduced = len(runs) > 1 and Fate.QUOTED not in fates and lines[runs[-2][1][-1]].rstrip().endswith(":")
    for number, (is_quote, members) in enumerate(runs):
        last = number == len(runs) - 1
        if is_quote and not (introduced if last else interleaved):
            for at in members:
                fates[at] = Fate.QUOTED


def _quoted_lines(lines: Sequence[str], fates: Sequence[Fate]) -> list[bool]:
    """Tell which lines are quoted, counting the pieces of a quoted line that a client broke without a mark.

    A line like "> 5 orang" alone among the person's own lines is a comparison.
    """
    quoted = [is_quoted(line) for line in lines]
    for at, line in enumerate(lines):
        alone = quoted[at] and not any(quoted[max(0, at - 1) : at]) and not any(quoted[at + 1 : at + 2])
        if alone and at and fates[at - 1] is Fate.KEPT and not is_blank(lines[at - 1]) and _COMPARISON.match(line):
            quoted[at] = False
    for at in range(1, len(lines) - 1):
        if quoted[at] or fates[at] is not Fate.KEPT or not (quoted[at - 1] and quoted[at + 1]):
            continue
        above = unquoted(lines[at - 1]).rstrip()
        broken = len(above) >= _CONTINUATION_LEAST and not above.endswith((".", "?", "!", ":"))
        if broken and lines[at][:1].islower():
            quoted[at] = True
    return quoted


def _runs(lines: Sequence[str], fates: Sequence[Fate], quoted: Sequence[bool]) -> list[tuple[bool, list[int]]]:
    """Return the lines still kept, blank ones aside, as runs that are quoted or not."""
    runs: list[tuple[bool, list[int]]] = []
    for at, line in enumerate(lines):
        if fates[at] is not Fate.KEPT or is_blank(line):
            continue
        if not quoted[at] and signatures.footer_of(line) is not None:
            continue
        if not runs or runs[-1][0] is not quoted[at]:
            runs.append((quoted[at], []))
        runs[-1][1].append(at)
    return runs


def strip_ours(text: str, ours: Iterable[str], but: Iterable[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Return a text that leaves the desk without the lines of our own notices, and the lines taken out.

    Here the doubt goes the other way: a line counts as ours whatever quotation marks, case and spacing it bears.
    Lines with fewer than a dozen characters prove nothing and stay, and so do those that stand in one of the texts
    `but`, which may leave.
    """
    known = _proving(ours) - _proving(but)
    kept: list[str] = []
    taken: list[str] = []
    for line in text.split("\n"):
        (taken if _bare(line) in known else kept).append(line)
    return ("\n".join(kept) if taken else text), tuple(taken)


def _proving(texts: Iterable[str]) -> set[str]:
    return {key for text in texts for line in text.split("\n") if len(key := _bare(line)) >= _NOTICE_LINE_LEAST}


def _bare(line: str) -> str:
    return folded(unquoted(line)).strip("*_>|-–—•. ")
