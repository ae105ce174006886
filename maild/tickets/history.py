"""How events are kept: written as small JSON, read again whatever release wrote them.

Moments are whole microseconds since 1970 in UTC, durations whole microseconds. A fact is kept under the name of its
class, with the version of its shape. Stored events are never rewritten: when a shape changes, its version goes up in
`VERSIONS` and `LIFTS` gains the step that turns the old data into the new, which happens each time it is read.
"""

from __future__ import annotations

import json
import types
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from maild.tickets.events import Event, Fact, type_of_fact
from maild.tickets.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Data = dict[str, Any]
    Lift = Callable[[Data], Data]
    Code = Callable[[Any], Any]

KINDS: Mapping[str, type] = types.MappingProxyType({kind.__name__: kind for kind in type_of_fact})

VERSIONS: Mapping[str, int] = types.MappingProxyType({})
"""The version of a kind's shape, where it is not the first."""

LIFTS: Mapping[tuple[str, int], tuple[str, Lift]] = types.MappingProxyType({})
"""For a kind and version that is no longer written: the kind it is called now, and its data in the next version."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


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
    targets = _compact([_target_data(target) for target in event.targets]) if event.targets else ""
    return Kept(kind, VERSIONS.get(kind, 1), _compact(_data(event.fact)), targets)


def data_of(fact: Fact) -> Data:
    """Return what a fact says, by the names of its fields."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}


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


_compact = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class _Field:
    """How one field of a dataclass is written into JSON and read again; None where JSON has it as it is."""

    name: str
    write: Code | None
    read: Code | None


@cache
def _fields_of(kind: type) -> tuple[_Field, ...]:
    names = {"datetime": datetime, "timedelta": timedelta, "Mapping": dict, "Target": Target}
    hints = get_type_hints(kind, localns=names)
    return tuple(_Field(field.name, *_codes(hints[field.name])) for field in fields(kind))


def _codes(hint: Any) -> tuple[Code | None, Code | None]:
    if hint is datetime:
        return microseconds, moment
    if hint is timedelta:
        return _ticks, _duration
    if get_origin(hint) is tuple:
        write, read = _codes(get_args(hint)[0])
        return _each(list, write), _each(tuple, read) or tuple
    if get_origin(hint) in {Union, types.UnionType}:
        (inner,) = (choice for choice in get_args(hint) if choice is not type(None))
        write, read = _codes(inner)
        return _unless_none(write), _unless_none(read)
    return None, None


def _unless_none(code: Code | None) -> Code | None:
    if code is None:
        return None
    return lambda value: None if value is None else code(value)


def _each(collection: Callable[[Iterable[Any]], Any], code: Code | None) -> Code | None:
    if code is None:
        return None
    return lambda value: collection(map(code, value))


def _ticks(value: timedelta) -> int:
    return value // _TICK


def _duration(value: int) -> timedelta:
    return timedelta(microseconds=value)


def _data(value: object) -> Data:
    """Return what JSON keeps of a value."""
    kind: type = type(value)
    held = ((field, getattr(value, field.name)) for field in _fields_of(kind))
    return {field.name: each if field.write is None else field.write(each) for field, each in held}


def _target_data(target: Target) -> Data:
    """Return what is kept of a target with its event: most of its moments are None, and its ticket is the event's."""
    return {name: value for name, value in _data(target).items() if value is not None and name != "ticket"}


def _made(kind: type, data: Data) -> Any:
    """Return a value of a dataclass; keys it does not have are an error, those left out take its defaults."""
    codes = {field.name: field.read for field in _fields_of(kind)}
    if strange := data.keys() - codes.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(strange))}")
    try:
        return kind(**{name: value if (read := codes[name]) is None else read(value) for name, value in data.items()})
    except TypeError as error:
        raise ValueError(f"{kind.__name__} lacks what it must have") from error
