"""The stages of a procedure, and what its heads decide (SEC-1, SEC-2, TRG-2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageEntered:
    """A stage of the procedure begins, or begins again; `actor` is the person or role whose turn it is."""

    stage: str
    actor: str = ""


@dataclass(frozen=True, slots=True)
class StageCompleted:
    """A stage is done; `outcome` is a code of the procedure, where there is more than one."""

    stage: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalGiven:
    """Who has to approve did: a letter, a survey's evaluation; `of` names it."""

    of: str


@dataclass(frozen=True, slots=True)
class ApprovalRefused:
    """Who has to approve did not; the remarks are the note's."""

    of: str


@dataclass(frozen=True, slots=True)
class LetterSent:
    """A letter of the procedure has left: the server took this row of the outbox (SEC-2)."""

    outbox: int


ProcedureFact = StageEntered | StageCompleted | ApprovalGiven | ApprovalRefused | LetterSent
