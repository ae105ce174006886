"""How much there is, counted on every database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.health import Figures
from maild.store.figures import figures
from tests.support.samples import held, opened

if TYPE_CHECKING:
    from maild.store.database import Database
    from maild.store.desk_store import DeskStore


def test_a_new_desk_has_nothing_to_count(database: Database, sql_store: DeskStore) -> None:
    assert figures(database) == Figures({}, {}, {}, 0)


def test_mails_letters_tickets_and_quarantine_are_counted(database: Database, sql_store: DeskStore) -> None:
    with sql_store.begin() as work:
        for changes in (opened(work, 1), opened(work, 2, "budi@example.com"), held(work, 3)):
            work.write(changes)
        work.commit()
    assert figures(database) == Figures({"opened": 2, "quarantined": 1}, {"waiting": 2}, {"new": 2}, 1)
