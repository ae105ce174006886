"""The shipped rules on our own invented mails: no more mistakes than when they were written."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from maild.policy.triage import Triaged
from tests.support.sorting import shipped_policy, sorted_as

MAILS = Path(__file__).parents[2] / "mails"
FILES = ("triage", "triage_more")
LEAST = {
    "triage": {"type": 0.97, "category": 0.95, "service": 0.92, "urgency": 0.9, "impact": 0.88},
    "triage_more": {"type": 0.96, "category": 0.94, "service": 0.91, "urgency": 0.91, "impact": 0.9},
}


@cache
def answers(file: str) -> list[tuple[dict[str, Any], Triaged]]:
    mails = [json.loads(line) for line in (MAILS / f"{file}.jsonl").read_text("utf-8").splitlines()]
    return [(mail["expected"], sorted_as(mail["body"], mail["subject"])) for mail in mails]


def accepted(expected: dict[str, Any], field: str) -> set[str]:
    """Return the labels an operator would accept, "" where none is."""
    right = {expected[field], *expected.get(f"{field}_alternatives", [])}
    if field == "category" and expected["type"] in {"other", "not_ticket"}:
        right |= {None, "Lainnya"}
    return {label or "" for label in right}


def share(file: str, field: str) -> float:
    """Return how often a field is right, alternatives counting; urgency and impact of incidents only."""
    counted: Counter[bool] = Counter()
    for expected, triaged in answers(file):
        if field in {"urgency", "impact"} and expected["type"] != "incident":
            continue
        if field == "service" and not expected["service"]:
            continue
        counted[getattr(triaged, field) in accepted(expected, field)] += 1
    return counted[True] / counted.total()


@pytest.mark.parametrize("field", ["type", "category", "service", "urgency", "impact"])
@pytest.mark.parametrize("file", FILES)
def test_a_field_is_right_as_often_as_it_was(file: str, field: str) -> None:
    assert share(file, field) >= LEAST[file][field]


@pytest.mark.parametrize("file", FILES)
def test_incidents_of_the_first_priority_are_found(file: str) -> None:
    given = [
        triaged.priority == 1
        for expected, triaged in answers(file)
        if expected["type"] == "incident"
        and expected.get("urgency")
        and shipped_policy().priority_of(expected["urgency"], expected["impact"]) == 1
    ]
    assert sum(given) / len(given) >= 0.9


@pytest.mark.parametrize("file", FILES)
def test_what_is_no_ticket_is_told_from_what_is(file: str) -> None:
    ignored = [
        triaged.disposition == "ignore" for expected, triaged in answers(file) if expected["type"] == "not_ticket"
    ]
    assert sum(ignored) / len(ignored) >= 0.9


@pytest.mark.parametrize("file", FILES)
def test_no_real_ticket_is_lost(file: str) -> None:
    lost = [
        expected
        for expected, triaged in answers(file)
        if triaged.disposition != "ticket" and "not_ticket" not in accepted(expected, "type")
    ]
    assert lost == []


@pytest.mark.parametrize("file", FILES)
def test_every_decision_on_a_real_ticket_is_explained(file: str) -> None:
    assert all(triaged.hits for expected, triaged in answers(file) if expected["type"] not in {"other", "not_ticket"})
