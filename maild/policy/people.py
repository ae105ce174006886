"""Who works here: people with all their addresses, groups, units and devices."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

STAFF_ROLES = frozenset({"operator", "technician", "manager", "knowledge", "evaluator", "approver"})


@dataclass(frozen=True, slots=True)
class Absence:
    """Days, both included, on which somebody is away; `deputy` acts meanwhile (a person's id, or empty)."""

    since: date
    until: date
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the office.

    `addresses` has the one to write to first; `shared` is a mailbox of several people, whose display name says who
    acts; `calendar` names the hours they work, where they differ from their group's; `example` people come shipped and
    are neither mailed nor trusted; `leaves_on` is the last day; `position` stands under what they sign.
    """

    id: str
    name: str
    addresses: tuple[str, ...]
    unit: str = ""
    phone: str = ""
    language: str = "id"
    roles: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()
    calendar: str = ""
    example: bool = False
    shared: bool = False
    absences: tuple[Absence, ...] = ()
    leaves_on: date | None = None
    position: str = ""
    source: str = ""

    @property
    def address(self) -> str:
        """The address to write to."""
        return self.addresses[0]

    def absence(self, on: date) -> Absence | None:
        """Return the absence that covers this day."""
        return next((away for away in self.absences if away.since <= on <= away.until), None)

    def available(self, on: date) -> bool:
        """Tell whether this person works on this day, as far as absences and leaving go."""
        return self.absence(on) is None and (self.leaves_on is None or on <= self.leaves_on)


@dataclass(frozen=True, slots=True)
class Group:
    """People who handle the same things.

    `level` 1 is the desk, 2 and above are technicians (MAD-22); `categories` and `services` say what is escalated to
    them, `types` which kinds of tickets come to them at once; `calendar` names the hours that its members work.
    """

    id: str
    name: str
    level: int = 2
    categories: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    calendar: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A machine that writes to the desk: a scanner, a monitoring server."""

    address: str
    name: str
    unit: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Everybody whom the office listed; addresses are compared without regard to case."""

    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    devices: tuple[Device, ...] = ()
    _addresses: dict[str, Person] = field(default_factory=dict, init=False, repr=False, compare=False)
    _persons: dict[str, Person] = field(default_factory=dict, init=False, repr=False, compare=False)
    _groups: dict[str, Group] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._addresses.update((address.lower(), person) for person in self.people for address in person.addresses)
        self._persons.update((person.id, person) for person in self.people)
        self._groups.update((group.id, group) for group in self.groups)

    def by_address(self, address: str) -> Person | None:
        """Return the person with this address among theirs."""
        return self._addresses.get(address.lower())

    def person(self, identifier: str) -> Person | None:
        """Return the person with this id."""
        return self._persons.get(identifier)

    def group(self, identifier: str) -> Group | None:
        """Return the group with this id."""
        return self._groups.get(identifier)

    def with_role(self, role: str) -> tuple[Person, ...]:
        """Return everybody with this role, in the order of the file."""
        return tuple(person for person in self.people if role in person.roles)

    def members(self, group: str) -> tuple[Person, ...]:
        """Return everybody of this group, in the order of the file."""
        return tuple(person for person in self.people if group in person.groups)

    def present(self, persons: Iterable[Person], on: date) -> tuple[Person, ...]:
        """Return those who are there on this day, and the deputies of those who are not; everybody if nobody is."""
        everybody = tuple(persons)
        there = [person for person in everybody if person.available(on)]
        away = (person.absence(on) for person in everybody if not person.available(on))
        deputies = (self.person(absence.deputy) for absence in away if absence is not None)
        there += [one for one in deputies if one is not None and one.available(on) and one not in there]
        return tuple(there) or everybody

    def calendar_of(self, identifier: str) -> str:
        """Return the calendar of a person: their own, else the first of their groups' in order; "" for the desk's."""
        person = self.person(identifier)
        if person is None:
            return ""
        groups = (self.group(group) for group in person.groups)
        return person.calendar or next((group.calendar for group in groups if group and group.calendar), "")

    def group_for(self, category: str, service: str = "", level: int = 2) -> Group | None:
        """Return whom to escalate to: the first group from this level on that names the service, else the category."""
        able = [group for group in self.groups if group.level >= level]
        by_service = (group for group in able if service and service in group.services)
        return next(by_service, None) or next((group for group in able if category in group.categories), None)

    def first_group(self, kind: str) -> Group | None:
        """Return who gets a new ticket of this type: the group that claims the type, else the desk (level 1)."""
        claiming = (group for group in self.groups if kind in group.types)
        return next(claiming, None) or next((group for group in self.groups if group.level == 1), None)

    @property
    def device_addresses(self) -> frozenset[str]:
        """The addresses of all machines, in lower case."""
        return frozenset(device.address.lower() for device in self.devices)

    def unit_of(self, address: str) -> str:
        """Return the unit of an address: the person's, the device's, else that of the address or of its domain."""
        key = address.lower()
        if (person := self._addresses.get(key)) is not None and person.unit:
            return person.unit
        device = next((device for device in self.devices if device.address.lower() == key), None)
        if device is not None and device.unit:
            return device.unit
        return self.units.get(key) or self.units.get("@" + key.rpartition("@")[2], "")

    def without_examples(self) -> People:
        """Return the real people: examples are neither mailed nor trusted."""
        real = tuple(person for person in self.people if not person.example)
        return replace(self, people=real)
