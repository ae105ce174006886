"""Triage tried in one line: the shipped rules, or rules of one's own on top of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from maild.policy.facts import Facts
from maild.policy.loader import load
from maild.policy.triage import Triaged, triage
from maild.shipped import shipped
from tests.support.rule_folder import rule_folder

if TYPE_CHECKING:
    from pathlib import Path

    from maild.policy.model import Policy


@cache
def shipped_policy() -> Policy:
    """Return the shipped policy, read once."""
    return load(shipped("rules"))


def policy_with(place: Path, rules: str) -> Policy:
    """Return the shipped policy with these rules of the office before the others."""
    return load(rule_folder(place, triage__05_mine=f"format: 1\n\nrules:\n{rules}\n"))


def small_policy_with(place: Path, rules: str) -> Policy:
    """Return the policy of a small example with these rules before its own: quickly read."""
    return load(rule_folder(place, "unma", triage__05_mine=f"format: 1\n\nrules:\n{rules}\n"))


def sorted_by(policy: Policy, text: str, subject: str = "", **facts: object) -> Triaged:
    """Return what these rules make of a mail."""
    return triage(policy, Facts(subject=subject, text=text, **facts))  # type: ignore[arg-type]


def sorted_as(text: str, subject: str = "") -> Triaged:
    """Return what the shipped rules make of a mail."""
    return sorted_by(shipped_policy(), text, subject)
