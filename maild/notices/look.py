"""What the blocks of a notice look like: as HTML from the office's own files, as plain text from here.

`blocks.html` is a page that shows one specimen of each block between `<!-- block NAME -->` and `<!-- end -->`; the
comments `content` and `argument` (in an attribute `{{ argument }}`) stand where a notice puts its words, and a block
within another one stands for its content. The rules of `style.css` are written into the elements once, when the
files are read, because mail clients drop style sheets; only our own files ever pass through that.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import css_inline

from maild.errors import PermanentError
from maild.mail.builder import one_line, visible
from maild.notices import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BLOCKS: Final = (
    "heading",
    "paragraph",
    "callout",
    "warning",
    "small",
    "facts",
    "fact",
    "list",
    "item",
    "buttons",
    "button",
    "choice",
    "link",
    "quote",
    "phone",
    "section",
    "table",
    "row",
    "head",
    "cell",
    "amount",
    "late",
    "bar",
    "chart",
    "tick",
    "command",
)
"""What a notice is made of; `facts` hold `fact`, `list` holds `item`, `buttons` hold `button` and `choice`, `table`
holds `row`, which holds `head`, `cell` and `amount`; `chart` holds `tick`, the picture of one number.
"""
FILTERED: Final = frozenset({"quote", "phone"})
"""The blocks that are written as filters of a value, `{{ text | quote }}`."""

_INNERMOST: Final = re.compile(r"<!-- block (\w+) -->((?:(?!<!-- block ).)*?)<!-- end -->", re.DOTALL)
_CONTENT: Final = "<!-- content -->"
_CONTENTS: Final = re.compile(rf"(?:{_CONTENT}\s*)+")
_SLOT: Final = re.compile(r"<!-- (content|argument) -->|\{\{ (argument) \}\}")
_EXPRESSION: Final = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_LABEL_WIDTH: Final = 16
_FIRST_COLUMN: Final = 30
_COLUMN: Final = 10
_TICKS: Final = "▁▂▃▄▅▆▇█"
_TALLEST: Final = 40


@dataclass(frozen=True, slots=True)
class Specimen:
    """The HTML of a block, as a pattern with the places `content` and `argument`."""

    pattern: str

    def filled(self, content: str, argument: str) -> str:
        """Return the block with its places filled; both are HTML already."""
        return self.pattern % {"content": content, "argument": argument}


def specimens(blocks: str, style: str) -> dict[str, Specimen]:
    """Read `blocks.html` with the rules of `style.css`; PermanentError names the blocks that are missing."""
    page = css_inline.inline(blocks, extra_css=style, load_remote_stylesheets=False)
    found: dict[str, Specimen] = {}
    while (match := _INNERMOST.search(page)) is not None:
        found[match[1]] = _specimen(_CONTENTS.sub(_CONTENT, match[2].strip()))
        page = page[: match.start()] + _CONTENT + page[match.end() :]
    if missing := [name for name in BLOCKS if name not in found]:
        raise PermanentError(
            f"blocks.html shows no block {', '.join(missing)}", "Put each between its comments, as in the shipped file."
        )
    return found


def styled(layout: str, style: str) -> str:
    """Return a page template with the rules of `style.css` written into its elements, its expressions untouched."""
    expressions = _EXPRESSION.findall(layout)
    numbers = iter(range(len(expressions)))
    # An expression would be taken for text out of place and moved; a word without blanks stays where it is.
    held = _EXPRESSION.sub(lambda _: f"jinja-{next(numbers)}-jinja", layout)
    inlined = css_inline.inline(held, keep_at_rules=True, extra_css=style, load_remote_stylesheets=False)
    return re.sub(r"jinja-(\d+)-jinja", lambda match: expressions[int(match[1])], inlined)


def _specimen(source: str) -> Specimen:
    # Each block ends its line: a line of a mail may not be longer than 998 characters.
    return Specimen(_SLOT.sub(lambda match: f"%({match[1] or match[2]})s", source.replace("%", "%%")) + "\n")


# --- plain text --------------------------------------------------------------------------------------------------


def _paragraph(content: str, _: str = "") -> str:
    return f"{words.wrapped(content)}\n\n"


def _fact(content: str, argument: str) -> str:
    # As forms in offices are written: labels in one column, then a colon.
    label = f"{argument:<{_LABEL_WIDTH}}: "
    return words.wrapped(content, label, " " * len(label)) + "\n"


def _item(content: str, _: str = "") -> str:
    return words.wrapped(content, "- ", "  ") + "\n"


def _button(content: str, argument: str) -> str:
    return words.wrapped(content, f"  {argument:<{_LABEL_WIDTH - 2}}  ", " " * (_LABEL_WIDTH + 2)) + "\n"


def _link(content: str, argument: str) -> str:
    return f"{words.wrapped(content)}:\n{argument}\n\n"


def _quote(content: str, _: str = "") -> str:
    return "".join(f"{words.wrapped(line, '| ', '| ')}\n" for line in visible(content).split("\n")) + "\n"


def _inline(content: str, _: str = "") -> str:
    return one_line(content)


def _section(content: str, _: str = "") -> str:
    title = one_line(content)
    return f"{title}\n{'-' * min(len(title), words.WIDTH)}\n"


def _head(content: str, side: str) -> str:
    return _amount(content) if side == "right" else _cell(content)


def _cell(content: str, _: str = "") -> str:
    return f"{one_line(content):<{_FIRST_COLUMN}.{_FIRST_COLUMN}}"


def _amount(content: str, _: str = "") -> str:
    return f"{one_line(content):>{_COLUMN}}"


def _row(content: str, _: str = "") -> str:
    return content.replace("\n", "").rstrip() + "\n"


def _chart(content: str, argument: str) -> str:
    return f"{words.wrapped(argument)}\n{content.replace(chr(10), '').strip()}\n\n"


def _tick(content: str, argument: object) -> str:
    height = int(str(argument))
    return f"{_TICKS[min(height, _TALLEST) * (len(_TICKS) - 1) // _TALLEST]}{one_line(content)} "


def _nothing(_: str, __: str = "") -> str:
    return ""


def _group(content: str, _: str = "") -> str:
    return f"{content.strip(chr(10))}\n\n" if content.strip() else ""


TEXT_BLOCKS: Final[Mapping[str, Callable[..., str]]] = {
    "heading": _paragraph,
    "paragraph": _paragraph,
    "callout": _paragraph,
    "warning": _paragraph,
    "small": _paragraph,
    "facts": _group,
    "fact": _fact,
    "list": _group,
    "item": _item,
    "buttons": _group,
    "button": _button,
    "choice": _button,
    "link": _link,
    "quote": _quote,
    "phone": _inline,
    "section": _section,
    "table": _group,
    "row": _row,
    "head": _head,
    "cell": _cell,
    "amount": _amount,
    "late": _inline,
    # The number beside it says the same.
    "bar": _nothing,
    "chart": _chart,
    "tick": _tick,
    "command": _inline,
}
"""How each block is written as plain text, from its content and its argument."""


def with_breaks(text: str) -> str:
    """Return a text as HTML, escaped, its line breaks kept."""
    return html.escape(text).replace("\n", "<br>\n")
