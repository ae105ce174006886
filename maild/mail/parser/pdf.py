"""The text layer of attached PDFs, within limits: letters arrive as PDFs beside an empty text."""

from __future__ import annotations

import io
import logging
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

    from maild.mail.parser.limits import Limits

_MOST_UNPACKED = 2_000_000
_MOST_OF_A_PAGE = 400_000


class _OutOfTimeError(Exception):
    """A page takes longer to read than it may."""


def text_layer(octets: bytes, limits: Limits) -> str:
    """Return the text of the first pages; empty for a scan, an encrypted or a broken file, and beyond the limits."""
    if b"%PDF-" not in octets[:1024] or len(octets) > limits.pdf_bytes:
        return ""
    reading = _pypdf()
    # The time of this thread: a busy machine makes no letter unreadable.
    deadline = time.thread_time() + limits.pdf_seconds
    texts: list[str] = []
    try:
        reader = reading.PdfReader(io.BytesIO(octets), strict=False)
        if reader.is_encrypted:
            return ""
        for number in range(min(len(reader.pages), limits.pdf_pages)):
            page = reader.pages[number]
            if _unpacked_size(page, 0) > _MOST_OF_A_PAGE:
                continue
            texts.append(_page_text(page, deadline))
    except Exception:  # noqa: BLE001 -- a broken file makes pypdf raise nearly anything; it has no text for us then
        return _joined(texts, limits)
    return _joined(texts, limits)


def _pypdf() -> ModuleType:
    import pypdf
    import pypdf.filters

    # A few octets can unpack to gigabytes; and what is odd in strangers' files is no news for our log.
    pypdf.filters.ZLIB_MAX_OUTPUT_LENGTH = _MOST_UNPACKED
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return pypdf


def _page_text(page: Any, deadline: float) -> str:
    def watch(*_: object) -> None:
        if time.thread_time() > deadline:
            raise _OutOfTimeError

    return str(page.extract_text(visitor_operand_before=watch))


def _unpacked_size(holder: Any, depth: int) -> int:
    """Return how many octets of drawing a page has, those of the forms it uses included."""
    contents = holder.get_contents() if depth == 0 else holder
    size = len(contents.get_data()) if contents is not None else 0
    resources = holder.get("/Resources")
    forms = resources.get_object().get("/XObject") if resources is not None else None
    if forms is None or depth == 3:
        return size
    for form in list(forms.get_object().values())[:100]:
        drawn = form.get_object()
        if drawn.get("/Subtype") == "/Form":
            size += _unpacked_size(drawn, depth + 1)
        if size > _MOST_OF_A_PAGE:
            break
    return size


def _joined(texts: list[str], limits: Limits) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())[: limits.pdf_characters]
