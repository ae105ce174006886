"""What the shapes of rule files are made of: lists, names, durations, and no unknown keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from maild.policy import durations


def _word(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def listed(value: object) -> object:
    """Return a list of words, also for a single one and for numbers and booleans."""
    if isinstance(value, list):
        return [_word(item) for item in value]
    return [_word(value)] if isinstance(value, str | int | float) else value


def _grouped(value: object) -> object:
    return [listed(group) for group in value] if isinstance(value, list) else value


def _named(value: object) -> object:
    return {"id": value} if isinstance(value, str) else value


def _duration(value: str) -> str:
    durations.parsed(value, timedelta(days=1))
    return value


_SPAN = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"

Words = Annotated[tuple[str, ...], BeforeValidator(listed)]
Groups = Annotated[tuple[Words, ...], BeforeValidator(_grouped)]
Names = Annotated[dict[str, str], BeforeValidator(_named)]
Duration = Annotated[str, AfterValidator(_duration)]
TimeSpan = Annotated[str, Field(pattern=_SPAN)]
Identifier = Annotated[str, Field(min_length=1, max_length=80)]
Share = Annotated[str, Field(pattern=r"^\d{1,3} ?%$")]
Size = Annotated[str, Field(pattern=r"^\d+ ?(kB|MB)$")]


class Shape(BaseModel):
    """A block of a rule file: an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)


class File(Shape):
    """A rule file: `format` says which edition of this language it is written in."""

    format: Literal[1]
