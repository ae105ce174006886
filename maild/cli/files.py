"""Files that commands write for their owner alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

from maild.errors import PermanentError

if TYPE_CHECKING:
    from pathlib import Path


def new_file(destination: Path) -> BinaryIO:
    """Open a file that is not there yet and that nobody but its owner reads; PermanentError when that cannot be."""
    try:
        return os.fdopen(os.open(destination, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError as error:
        raise PermanentError(f"{destination} exists already.", "Name another file with -o.") from error
    except OSError as error:
        raise PermanentError(f"{destination} cannot be written: {error.strerror}.", "Name another with -o.") from error
