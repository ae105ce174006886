"""The office's `[retention]` reaches the timetable of its daemon."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from maild import bootstrap
from maild.config import load
from maild.desk.records import Changes
from maild.store.retention import JOB
from tests.support.desk import FrozenClock
from tests.support.samples import NOW, digest, opened, raw_mail
from tests.support.small_office import small_office, store_of

if TYPE_CHECKING:
    from pathlib import Path


def after(folder: Path, days: int, settings: str = "") -> tuple[bool, bool]:
    """Let a daemon tick once so many days after an ignored mail; tell whether its octets stay, and whether it ran."""
    file = small_office(folder)
    file.write_text(file.read_text("utf-8") + settings, "utf-8")
    store = store_of(file)
    with store.begin() as work:
        raw = raw_mail(work, b"vacation")
        (message,) = opened(work, 1).messages
        ignored = replace(message, ticket=None, raw=raw.id, content=digest("vacation"))
        work.write(Changes(raws=(raw,), messages=(ignored,)))
        work.commit()
    desk = bootstrap.desk_of(load(file, {}), FrozenClock(NOW + timedelta(days=days)))
    desk.timetable.tick()
    stored = store.message(ignored.id)
    assert stored is not None
    with store.begin() as work:
        return stored.raw is not None, work.last_run(JOB) is not None


@pytest.mark.parametrize(("days", "stays"), [(89, True), (91, False)])
def test_ignored_mail_is_kept_for_ninety_days(tmp_path: Path, days: int, stays: bool) -> None:
    assert after(tmp_path, days) == (stays, True)


def test_an_office_may_keep_everything(tmp_path: Path) -> None:
    assert after(tmp_path, 9_000, '\n[retention]\nignored_mail = ""\n') == (True, False)
