"""The store in memory lets somebody else be first, which a database would make wait."""

from __future__ import annotations

import pytest

from maild.desk.records import Changes, Conflict, Told
from maild.errors import TemporaryError
from tests.support.fake_store import FakeStore
from tests.support.samples import NOW, held, opened, place


def test_of_two_that_open_a_ticket_at_once_the_second_is_in_conflict() -> None:
    store = FakeStore()
    with store.begin() as mine, store.begin() as theirs:
        theirs.write(opened(theirs, 1))
        theirs.commit()
        mine.write(opened(mine, 1))
        with pytest.raises(Conflict):
            mine.commit()
    assert store.commits == 1


def test_two_that_have_nothing_in_common_both_succeed() -> None:
    store = FakeStore()
    with store.begin() as mine, store.begin() as theirs:
        theirs.write(held(theirs, 1))
        theirs.commit()
        mine.write(Changes(told=(Told("disk", NOW),)))
        mine.commit()
    with store.begin() as work:
        assert work.told("disk") == NOW
        assert work.journalled([place(1)]) == {place(1): "quarantined"}


def test_troubles_come_one_a_commit() -> None:
    store = FakeStore()
    store.troubles.append(TemporaryError("The database is locked"))
    with store.begin() as work, pytest.raises(TemporaryError):
        work.commit()
    with store.begin() as work:
        work.commit()


def test_a_store_that_is_away_begins_nothing() -> None:
    store = FakeStore()
    store.away = TemporaryError("The database cannot be reached")
    with pytest.raises(TemporaryError), store.begin():
        pass
