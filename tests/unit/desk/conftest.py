"""A desk in memory."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, desk_on


@pytest.fixture
def desk() -> Desk:
    return desk_on()
