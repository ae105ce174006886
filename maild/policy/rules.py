"""The office's triage rules as values: what a mail must say, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TriageRules:
    """All rules of triage, in the order in which they are asked."""
