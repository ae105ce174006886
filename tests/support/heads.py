"""Those who judge what others did: evaluator, approver and knowledge manager, beside everybody of `at_work`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from maild.desk.rulebook import Rulebook
from maild.policy.people import People, Person
from tests.support.at_work import at_work, omar, rita, rules

if TYPE_CHECKING:
    from maild.desk.ports import Store
    from tests.support.desk import Desk

HERMAN, GITA, KARTIKA = "herman@example.com", "gita@example.com", "kartika@example.com"
HEADS = (
    Person("herman", "Herman Santoso", (HERMAN,), "Seksi Layanan Aplikasi", roles=frozenset({"evaluator"})),
    Person("gita", "Gita Kusuma", (GITA,), "Sekretariat", language="en", roles=frozenset({"approver"})),
    Person("kartika", "Kartika Dewanti", (KARTIKA,), "Service Desk", roles=frozenset({"knowledge"})),
)
SOLVED = "#selesai\nGejala: lambat\nPenyebab: kabel longgar\nSolusi: Kabel uplink diganti."


@cache
def with_heads(heads: tuple[Person, ...] = HEADS) -> Rulebook:
    """The shipped rules with these people."""
    people = rules().policy.people
    everybody = People((*people.people, *heads), people.groups, people.units)
    return Rulebook(replace(rules().policy, people=everybody), rules().calendars)


def solved(store: Store | None = None, heads: tuple[Person, ...] = HEADS) -> Desk:
    """Return a desk whose operator has solved Rita's ticket."""
    desk = at_work(store)
    desk.rulebook = with_heads(heads)
    omar(desk, SOLVED)
    return desk


def answered(score: int = 1, store: Store | None = None, heads: tuple[Person, ...] = HEADS) -> Desk:
    """Return a desk whose solved ticket Rita has judged."""
    desk = solved(store, heads)
    rita(desk, str(score))
    return desk
