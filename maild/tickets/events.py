"""What happens to a ticket, as facts that a person would name; append-only, and all that a ticket is.

An event holds identifiers, numbers and codes only. Words and addresses live beside it, in tables that erasing a
person blanks. It carries the results of the office's policy (group, target, seconds, due time), so that folding the
events of a ticket again needs neither rules nor calendar.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from maild.tickets.facts.closing import (
    ActionUndone,
    ArticleWritten,
    ClosingFact,
    EndedBy,
    SolutionProposed,
    SolutionReturned,
    SurveyAnswered,
    SurveyEvaluated,
    TicketClosed,
    TicketReopened,
    TicketResolved,
)
from maild.tickets.facts.handling import (
    ClosingProposed,
    EscalationReturned,
    HandlingFact,
    PersonInChargeNamed,
    RequesterReminded,
    TargetsMoved,
    TicketAssigned,
    TicketDisposed,
    TicketEscalated,
    TicketReleased,
    TicketTaken,
    WaitingBegan,
    WaitingEnded,
    WarningGiven,
)
from maild.tickets.facts.procedure import (
    ApprovalGiven,
    ApprovalRefused,
    LetterSent,
    ProcedureFact,
    StageCompleted,
    StageEntered,
)
from maild.tickets.facts.reporting import (
    DetailsRequested,
    NoteAdded,
    NoticeFailed,
    ParticipantAdded,
    ParticipantLeft,
    RecordFilled,
    ReportingFact,
    RequesterChanged,
    TicketOpened,
    Visibility,
)
from maild.tickets.facts.ties import (
    OutageAnnounced,
    OutageDeclared,
    OutageDeclined,
    OutageProposed,
    TicketAbsorbed,
    TicketLinked,
    TicketMerged,
    TicketSplit,
    TicketUnlinked,
    TieFact,
)
from maild.tickets.facts.triage import (
    ConfidentialityChanged,
    Diagnosis,
    DiagnosisCompleted,
    TicketClassified,
    TriageConfirmed,
    TriageFact,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from maild.tickets.targets import Target

__all__ = [
    "ActionUndone",
    "ApprovalGiven",
    "ApprovalRefused",
    "ArticleWritten",
    "ClosingProposed",
    "ConfidentialityChanged",
    "DetailsRequested",
    "Diagnosis",
    "DiagnosisCompleted",
    "EndedBy",
    "EscalationReturned",
    "Event",
    "Fact",
    "LetterSent",
    "NoteAdded",
    "NoticeFailed",
    "OutageAnnounced",
    "OutageDeclared",
    "OutageDeclined",
    "OutageProposed",
    "ParticipantAdded",
    "ParticipantLeft",
    "PersonInChargeNamed",
    "RecordFilled",
    "RequesterChanged",
    "RequesterReminded",
    "SolutionProposed",
    "SolutionReturned",
    "StageCompleted",
    "StageEntered",
    "SurveyAnswered",
    "SurveyEvaluated",
    "TargetsMoved",
    "TicketAbsorbed",
    "TicketAssigned",
    "TicketClassified",
    "TicketClosed",
    "TicketDisposed",
    "TicketEscalated",
    "TicketLinked",
    "TicketMerged",
    "TicketOpened",
    "TicketReleased",
    "TicketReopened",
    "TicketResolved",
    "TicketSplit",
    "TicketTaken",
    "TicketUnlinked",
    "TriageConfirmed",
    "Visibility",
    "WaitingBegan",
    "WaitingEnded",
    "WarningGiven",
    "signs_of",
    "type_of_fact",
]

Fact = ReportingFact | TriageFact | HandlingFact | ClosingFact | TieFact | ProcedureFact
type_of_fact: tuple[type, ...] = get_args(Fact)


@dataclass(frozen=True, slots=True)
class Event:
    """One fact about one ticket, by whom, when and why.

    `actor` is `contact:ID` (somebody who writes to the desk), `person:ID` (of people.yaml) or `maild`; `cause` a code
    such as `mail`, `triage`, `bounce`, `timetable`; `message` the stored message that brought it; `targets` those that
    this fact started, met, paused or moved, as they stand after it.
    """

    ticket: int
    sequence: int
    at: datetime
    actor: str
    cause: str
    fact: Fact
    message: int | None = None
    targets: tuple[Target, ...] = ()


_MEANINGS: Mapping[type, tuple[str, ...]] = types.MappingProxyType(
    {
        # Who corrects the first guess has looked at it.
        TicketClassified: ("TriageConfirmed",),
        WaitingBegan: ("waiting",),
        WaitingEnded: ("resumed",),
        SolutionReturned: ("resumed",),
        TicketReopened: ("reopened", "resumed"),
        TicketResolved: ("resolved",),
        TicketClosed: ("closed", "resolved", "ended"),
        TicketMerged: ("ended",),
        OutageAnnounced: ("answered",),
    }
)
"""What facts mean for a promise, besides being what they are."""


def signs_of(fact: Fact) -> frozenset[str]:
    """Return the names by which target rules speak of a fact: its own, and what it means for a promise.

    A stage is spoken of as `entered:STAGE` and `completed:STAGE`, a correction as `classified:FIELD`, the end of a
    diagnosis as `diagnosed:WHICH`, an escalation that hands the work on as `escalated`.
    """
    kind = type(fact)
    return frozenset((kind.__name__, *_MEANINGS.get(kind, ()), *_meanings_of(fact)))


def _meanings_of(fact: Fact) -> tuple[str, ...]:
    match fact:
        case NoteAdded(visibility="public", by_requester=False, automatic=False, flagged=False):
            return ("answered",)
        case TicketResolved(by="staff"):
            return ("answered",)
        case NoticeFailed(permanent=True, answer=True):
            return ("answer_failed",)
        case TicketClassified(field="urgency" | "impact"):
            # The priority follows from these two.
            return (f"classified:{fact.field}", "classified:priority")
        case TicketClassified(field=field):
            return (f"classified:{field}",)
        case DiagnosisCompleted(diagnosis=which):
            return (f"diagnosed:{which}",)
        case TicketEscalated(hierarchic=False):
            return ("escalated",)
        case WarningGiven(target=name, run=run):
            return (f"warned:{name}:{run}",)
        case StageEntered(stage=stage):
            return (f"entered:{stage}",)
        case StageCompleted(stage=stage):
            return (f"completed:{stage}",)
        case _:
            return ()
