"""`maild redact`: a mail that may be shown to others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def redact(file: Annotated[Path, typer.Argument(metavar="FILE", help="The mail.")]) -> None:
    """Write a mail with people and words masked, to report a misread one: its structure and octets stay alike."""
    from maild.errors import PermanentError
    from maild.mail.redact import redact as redacted

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise PermanentError(f"{file} cannot be read: {error.strerror}.") from error
    sys.stdout.buffer.write(redacted(raw))
