"""Quotes and signatures that a client marked in the HTML it sent, carried over into the text that people read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from maild.mail import html as html_text
from maild.mail.form_tables import with_lines

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_OPEN, _CLOSE, _REST, _ATTRIBUTION, _SIGNATURE, _SIGNED = "\ue0f0", "\ue0f1", "\ue0f2", "\ue0f3", "\ue0f4", "\ue0f5"
_MARKS = re.compile(f"([{_OPEN}-{_SIGNED}])")
_DEEPEST = 40

# From here on everything belongs to the mail answered: Outlook and Exchange, Zimbra, Yahoo, NetEase, Zoho, AOL.
_REST_STARTS = ", ".join(
    (
        *("#divRplyFwdMsg", "#appendonsend", "#x_divRplyFwdMsg", "#mail-editor-reference-message-container"),
        *("div.OutlookMessageHeader", "hr#stopSpelling", "#zwchr", "[data-marker=__DIVIDER__]", "div.yahoo_quoted"),
        *("#OLK_SRC_BODY_SECTION", "#isReplyContent", "div.zmail_extra", "#reply-quote", "div.mail_quote_container"),
        *("div.moz-forward-container", "div.AOLMsgHeader", "#AOLMsgPart_1", "div.x_yahoo_quoted"),
    )
)
# Outlook draws this line above the header block of the mail answered.
_HEADER_FRAMES = ", ".join(f'div[style*="border-top:solid #{colour} "]' for colour in ("E1E1E1", "B5C4DF", "CCCCCC"))
_LABEL_LIMIT = 40
_FRAMES_READ = 20
# The line that names who wrote what is quoted below, whatever its language.
_ATTRIBUTIONS = "div.moz-cite-prefix, .gmail_attr, #reply-intro, .gmail_quote_attribution"
# A signature that the client itself put there.
_SIGNATURES = ", ".join(
    (
        *("div.gmail_signature", "[data-smartmail=gmail_signature]", "#ms-outlook-mobile-signature"),
        *("[data-marker=__SIG_POST__]", "[data-marker=__SIG_PRE__]", "div.moz-signature", "pre.moz-signature"),
        *("#ymail_android_signature", "#ymail_ios_signature", "div.protonmail_signature_block", "#composer_signature"),
        *("#signature", "div.tutanota_signature", "div.elementToProof #Signature", "#Signature"),
    )
)
# Names that appear in a text whose client marked anything in it, so that most texts are not read twice.
_SIGNATURE_HINTS = ("signature", "__SIG_")
_QUOTE_HINTS = ("<blockquote", "divRplyFwdMsg", "OutlookMessageHeader", "yahoo_quoted", "zwchr", "appendonsend")
_INDENTED = re.compile(
    r"border(?:-left)?\s*:\s*(?:none|0)|margin\s*:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+40px", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text whose quoted lines bear `> `; the other fields name lines of it by their position.

    `rest` is where everything below is somebody else's, `attributions` and `signature` what the client marked so.
    """

    lines: tuple[str, ...]
    rest: int | None
    attributions: frozenset[int]
    signature: frozenset[int]


def marks_signature(html: str) -> bool:
    """Tell whether an HTML text may hold a signature that its client marked."""
    return any(hint in html for hint in _SIGNATURE_HINTS)


def marks_quote(html: str) -> bool:
    """Tell whether an HTML text may hold a quote that its client marked."""
    return any(hint in html for hint in _QUOTE_HINTS)


@lru_cache(2)  # The reply and the forward of one mail are read in the same marked text.
def marked_text(html: str) -> MarkedText:
    """Return the text of an HTML mail with what its client marked as quote, attribution and signature."""
    tree = LexborHTMLParser(_MARKS.sub("", html_text.bounded(with_lines(html))))
    for node in tree.css("blockquote"):
        if _is_quote(node):
            _surround(node, _OPEN, _CLOSE)
    for node in tree.css(_ATTRIBUTIONS):
        _surround(node, _ATTRIBUTION, _ATTRIBUTION)
    for node in tree.css(_SIGNATURES):
        _surround(node, _SIGNATURE, _SIGNED)
    for node in tree.css(_REST_STARTS):
        node.insert_before(_REST)
    for node in tree.css(_HEADER_FRAMES)[:_FRAMES_READ]:
        if ":" in node.text(deep=True, strip=True)[:_LABEL_LIMIT]:
            node.insert_before(_REST)
    return _read(html_text.to_text(tree.html or ""))


def _surround(node: LexborNode, before: str, after: str) -> None:
    node.insert_before(before)
    node.insert_after(after)


def _is_quote(node: LexborNode) -> bool:
    """Tell a quote from the block that composers use to indent a paragraph."""
    attributes = node.attributes
    if attributes.get("type") == "cite" or "cite" in attributes or "quote" in (attributes.get("class") or ""):
        return True
    return not _INDENTED.search(attributes.get("style") or "")


def _read(text: str) -> MarkedText:
    lines: list[str] = []
    attributions: set[int] = set()
    signature: set[int] = set()
    rest: int | None = None
    depth, signed, attributed = 0, 0, False
    for line in text.split("\n"):
        pieces = _MARKS.split(line)
        for piece in pieces:
            if piece == _OPEN:
                depth += 1
            elif piece == _CLOSE:
                depth = max(0, depth - 1)
            elif piece == _ATTRIBUTION:
                attributed = not attributed
            elif piece == _SIGNATURE:
                signed += 1
            elif piece == _SIGNED:
                signed = max(0, signed - 1)
            elif piece == _REST:
                rest = len(lines) if rest is None and depth == 0 else rest
            elif piece.strip() or len(pieces) == 1:
                if attributed:
                    attributions.add(len(lines))
                if signed and not depth:
                    signature.add(len(lines))
                lines.append(f"{'> ' * min(depth, _DEEPEST)}{_unmarked(piece)}".rstrip() if depth else piece)
    _unmark_margins(lines, range(len(lines)))
    _unmark_margins(lines, range(len(lines) - 1, -1, -1))
    return MarkedText(tuple(lines), rest, frozenset(attributions), frozenset(signature))


def _unmark_margins(lines: list[str], order: range) -> None:
    """Make the empty lines at the edge of a quote plain empty lines: they are the distance to what is around it."""
    inside = False
    for at in order:
        bare = not lines[at].strip("> ")
        if bare and not inside:
            lines[at] = ""
        elif not bare:
            inside = lines[at].startswith("> ")


def _unmarked(line: str) -> str:
    """Return a line without the marks that the HTML reader itself may put before a quote."""
    return re.sub(r"^(?:> ?)+", "", line)
