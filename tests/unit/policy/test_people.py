"""People of the office: found by any address, away by date, grouped by what they know."""

from __future__ import annotations

from datetime import date

from maild.policy.people import Absence, Device, Group, People, Person

TARIQ = Person(
    "tariq",
    "Tariq Hidayat",
    ("tariq@office.example", "tariq.h@example.com"),
    unit="Infrastruktur",
    roles=frozenset({"technician"}),
    groups=("jaringan",),
    absences=(Absence(date(2026, 12, 1), date(2026, 12, 5), "nanda"),),
    leaves_on=date(2027, 1, 31),
)
OMAR = Person(
    "omar", "Omar Wibowo", ("omar@office.example",), roles=frozenset({"operator"}), groups=("desk",), example=True
)
PEOPLE = People(
    people=(TARIQ, OMAR),
    groups=(
        Group("desk", "Service Desk", level=1),
        Group("jaringan", "Jaringan", categories=("Jaringan",)),
        Group("wan", "WAN", level=3, services=("WAN mati",)),
        Group("keamanan", "Keamanan", types=("security_incident",)),
    ),
    units={"@dinkes.example": "Dinas Kesehatan", "loket@dinkes.example": "Loket"},
    devices=(Device("scan@office.example", "Pemindai", "Sekretariat"),),
)


def test_a_person_is_found_by_any_address_in_any_case() -> None:
    assert PEOPLE.by_address("Tariq.H@Example.com") is TARIQ
    assert PEOPLE.by_address("rita@example.com") is None


def test_mail_goes_to_the_first_address() -> None:
    assert TARIQ.address == "tariq@office.example"


def test_the_first_and_the_last_day_of_an_absence_count() -> None:
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 6)]
    assert [TARIQ.available(day) for day in days] == [True, False, False, True]


def test_somebody_who_left_is_not_there_any_more() -> None:
    assert TARIQ.available(date(2027, 1, 31))
    assert not TARIQ.available(date(2027, 2, 1))


def test_escalation_prefers_those_who_know_the_service() -> None:
    """MAD-12."""
    assert PEOPLE.group_for("Jaringan", "WAN mati") == PEOPLE.group("wan")
    assert PEOPLE.group_for("Jaringan", "Internet mati") == PEOPLE.group("jaringan")
    assert PEOPLE.group_for("Data") is None


def test_a_type_with_its_own_people_comes_to_them_first() -> None:
    assert PEOPLE.first_group("security_incident") == PEOPLE.group("keamanan")
    assert PEOPLE.first_group("incident") == PEOPLE.group("desk")


def test_a_unit_is_known_by_person_device_address_and_domain() -> None:
    asked = ["tariq@office.example", "scan@office.example", "loket@dinkes.example", "x@dinkes.example", "x@example.com"]
    assert [PEOPLE.unit_of(address) for address in asked] == [
        "Infrastruktur", "Sekretariat", "Loket", "Dinas Kesehatan", "",
    ]  # fmt: skip


def test_examples_are_not_trusted_when_it_is_earnest() -> None:
    real = PEOPLE.without_examples()
    assert real.people == (TARIQ,)
    assert real.by_address("omar@office.example") is None


def test_hours_are_those_of_the_person_else_of_the_first_group_that_names_any() -> None:
    groups = (Group("desk", "Desk"), Group("night", "Night", calendar="night"), Group("east", "East", calendar="east"))
    people = People(
        (
            Person("own", "Own", ("own@office.example",), groups=("night",), calendar="saturday"),
            Person("both", "Both", ("both@office.example",), groups=("desk", "night", "east")),
            Person("none", "None", ("none@office.example",), groups=("desk", "gone")),
        ),
        groups,
    )
    found = [people.calendar_of(one) for one in ("own", "both", "none", "nobody")]
    assert found == ["saturday", "night", "", ""]
