"""Whom and what the arguments of commands mean, and what was probably meant when nothing is called so."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from maild.desk.actions.task import Refused
from maild.mail.commands import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from maild.desk.actions.task import Task
    from maild.policy.model import Group, Level, People, Person

Meant = TypeVar("Meant")
MOST_LIKELY = 3
LIKENESS = 0.7

_NUMBER = re.compile(r"(?:[A-Za-z]+\s*-\s*)?#?(\d{1,9})")


def one_of(said: str, names: Iterable[tuple[Meant, Sequence[str]]]) -> Meant:
    """Return the one thing called so: by a whole name, else by a word of a name that only one has.

    The first name of each is the one that people are shown. Refused as `ambiguous` or `unknown_name`, with what was
    probably meant.
    """
    forms = [(thing, called[0], [plain(name) for name in called if name]) for thing, called in names]
    wanted = plain(said)
    exact = [thing for thing, _, called in forms if wanted in called]
    if exact:
        return exact[0]
    partly = [(thing, shown) for thing, shown, called in forms if any(wanted in name.split() for name in called)]
    if len(partly) == 1:
        return partly[0][0]
    if partly:
        raise Refused("ambiguous", likely=tuple(shown for _, shown in partly))
    raise Refused("unknown_name", likely=likely(wanted, ((shown, called) for _, shown, called in forms)))


def likely(wanted: str, forms: Iterable[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    """Return what is written most like this, each thing once, as it is shown."""
    shown_for = {form: shown for shown, called in forms for name in called for form in (name, *name.split())}
    close = get_close_matches(wanted, shown_for, n=2 * MOST_LIKELY, cutoff=LIKENESS)
    return tuple(dict.fromkeys(shown_for[name] for name in close))[:MOST_LIKELY]


def person_named(said: str, people: People) -> Person:
    """Return the person called so, by id, name or address."""
    return one_of(said, ((one, names_of(one)) for one in people.people if one.roles))


def person_or_group_named(said: str, people: People) -> Person | Group:
    """Return the person or the group called so."""
    everybody: list[tuple[Person | Group, tuple[str, ...]]] = [
        (group, (group.name, group.id)) for group in people.groups
    ]
    everybody += [(one, names_of(one)) for one in people.people if one.roles]
    return one_of(said, everybody)


def names_of(person: Person) -> tuple[str, ...]:
    """Return by what a person may be called."""
    return (person.name, person.id, *person.addresses)


def level_named(said: str, levels: Iterable[Level]) -> Level:
    """Return the level of urgency or impact called so."""
    return one_of(said, ((level, (level.id, *level.names.values())) for level in levels))


def number_named(said: str) -> int:
    """Return the ticket number in an argument, with or without prefix; Refused when there is none."""
    match = _NUMBER.fullmatch(said.strip().strip("[]"))
    if match is None:
        raise Refused("no_number")
    return int(match[1])


def labels(names: Mapping[str, str], identifier: str) -> tuple[str, ...]:
    """Return all names of something of the taxonomy."""
    return (identifier, *names.values())


def needed(task: Task) -> str:
    """Return what stands behind the command; Refused as `incomplete` when nothing does."""
    if not task.command.arguments.strip():
        raise Refused("incomplete")
    return task.command.arguments.strip()
