"""The shipped rules on our own invented mails: no more mistakes than when they were written."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from maild.policy.triage import Triaged
from tests.support.sorting import sorted_as

MAILS = Path(__file__).parents[2] / "mails" / "triage.jsonl"


@cache
def answers() -> list[tuple[dict[str, Any], Triaged]]:
    mails = [json.loads(line) for line in MAILS.read_text("utf-8").splitlines()]
    return [(mail["expected"], sorted_as(mail["body"], mail["subject"])) for mail in mails]


def share(field: str) -> float:
    """Return how often a field is right, alternatives counting; urgency and impact of incidents only."""
    counted: Counter[bool] = Counter()
    for expected, triaged in answers():
        if field in {"urgency", "impact"} and expected["type"] != "incident":
            continue
        if field == "service" and not expected["service"]:
            continue
        right = {expected[field], *expected.get(f"{field}_alternatives", [])}
        counted[getattr(triaged, field) in right] += 1
    return counted[True] / counted.total()


@pytest.mark.parametrize(
    ("field", "least"),
    [("type", 0.97), ("category", 0.95), ("service", 0.92), ("urgency", 0.9), ("impact", 0.88)],
)
def test_a_field_is_right_as_often_as_it_was(field: str, least: float) -> None:
    assert share(field) >= least


def test_no_real_ticket_is_lost() -> None:
    lost = [
        expected
        for expected, triaged in answers()
        if triaged.disposition != "ticket" and expected["type"] != "not_ticket"
    ]
    assert lost == []


def test_every_decision_on_a_real_ticket_is_explained() -> None:
    assert all(triaged.hits for expected, triaged in answers() if expected["type"] not in {"other", "not_ticket"})
