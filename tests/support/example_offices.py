"""The offices of rules/examples: their rules as a rulebook, a desk that works by them, and their people's addresses."""

from __future__ import annotations

from functools import cache

from maild.desk.rulebook import Rulebook
from maild.policy.calendar import build_all
from maild.policy.loader import load
from maild.shipped import shipped
from tests.support.at_work import told, write
from tests.support.desk import BUDI, NOW, Desk, desk_on


@cache
def example(name: str) -> Rulebook:
    """Return the rules of an example office, its example people among them."""
    policy = load(shipped("rules") / "examples" / name)
    return Rulebook(policy, build_all(policy.calendars, NOW))


def desk_of(name: str, text: str, subject: str) -> Desk:
    """Return a desk with the rules of another office, to which Budi has written."""
    desk = desk_on()
    desk.rulebook = example(name)
    desk.open(text, subject=subject, sender=f"Budi Santoso <{BUDI}>", proven=True)
    return desk


def address_of(desk: Desk, person: str) -> str:
    """Return the address of somebody of the office."""
    found = desk.rulebook.policy.people.person(person)
    assert found is not None, person
    return found.address


def answer(desk: Desk, person: str, text: str, notice: str | None = None) -> str:
    """Let somebody of the office answer their last letter (of this kind); return what the desk says to that."""
    address = address_of(desk, person)
    assert write(desk, address, text, notice) == ["noted"]
    return " ".join(told(desk, address).text.split())


def stages(desk: Desk) -> list[str]:
    """Return the stages that the ticket has entered, in order."""
    return [
        event.fact.stage for event in desk.events() if hasattr(event.fact, "stage") and "Entered" in str(event.fact)
    ]
