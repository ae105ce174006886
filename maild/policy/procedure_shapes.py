"""The shape of procedures/*.yaml: the steps that are measured, the stages that are gone through, the record."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from maild.policy.shape_basis import Duration, File, Identifier, Names, Shape, Words

Measure = Literal[
    "reports_recorded",
    "reported_by_mail",
    "category_right",
    "response_kept",
    "resolution_kept",
    "diagnosis_time",
    "known_initially",
    "escalations_returned",
    "known_at_investigation",
    "handled",
    "finished",
    "satisfaction",
]


class StepShape(Shape):
    """An activity of a procedure, between which facts it is measured, and its time norm."""

    id: Identifier
    name: Names
    actor: str
    starts: str = ""
    ends: str = ""
    norm: Duration | None = None
    calendar: str = ""


class IndicatorShape(Shape):
    """A row of the procedure's table of indicators: the activity, what it is for, and what is measured (MAD-19)."""

    measure: Measure
    activity: Names
    purpose: Names
    name: Names


class WaitingShape(Shape):
    """Working time until somebody who does not answer is reminded, is asked to close, and a solution counts.

    `reopened_within` is how long after its closing a ticket may be opened again; what comes later is a new one.
    """

    reminded_after: Duration | None = None
    closing_proposed_after: Duration | None = None
    closed_after: Duration | None = None
    reopened_within: Duration | None = None


class StageShape(Shape):
    """What a ticket goes through, whose turn it is meanwhile, and which stage follows on what (SEC-1, TRG-2).

    `leads` maps the sign of a fact, or `done`, `approved`, `rejected` for what the actor commands, to the next stage,
    "" for none. A stage with a `norm` is measured as a step of the procedure (MAD-20).
    """

    id: Identifier
    name: Names
    actor: str
    leads: Annotated[dict[str, str], Field(min_length=1)]
    needs: Words = ()
    writes: str = ""
    sends: str = ""
    archives: bool = False
    work: Literal["", "held", "begins"] = ""
    instruction: Names = Field(default_factory=dict)
    norm: Duration | None = None
    calendar: str = ""


class ProcedureFile(File):
    """How tickets of some types are handled."""

    id: Identifier
    name: Names
    types: Annotated[tuple[str, ...], Field(min_length=1)]
    steps: tuple[StepShape, ...] = ()
    stages: tuple[StageShape, ...] = ()
    reopens: str = ""
    indicators: tuple[IndicatorShape, ...] = ()
    record: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    resolution: Literal["via_operator", "direct"] = "via_operator"
    sent_after: Duration | None = None
    waiting: WaitingShape = WaitingShape()
    closure_form: bool = False
