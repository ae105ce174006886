"""How events are kept: written as small JSON, read again whatever release wrote them.

Moments are whole microseconds since 1970 in UTC, durations whole microseconds. A fact is kept under the name of its
class, with the version of its shape. Stored events are never rewritten: when a shape changes, its version goes up in
`VERSIONS` and `LIFTS` gains the step that turns the old data into the new, which happens each time it is read.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from maild.tickets.events import Event, Fact, type_of_fact
from maild.tickets.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Data = dict[str, Any]
    Lift = Callable[[Data], Data]
    Reader = Callable[[Any], Any]

KINDS: Mapping[str, type] = types.MappingProxyType({kind.__name__: kind for kind in type_of_fact})

VERSIONS: Mapping[str, int] = types.MappingProxyType({})
"""The version of a kind's shape, where it is not the first."""

LIFTS: Mapping[tuple[str, int], tuple[str, Lift]] = types.MappingProxyType({})
"""For a kind and version that is no longer written: the kind it is called now, and its data in the next version."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_TARGET = tuple(field.name for field in fields(Target) if field.name != "ticket")


def microseconds(at: datetime) -> int:
    """Return a moment as whole microseconds since 1970; TypeError when it is not aware."""
    return (at - _EPOCH) // _TICK


def moment(value: int) -> datetime:
    """Return the moment, in UTC, that so many microseconds since 1970 are."""
    return _EPOCH + timedelta(microseconds=value)


@dataclass(frozen=True, slots=True)
class Kept:
    """An event's fact as it is kept; `targets` is empty when the event moved none."""

    kind: str
    version: int
    data: str
    targets: str = ""


def kept(event: Event) -> Kept:
    """Return the form in which an event's fact and targets are kept."""
    kind = type(event.fact).__name__
    data = _compact(data_of(event.fact))
    targets = _compact([_target_data(target) for target in event.targets]) if event.targets else ""
    return Kept(kind, VERSIONS.get(kind, 1), data, targets)


def data_of(fact: Fact) -> Data:
    """Return what a fact says, by the names of its fields."""
    kind: type = type(fact)
    names, values = _names_of(kind)
    return dict(zip(names, values(fact), strict=True))


def fact_of(
    kept: Kept,
    lifts: Mapping[tuple[str, int], tuple[str, Lift]] = LIFTS,
    versions: Mapping[str, int] = VERSIONS,
) -> Fact:
    """Return the fact that was kept, lifted to today's shape; ValueError when no release wrote it."""
    kind, version, data = kept.kind, kept.version, json.loads(kept.data)
    while (kind, version) in lifts:
        kind, lift = lifts[kind, version]
        data, version = lift(data), version + 1
    if kind not in KINDS or version > versions.get(kind, 1):
        raise ValueError(f"an event {kept.kind}, version {kept.version}, is not known to this release")
    fact: Fact = _made(KINDS[kind], data)
    return fact


def targets_of(kept: Kept, ticket: int) -> tuple[Target, ...]:
    """Return the targets that were kept with an event of this ticket."""
    if not kept.targets:
        return ()
    return tuple(_made(Target, {"ticket": ticket, **data}) for data in json.loads(kept.targets))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return microseconds(value)
    if isinstance(value, timedelta):
        return value // _TICK
    if isinstance(value, types.MappingProxyType):
        return dict(value)
    raise TypeError(f"an event cannot keep {value!r}")


_compact = json.JSONEncoder(separators=(",", ":"), default=_plain).encode


def _target_data(target: Target) -> Data:
    values = ((name, getattr(target, name)) for name in _TARGET)
    return {name: value for name, value in values if value is not None}


@cache
def _names_of(kind: type) -> tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]:
    names = tuple(field.name for field in fields(kind))
    if not names:
        return names, lambda _fact: ()
    if len(names) == 1:
        only = attrgetter(names[0])
        return names, lambda fact: (only(fact),)
    return names, attrgetter(*names)


def _made(kind: type, data: Data) -> Any:
    """Return a value of a dataclass; keys it does not have are an error, those left out take its defaults."""
    readers = _readers_of(kind)
    if strange := data.keys() - readers.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(strange))}")
    try:
        return kind(**{name: read(data[name]) for name, read in readers.items() if name in data})
    except TypeError as error:
        raise ValueError(f"{kind.__name__} lacks what it must have") from error


@cache
def _readers_of(kind: type) -> Mapping[str, Reader]:
    names = {"datetime": datetime, "timedelta": timedelta, "Mapping": dict, "Target": Target}
    hints = get_type_hints(kind, localns=names)
    assert all(field.default_factory is MISSING for field in fields(kind)), "facts are plain values"
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


def _reader(hint: Any) -> Reader:
    if hint is datetime:
        return moment
    if hint is timedelta:
        return lambda value: timedelta(microseconds=value)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple(map(item, value))
    if get_origin(hint) in {Union, types.UnionType}:
        (inner,) = (_reader(choice) for choice in get_args(hint) if choice is not type(None))
        return lambda value: None if value is None else inner(value)
    return lambda value: value
