"""From the file of a procedure that is sound to the procedure as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.policy import model
from maild.policy.durations import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from maild.policy.places import Source
    from maild.policy.procedure_shapes import ProcedureFile, StageShape, StepShape


def procedure(one: ProcedureFile, source: Source, calendars: Mapping[str, model.CalendarFacts]) -> model.Procedure:
    """Return the procedure; its durations are working time of the first calendar, those of steps of their own."""
    day = next(iter(calendars.values())).day
    return model.Procedure(
        id=one.id,
        names=one.name,
        types=one.types,
        steps=(
            *(_step(step, step.starts, step.ends, calendars, day) for step in one.steps),
            *(
                _step(stage, f"entered:{stage.id}", f"completed:{stage.id}", calendars, day)
                for stage in one.stages
                if stage.norm is not None
            ),
        ),
        stages=tuple(_stage(stage) for stage in one.stages),
        reopens=one.reopens,
        indicators=tuple(model.Indicator(row.measure, row.activity, row.purpose, row.name) for row in one.indicators),
        record=one.record,
        asks=one.asks,
        resolution=one.resolution,
        sent_after=optional(one.sent_after, day),
        reminded_after=optional(one.waiting.reminded_after, day),
        closing_proposed_after=optional(one.waiting.closing_proposed_after, day),
        closed_after=optional(one.waiting.closed_after, day),
        reopened_within=optional(one.waiting.reopened_within, day),
        closure_form=one.closure_form,
        source=source("id"),
    )


def optional(text: str | None, day: timedelta) -> timedelta | None:
    """Return a duration that may have been left out."""
    return parsed(text, day) if text is not None else None


def _step(
    one: StepShape | StageShape, starts: str, ends: str, calendars: Mapping[str, model.CalendarFacts], day: timedelta
) -> model.Step:
    norm = optional(one.norm, calendars[one.calendar].day if one.calendar in calendars else day)
    return model.Step(one.id, one.name, one.actor, starts, ends, norm, one.calendar)


def _stage(one: StageShape) -> model.Stage:
    return model.Stage(
        id=one.id,
        names=one.name,
        actor=one.actor,
        leads=dict(one.leads),
        needs=one.needs,
        writes=one.writes,
        sends=one.sends,
        archives=one.archives,
        work=one.work,
        instruction=one.instruction,
    )
