"""`maild outbox`: what is asked of letters that cannot be moved is not passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from maild.errors import PermanentError
from tests.support.small_office import maild, small_office

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("command", ["retry", "drop"])
def test_letters_with_which_nothing_was_done_are_named(tmp_path: Path, command: str) -> None:
    with pytest.raises(PermanentError, match=r"Left alone: 7, 8 \(not there"):
        maild(small_office(tmp_path), "outbox", command, "7", "8")
