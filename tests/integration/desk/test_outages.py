"""An outage on every store: what it asks of the database is answered alike, and two daemons propose it once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from maild.desk.letters.notify import Notifier
from maild.desk.outage_watch import OutageWatch
from maild.store.desk_store import DeskStore
from maild.tickets.ticket import folded
from tests.support.at_work import omar, write
from tests.support.desk import KEYRING, OMAR
from tests.support.outages import REPORTERS, declared, in_trouble, letters_to, look, reported, statuses
from tests.support.stores import empty

if TYPE_CHECKING:
    from maild.desk.ports import Store
    from maild.store.database import Database
    from tests.support.desk import Desk


def stands(desk: Desk) -> bool:
    """Tell whether every ticket is what its events amount to."""
    return all(folded(desk.events(ticket.number)) == ticket for ticket in desk.tickets())


def test_an_outage_goes_its_whole_way(store: Store) -> None:
    desk = declared(store=store)
    assert reported(desk, 5, proven=True).part_of == 1
    omar(desk, "#balas Sedang diuji.", notice="outage_proposed")
    omar(desk, "#selesai\nPenyebab: switch inti\nSolusi: Switch inti diganti.", notice="outage_proposed")
    omar(desk, "#batal", notice="outage_proposed")
    assert statuses(desk) == ["in_progress"] * 6
    omar(desk, "#selesai Switch inti diganti.", notice="outage_proposed")
    write(desk, REPORTERS[2], "Masih lambat di tempat saya.", "solution")
    omar(desk, "#tutup\nGejala: lambat", notice="outage_proposed")
    assert statuses(desk) == ["closed", "closed", "in_progress", "closed", "closed", "closed"]
    assert desk.ticket(3).part_of is None
    assert look(desk) == 0
    assert stands(desk)


def test_an_outage_taken_back_leaves_every_ticket_as_its_events_tell(store: Store) -> None:
    desk = declared(store=store)
    omar(desk, "#batal", notice="outage_proposed")
    assert [ticket.part_of for ticket in desk.tickets()] == [None] * 5
    assert {letters_to(desk, who, "outage_known")[0].state for who in range(5)} == {"dropped"}
    assert stands(desk)


@pytest.mark.needs("postgres")
def test_two_daemons_at_the_same_moment_propose_it_once(postgres_database: Database) -> None:
    empty(postgres_database)
    desk = in_trouble(store=DeskStore(postgres_database))
    watches = [
        OutageWatch(DeskStore(postgres_database), Notifier(desk.office, KEYRING, desk.renderer), lambda: desk.rulebook)
        for _ in range(2)
    ]
    with ThreadPoolExecutor(2) as daemons:
        proposals = list(daemons.map(lambda watch: watch.look(desk.clock()), watches))
    assert sorted(proposals) == [0, 1]
    assert len(desk.outbox(OMAR, "outage_proposed")) == 1
