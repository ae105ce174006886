"""The text layer of attached PDFs, within limits: letters arrive as PDFs beside an empty text."""

from __future__ import annotations

import io
import logging
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import Configuration, PageObject, PdfReader

    from maild.mail.parser.limits import Limits


class _OutOfTimeError(Exception):
    """A page takes longer to read than it may."""


def text_layer(octets: bytes, limits: Limits, seconds: float) -> str:
    """Return the text of the first pages; empty for a scan, an encrypted or a broken file, and beyond the limits.

    `seconds` is the time of this thread that it may take, exceeded by at most one page.
    """
    if seconds <= 0 or b"%PDF-" not in octets[:1024] or len(octets) > limits.pdf_bytes:
        return ""
    import pypdf

    # What it has to say of a broken file helps nobody who reads mail.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    texts: list[str] = []
    try:
        with pypdf.apply_configuration(_bounds()):
            _read_pages(pypdf.PdfReader(io.BytesIO(octets), strict=False), limits, time.thread_time() + seconds, texts)
    except Exception:  # noqa: BLE001 -- a broken file makes pypdf raise nearly anything; what was read before stays
        return _joined(texts, limits)
    return _joined(texts, limits)


def _read_pages(reader: PdfReader, limits: Limits, deadline: float, texts: list[str]) -> None:
    if reader.is_encrypted:
        return
    texts.extend(
        _page_text(reader.pages[number], deadline) for number in range(min(len(reader.pages), limits.pdf_pages))
    )


def _bounds() -> Configuration:
    """Return what pypdf may spend: a few octets can unpack to gigabytes and take hours to draw."""
    import pypdf

    return pypdf.Configuration(
        maximum_declared_stream_length=4_000_000,
        array_based_stream_maximum_output_length=1_000_000,
        zlib_maximum_output_length=2_000_000,
        zlib_maximum_recovery_input_length=200_000,
        lzw_maximum_output_length=500_000,
        run_length_maximum_output_length=1_000_000,
        brotli_maximum_output_length=2_000_000,
        stream_decoding_work_maximum_length=8_000_000,
        stream_parsing_work_maximum_count=60_000,
        xform_maximum_invocations_per_extraction=50,
        page_tree_maximum_entries=2_000,
    )


def _page_text(page: PageObject, deadline: float) -> str:
    def watch(*_: object) -> None:
        if time.thread_time() > deadline:
            raise _OutOfTimeError

    return str(page.extract_text(visitor_operand_before=watch))


def _joined(texts: list[str], limits: Limits) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())[: limits.pdf_characters]
