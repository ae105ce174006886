"""What a person made of the first guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Diagnosis = Literal["initial", "investigation"]


@dataclass(frozen=True, slots=True)
class TriageConfirmed:
    """A person looked at the first guess and kept it."""


@dataclass(frozen=True, slots=True)
class TicketClassified:
    """A person set one field of the triage: the first guess is kept apart (MAD-6)."""

    field: str
    before: str
    after: str
    priority: int


@dataclass(frozen=True, slots=True)
class ConfidentialityChanged:
    """Only a named circle sees the ticket from now on, or again everybody who works on it."""

    confidential: bool


@dataclass(frozen=True, slots=True)
class DiagnosisCompleted:
    """It is known what is wrong, or that this stage cannot tell (MAD-10, OKI-5, OKI-7)."""

    diagnosis: Diagnosis
    solution_known: bool


TriageFact = TriageConfirmed | TicketClassified | ConfidentialityChanged | DiagnosisCompleted
