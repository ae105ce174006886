"""Secrets that are kept in files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_secret(file: Path) -> str:
    """Return the text of a file without the end of its last line; OSError when there is none to be read."""
    try:
        return file.read_text("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise OSError(0, "it is not text in UTF-8") from error
