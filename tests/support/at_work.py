"""A desk with work to do: more people than the cast, a ticket of Rita's, and replies with commands."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from maild.desk.rulebook import Rulebook
from maild.policy.people import Absence, People, Person
from tests.support.desk import CAST, OMAR, RITA, TARIQ, Desk, desk_on, mail, reply_to, rulebook

if TYPE_CHECKING:
    from maild.desk.ports import Store
    from maild.desk.records import OutboxRow

_seconds = itertools.count()
NANDA, PUTRI, SARI = "nanda@example.com", "putri@example.com", "sari@example.com"
TECHNICIAN = frozenset({"technician"})
MORE = (
    Person("nanda", "Nanda Prakosa", (NANDA,), "Infrastruktur", roles=TECHNICIAN, groups=("jaringan", "perangkat")),
    Person(
        "putri",
        "Putri Larasati",
        (PUTRI,),
        "E-Government",
        roles=TECHNICIAN,
        groups=("aplikasi",),
        absences=(Absence(date(2026, 11, 16), date(2026, 11, 27), "yusuf"),),
    ),
    Person("yusuf", "Yusuf Ramadhan", ("yusuf@example.com",), roles=TECHNICIAN, groups=("website",)),
    Person("lina", "Lina Wati", ("lina@example.com",), roles=TECHNICIAN, groups=("data",), leaves_on=date(2026, 1, 1)),
    Person("sari", "Sari Puspita", (SARI,), "Service Desk", language="en", roles=frozenset({"operator"})),
)
REPORT = "Internet di ruang keuangan lambat sejak pagi. Kami berlima tidak dapat bekerja."


@cache
def rules() -> Rulebook:
    """The shipped rules with all these people."""
    policy = rulebook().policy
    everybody = People((*CAST, *MORE), policy.people.groups, policy.people.units)
    return Rulebook(replace(policy, people=everybody), rulebook().calendars)


def at_work(store: Store | None = None, **given: Any) -> Desk:
    """Return a desk on which Rita's report has opened ticket 1."""
    desk = desk_on(store, **given)
    desk.rulebook = rules()
    desk.open(REPORT, subject="Internet lambat", sender=f"Rita Sari <{RITA}>", proven=True)
    return desk


def told(desk: Desk, address: str, notice: str | None = None) -> OutboxRow:
    """Return the last letter to somebody."""
    return desk.outbox(address, notice)[-1]


def said(desk: Desk, address: str, notice: str | None = None) -> str:
    """Return the words of the last letter to somebody, on one line."""
    return " ".join(told(desk, address, notice).text.split())


def write(desk: Desk, address: str, text: str, notice: str | None = None, **given: Any) -> list[str]:
    """Let somebody answer the last letter they got (of this kind), as a client does; proven unless told otherwise."""
    return desk.receive(reply_to(told(desk, address, notice), text, **{"proven": True, "date": moment(desk), **given}))


def moment(desk: Desk) -> str:
    """Return a Date of its own for a mail that is written now."""
    return format_datetime(desk.clock() - timedelta(seconds=60 - next(_seconds) % 60))


def omar(desk: Desk, text: str, **given: Any) -> list[str]:
    """Let the operator answer his last letter."""
    return write(desk, OMAR, text, **given)


def tariq(desk: Desk, text: str, **given: Any) -> list[str]:
    """Let the technician answer his last letter."""
    return write(desk, TARIQ, text, **given)


def rita(desk: Desk, text: str, **given: Any) -> list[str]:
    """Let the requester answer her last letter."""
    return write(desk, RITA, text, **given)


def letter_from(address: str, text: str, **given: Any) -> bytes:
    """Return a mail that answers nothing."""
    return mail(text, sender=address, **{"proven": True, **given})
