"""HTML of mails, read as text: nobody is ever shown it as it came."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_CHARACTERS = 1_000_000
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "select", "-comment"})
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})
# fmt: on
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_TIGHT = re.compile(r"msonormal|msolistparagraph|msoplaintext", re.IGNORECASE)
_NO_MARGIN = re.compile(r"margin(?:-top|-bottom)?\s*:\s*0", re.IGNORECASE)
_QUOTE = re.compile(r"quote|cite", re.IGNORECASE)
_LINE = re.compile(r"border-left\s*:", re.IGNORECASE)
_FETCHED = re.compile(r"(?:https?|ftp)://[^\s<>\"]+", re.IGNORECASE)
_RULE = "_" * 32
_MOST_QUOTES = 12
_DEEPEST = 2_000
# Elements that nothing closes, or that the next of their kind closes, do not nest.
_NESTING_TAG = re.compile(
    r"<(/?)(?!(?:br|hr|img|meta|link|input|col|wbr|area|source|base|p|li|td|th|tr|tbody|dt|dd|option)\b)[a-z]",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Page:
    """Lines written so far; blanks and empty lines are held back until something follows them."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    quotes: int = 0
    quotes_before: int = 0
    breaks: int = 0
    blank: bool = False
    in_new_cell: bool = False
    in_row: bool = False
    items: dict[int, int] = field(default_factory=dict)

    def write(self, text: str) -> None:
        """Write words whose blanks are collapsed; a blank at either end joins with its neighbours'."""
        words = text.strip(" ")
        if text.startswith(" "):
            self.blank = bool(self.line)
        if not words:
            return
        self.write_as_is(" " + words if self.blank and self.line else words)
        self.blank = text.endswith(" ")

    def write_as_is(self, text: str) -> None:
        """Write text in which blanks count, on the line begun."""
        if not self.line:
            empty = "> " * min(self.quotes, self.quotes_before, _MOST_QUOTES)
            self.lines += [empty.rstrip()] * min(self.breaks, 2)
        self.breaks = 0
        self.in_new_cell = False
        self.line.append(text)

    def end_line(self, empty: int) -> None:
        """Make sure that what follows stands on a new line, behind so many empty ones."""
        if self.in_new_cell:
            return
        if self.line:
            self.lines.append("> " * min(self.quotes, _MOST_QUOTES) + "".join(self.line).rstrip())
            self.line = []
            self.quotes_before = self.quotes
        self.blank = False
        if self.lines:
            self.breaks = max(self.breaks, empty)

    def break_line(self) -> None:
        """Go on in a new line, whatever stands in this one."""
        self.in_new_cell = False
        if self.line:
            self.end_line(0)
        elif self.lines:
            self.breaks += 1

    def begin_cell(self) -> None:
        """Go on in the next cell of a row: behind a tab, if anything stands before it."""
        if self.line:
            self.write_as_is("\t")
            self.in_new_cell = self.in_row = True

    def end_row(self) -> None:
        """End a row of a table; rows of several cells stand close together, whatever is in the cells."""
        self.in_new_cell = False
        self.end_line(0)
        if self.in_row:
            self.breaks = 0
        self.in_row = False

    def text(self) -> str:
        """Return what was written."""
        self.end_row()
        return "\n".join(self.lines)


def to_text(html: str) -> str:
    """Return what a person reads of an HTML text: lists, tables (cells behind tabs), quotes (`>`), line breaks.

    The address of a link stands behind its words.
    """
    root = LexborHTMLParser(bounded(html)).root
    if root is None:
        return ""
    page = _Page()
    node: LexborNode | None = root
    while node is not None:
        below = _open(page, node) if node.is_element_node else _write(page, node)
        if below and node.child is not None:
            node = node.child
            continue
        while node is not None:
            if node.is_element_node:
                _close(page, node)
            if node.next is not None or node.parent is None:
                node = node.next
                break
            node = node.parent
    return page.text().strip("\n")


def bounded(html: str) -> str:
    """Return HTML cut where it gets too long or too deep: parsers need time by the square of the depth."""
    html = html[:_MOST_CHARACTERS].replace("\0", "")
    if html.count("<") < 2 * _DEEPEST:
        return html
    depth = 0
    for tag in _NESTING_TAG.finditer(html):
        depth += -1 if tag[1] else 1
        if depth > _DEEPEST:
            return html[: tag.start()]
    return html


def _write(page: _Page, node: LexborNode) -> bool:
    if not node.is_text_node:
        return False
    text = node.text_content or ""
    if _within_pre(node):
        first, *others = text.replace("\r\n", "\n").split("\n")
        page.write_as_is(first)
        for other in others:
            page.break_line()
            if other:
                page.write_as_is(other)
    elif text:
        page.write(_BLANKS.sub(" ", text).replace("\xa0", " "))
    return False


def _within_pre(node: LexborNode) -> bool:
    above = node.parent
    return above is not None and above.tag in ("pre", "textarea")


def _open(page: _Page, node: LexborNode) -> bool:
    """Write what stands before the content of an element; return whether its content is read."""
    tag = node.tag or ""
    if tag in _UNSEEN:
        return False
    if _is_hidden(node):
        return False
    if tag in _BLOCKS:
        page.end_line(_distance(tag, node))
    if tag == "br":
        page.break_line()
    elif tag == "li":
        page.write_as_is(_bullet(page, node))
    elif tag in ("td", "th"):
        page.begin_cell()
    elif tag == "hr":
        page.write(_RULE)
    elif tag == "img":
        # Clients send emoji as images; plain words there are names of logos.
        alternative = node.attributes.get("alt") or ""
        page.write("" if alternative.isascii() else alternative)
    elif tag == "blockquote" and _is_quote(node):
        page.quotes += 1
    return True


def _close(page: _Page, node: LexborNode) -> None:
    tag = node.tag or ""
    if tag == "a" and (target := _target(node)):
        page.write(f" <{target}>")
    elif tag == "tr":
        page.end_row()
    elif tag in _BLOCKS:
        page.end_line(_distance(tag, node))
        if tag == "blockquote" and _is_quote(node) and not _is_hidden(node):
            page.quotes -= 1


def _is_hidden(node: LexborNode) -> bool:
    return bool(_HIDDEN.search(node.attributes.get("style") or ""))


def _distance(tag: str, node: LexborNode) -> int:
    """Return how many empty lines set a block apart."""
    if tag not in _SPACED:
        return 0
    attributes = node.attributes
    tight = _TIGHT.search(attributes.get("class") or "") or _NO_MARGIN.search(attributes.get("style") or "")
    nested = tag in ("ul", "ol") and node.parent is not None and node.parent.tag == "li"
    return 0 if tight or nested else 1


def _bullet(page: _Page, node: LexborNode) -> str:
    above, depth = node.parent, 0
    number = 0
    if above is not None and above.tag == "ol":
        number = page.items[above.mem_id] = page.items.get(above.mem_id, 0) + 1
    while above is not None and depth < _MOST_QUOTES:
        depth += above.tag in ("ul", "ol")
        above = above.parent
    return "  " * max(depth - 1, 0) + (f"{number}. " if number else "- ")


def _is_quote(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(
        _QUOTE.search(f"{attributes.get('type') or ''} {attributes.get('class') or ''} {attributes.get('cite') or ''}")
        or _LINE.search(attributes.get("style") or "")
    )


def _target(node: LexborNode) -> str:
    """Return the address that a link leads to, unless its words say it already."""
    target = (node.attributes.get("href") or "").strip()
    found = _FETCHED.fullmatch(target)
    if not found:
        return ""
    words = "".join(node.text(deep=True).split()).rstrip("/")
    return "" if words and (words in target or target in words) and "." in words else target
