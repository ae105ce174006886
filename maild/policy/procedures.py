"""How tickets of some types are handled: the steps that are measured, the stages that are gone through, the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

Resolution = Literal["via_operator", "direct"]
Work = Literal["", "held", "begins"]

DONE, APPROVED, REJECTED = COMMANDED = ("done", "approved", "rejected")
"""What the actor of a stage makes of it by a command: `#selesai`, `#setuju`, `#tolak`."""


@dataclass(frozen=True, slots=True)
class Step:
    """An activity of a procedure: its actor, the facts between which it is measured, and its time norm (MAD-20)."""

    id: str
    names: Mapping[str, str]
    actor: str
    starts: str = ""
    ends: str = ""
    norm: timedelta | None = None
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a ticket goes through, one at a time, and whose turn it is meanwhile (SEC-1, TRG-2).

    `actor` is a role, a group, `assignee`, `in_charge` or `requester`. `leads` maps what happens to the stage that
    follows ("" for none): the sign of a fact, or `done`, `approved`, `rejected` for what the actor commands. `needs`
    are the fields of the record, and `in_charge`, without which it is not left. `writes` is the field of the record in
    which the text of `done` is kept, `sends` the field whose text is sent to its addressee; `archives` says that the
    case is put together here. While `work` is held nobody works on the ticket; where it begins, it is the actor's.
    `instruction` is what the actor is told to do.
    """

    id: str
    names: Mapping[str, str]
    actor: str
    leads: Mapping[str, str]
    needs: tuple[str, ...] = ()
    writes: str = ""
    sends: str = ""
    archives: bool = False
    work: Work = ""
    instruction: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """Return what people read for it."""
        return self.names.get(language) or self.names.get("id") or self.id

    def told(self, language: str) -> str:
        """Return what its actor is told to do, in the office's own words; "" where it has none."""
        return self.instruction.get(language) or self.instruction.get("id") or ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a procedure's table of indicators (MAD-19): `measure` is what it shows."""

    measure: str
    activity: Mapping[str, str]
    purpose: Mapping[str, str]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Procedure:
    """How tickets of some types are handled.

    `stages` come in the order in which they are first gone through; a ticket that is reopened when all are over goes
    on in the one that `reopens` names. `record` names what must be filled in before closing (MAD-16), `asks` what a
    requester is asked for when it is missing; the durations are working time of the desk's calendar, None for never,
    or for a ticket that may be reopened at any time. With `closure_form` its notice carries the printed form (UNM-3).
    """

    id: str
    names: Mapping[str, str]
    types: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    stages: tuple[Stage, ...] = ()
    reopens: str = ""
    indicators: tuple[Indicator, ...] = ()
    record: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    resolution: Resolution = "via_operator"
    sent_after: timedelta | None = None
    reminded_after: timedelta | None = None
    closing_proposed_after: timedelta | None = None
    closed_after: timedelta | None = None
    reopened_within: timedelta | None = None
    closure_form: bool = False
    source: str = ""

    def stage(self, identifier: str) -> Stage | None:
        """Return the stage with this id."""
        return next((stage for stage in self.stages if stage.id == identifier), None)
