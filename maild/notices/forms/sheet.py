"""A filled-in form as PDF to print and sign, and as text where nothing draws PDFs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from maild.errors import PermanentError
from maild.mail.builder import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARGIN = 54.0
_LINE = 0.5
_LABELS = 0.28
_LONGEST = 6_000
_TO_SIGN = 64.0
_BREAK = "<br/>"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it is printed: `rows` and `signatures` are pairs, of label and text and of role and name.

    `chapters` stand between rows and sentence, each with a heading and rows of its own.
    """

    title: str
    rows: tuple[tuple[str, str], ...]
    sentence: str = ""
    signatures: tuple[tuple[str, str], ...] = ()
    foot: str = ""
    chapters: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


def can_print() -> bool:
    """Tell whether the library that draws PDFs is installed."""
    return find_spec("reportlab") is not None


def sheet_as_pdf(sheet: Sheet) -> bytes:
    """Return a form as PDF in portrait A4; PermanentError when the library that draws it is not installed.

    The same form always gives the same octets. A text longer than 6,000 characters ends there.
    """
    try:
        from reportlab.lib import colors
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.styles import getSampleStyleSheet
        from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table
    except ImportError as error:
        raise PermanentError("PDFs need a library that is not installed", "pip install 'maild[pdf]'") from error
    styles = getSampleStyleSheet()
    body, bold, heading = styles["BodyText"], styles["Heading5"], styles["Heading3"]
    whole = A4[0] - 2 * _MARGIN

    def table(rows: Sequence[tuple[str, str]]) -> Table:
        cells = [[Paragraph(_shown(label), bold), Paragraph(_shown(text), body)] for label, text in rows]
        look = [("GRID", (0, 0), (-1, -1), _LINE, colors.grey), ("BACKGROUND", (0, 0), (0, -1), colors.whitesmoke)]
        look += [("VALIGN", (0, 0), (-1, -1), "TOP")]
        # A long analysis goes on overleaf instead of not fitting at all.
        return Table(cells, [whole * _LABELS, whole * (1 - _LABELS)], style=look, splitInRow=1)

    def signatures() -> Table:
        cells = [[Paragraph(_shown(text), body) for text in line] for line in zip(*sheet.signatures, strict=True)]
        each = whole / len(sheet.signatures)
        return Table(
            cells, [each] * len(sheet.signatures), [None, _TO_SIGN], style=[("VALIGN", (0, 1), (-1, 1), "BOTTOM")]
        )

    story = [Paragraph(_shown(sheet.title), styles["Title"]), table(sheet.rows), Spacer(0, 12)]
    chapters = [
        [Paragraph(_shown(title), heading), table(rows), Spacer(0, 12)] for title, rows in sheet.chapters if rows
    ]
    # What is signed stands on one page with its signatures.
    end = chapters.pop() if sheet.signatures and chapters else []
    story += chain.from_iterable(chapters)
    end += [Paragraph(_shown(sheet.sentence), body), Spacer(0, 12)]
    end += [signatures(), Spacer(0, 12)] if sheet.signatures else []
    story += [KeepTogether([*end, Paragraph(_shown(sheet.foot), styles["Italic"])])]
    written = BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
    SimpleDocTemplate(written, pagesize=A4, title=one_line(sheet.title), invariant=True, **margins).build(story)
    return written.getvalue()


def sheet_as_text(sheet: Sheet) -> str:
    """Return a form as plain text."""
    chapters = ((sheet.title, sheet.rows), *sheet.chapters, (sheet.sentence, sheet.signatures))
    lines = (
        visible(line)
        for title, rows in chapters
        for line in (title, *(f"{label}: {text}" for label, text in rows if text), "")
    )
    return "\n".join((*lines, visible(sheet.foot), ""))


def _shown(text: str) -> str:
    """Return text that the page's markup takes for nothing but text, its line breaks kept."""
    return escape(visible(text)[:_LONGEST]).replace("\n", _BREAK)
