"""Tables as a PDF page to print and sign, as procedures want their indicators."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from maild.errors import PermanentError
from maild.mail.builder import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    Table = Sequence[Sequence[str]]

_MARGIN = 36.0
_LINE = 0.4


def tables_as_pdf(title: str, subtitle: str, tables: Sequence[Table]) -> bytes:
    """Return a PDF in landscape A4 with these tables, the first row of each its headings, repeated on every page.

    PermanentError when the library that draws it is not installed.
    """
    try:
        from reportlab.lib import colors
        from reportlab.lib.pagesizes import A4, landscape
        from reportlab.lib.styles import getSampleStyleSheet
        from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle
    except ImportError as error:
        raise PermanentError("PDFs need a library that is not installed", "pip install 'maild[pdf]'") from error
    styles = getSampleStyleSheet()
    small, heading = styles["BodyText"], styles["Heading5"]
    small.fontSize, small.leading = 8, 10
    look = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), _LINE, colors.grey),
            ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    page = landscape(A4)
    story = [Paragraph(_shown(title), styles["Title"]), Paragraph(_shown(subtitle), small), Spacer(0, 10)]
    for first, *rest in tables:
        cells = [[Paragraph(_shown(text), heading) for text in first]]
        cells += [[Paragraph(_shown(text), small) for text in row] for row in rest]
        story += [LongTable(cells, _widths((first, *rest), page[0] - 2 * _MARGIN), repeatRows=1, style=look)]
        story += [Spacer(0, 14)]
    written = BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
    SimpleDocTemplate(written, pagesize=page, title=one_line(title), **margins).build(story)
    return written.getvalue()


def _shown(text: str) -> str:
    """Return text that the page's markup takes for nothing but text."""
    return escape(one_line(text))


def _widths(table: Table, whole: float) -> list[float]:
    """Return how wide each column is: by the length of what stands in it, no column below a twelfth of the page."""
    longest = [max(8, *(min(len(cell), 48) for cell in column)) for column in zip(*table, strict=True)]
    return [whole * length / sum(longest) for length in longest]
