"""Events are kept in a form that every later release reads alike."""

from __future__ import annotations

import json
import types
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.tickets.events import Event, NoteAdded, TicketTaken, type_of_fact
from maild.tickets.history import Kept, fact_of, kept, microseconds, moment, targets_of
from maild.tickets.targets import Target
from maild.tickets.ticket import folded

RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.json"))

moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
durations = st.timedeltas(timedelta(), timedelta(days=400))
targets = st.builds(
    Target,
    ticket=st.just(7),
    name=st.text(),
    run=st.integers(1, 9),
    within=durations,
    spent_for=durations,
    running_since=st.none() | moments,
    due_at=st.none() | moments,
    met_at=st.none() | moments,
    next_at=st.none() | moments,
    at_risk_at=st.none() | moments,
)


def values(hint: object) -> st.SearchStrategy[object]:
    """Return a strategy for a field of this type."""
    if hint is datetime:
        return moments
    if get_origin(hint) in {Union, types.UnionType}:
        return st.one_of([values(choice) for choice in get_args(hint)])
    return st.from_type(hint)


def facts_of(kind: type) -> st.SearchStrategy[object]:
    """Return a strategy for the facts of a kind, whose modules import `datetime` for the type checker only."""
    hints = get_type_hints(kind, localns={"datetime": datetime})
    return st.builds(kind, **{name: values(hint) for name, hint in hints.items()}) if hints else st.just(kind())


facts = st.one_of([facts_of(kind) for kind in type_of_fact])


@given(facts, st.lists(targets, max_size=3))
def test_what_is_kept_is_read_again_as_it_was(fact: object, moved: list[Target]) -> None:
    event = Event(7, 1, datetime(2026, 11, 20, tzinfo=UTC), "maild", "mail", fact, targets=tuple(moved))
    written = kept(event)
    assert fact_of(written) == fact
    assert targets_of(written, 7) == event.targets


@given(moments)
def test_moments_are_kept_to_the_microsecond(at: datetime) -> None:
    assert moment(microseconds(at)) == at


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        microseconds(datetime(2026, 11, 20))


def test_a_field_added_later_takes_its_default_in_old_events() -> None:
    assert fact_of(Kept("NoteAdded", 1, '{"visibility":"internal"}')) == NoteAdded("internal")


def test_an_old_shape_is_lifted_step_by_step_each_time_it_is_read() -> None:
    lifts = {
        ("TicketClaimed", 1): ("TicketClaimed", lambda data: {"who": data["person"]}),
        ("TicketClaimed", 2): ("TicketTaken", lambda data: {"by": data["who"]}),
    }
    # What is called TicketTaken today was called otherwise twice before; it is in its first version under that name.
    old = Kept("TicketClaimed", 1, '{"person":"tariq"}')
    versions = {"TicketTaken": 3}
    assert fact_of(old, lifts, versions) == TicketTaken("tariq")


@pytest.mark.parametrize(
    "strange",
    [
        Kept("TicketBurnt", 1, "{}"),
        Kept("TicketTaken", 2, '{"by":"tariq"}'),
        Kept("TicketTaken", 1, '{"by":"tariq","mood":"good"}'),
        Kept("TicketTaken", 1, "{}"),
        Kept("TicketTaken", 1, "not json"),
    ],
    ids=str,
)
def test_an_event_that_no_release_wrote_is_refused(strange: Kept) -> None:
    with pytest.raises(ValueError, match=r".+"):
        fact_of(strange)


def read(row: dict[str, Any]) -> Event:
    """Return an event as it was recorded."""
    form = Kept(row["kind"], row["version"], json.dumps(row["data"]), json.dumps(row["targets"]))
    at, ticket = moment(row["at"]), row["ticket"]
    targets = targets_of(form, ticket)
    return Event(ticket, row["sequence"], at, row["actor"], row["cause"], fact_of(form), targets=targets)


def plain(value: object) -> object:
    """Return a value as it was recorded."""
    if isinstance(value, datetime):
        return microseconds(value)
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda path: path.stem)
def test_the_history_of_every_release_is_folded_as_that_release_folded_it(recorded: Path) -> None:
    history = json.loads(recorded.read_text())
    told = [read(row) for row in history["events"]]
    ticket = folded(told)
    assert {name: plain(getattr(ticket, name)) for name in history["ticket"]} == history["ticket"]
    latest = {(target.name, target.run): target for event in told for target in event.targets}
    for then in history["targets"]:
        target = latest[then["name"], then["run"]]
        assert {name: plain(getattr(target, name)) for name in then} == then


def test_the_newest_recorded_history_tells_of_every_kind_of_fact() -> None:
    told = {row["kind"] for row in json.loads(RECORDED[-1].read_text())["events"]}
    assert told == {kind.__name__ for kind in type_of_fact}


def test_facts_hold_only_what_can_be_kept() -> None:
    for kind in type_of_fact:
        assert all("list" not in str(field.type) and "dict" not in str(field.type) for field in fields(kind))
