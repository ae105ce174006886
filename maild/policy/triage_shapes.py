"""The shape of words and triage rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from maild.policy.shape_basis import File, Groups, Identifier, Shape, Size, TimeSpan, Words, listed


class ConceptShape(Shape):
    """A thought with all its words; `stems` take Indonesian prefixes and endings, `unless` are no such words."""

    kind: Literal["thing", "trouble", "other"] = "other"
    words: Words = ()
    stems: Words = ()
    unless: Words = ()


class WordsFile(File):
    """The words of the office: concepts, named in capitals, that rules speak of."""

    concepts: dict[Annotated[str, Field(pattern="^[A-Z][A-Z0-9_]+$")], ConceptShape]


class WhenShape(Shape):
    """Conditions; all that are written must hold."""

    says: Words = ()
    several: Words = ()
    together: Groups = ()
    beside: Groups = ()
    subject: Words = ()
    text: Words = ()
    letter: Words = ()
    quoted: Words = ()
    signature: Words = ()
    pattern: Words = ()
    sender: Words = ()
    domain: Words = ()
    unit: Words = ()
    proven: bool | None = None
    to: Words = ()
    header: dict[str, Words] = Field(default_factory=dict)
    attachment: Words = ()
    attachment_type: Words = ()
    larger_than: Size | None = None
    smaller_than: Size | None = None
    longer_than: int | None = None
    shorter_than: int | None = None
    language: Words = ()
    origin: Words = ()
    time: Annotated[tuple[TimeSpan, ...], BeforeValidator(listed)] = ()
    weekday: Words = ()
    decided: dict[Literal["type", "category", "service", "urgency", "impact", "group"], Words] = Field(
        default_factory=dict
    )
    any: tuple[WhenShape, ...] = ()
    all: tuple[WhenShape, ...] = ()
    not_: WhenShape | None = Field(default=None, alias="not")


class ThenShape(Shape):
    """What a rule speaks for."""

    type: Words = ()
    category: Words = ()
    service: Words = ()
    urgency: Words = ()
    impact: Words = ()
    group: Words = ()
    tags: Words = ()
    confidential: bool | None = None
    disposition: Literal["ticket", "ignore", "quarantine"] | None = None


class RuleShape(Shape):
    """A rule of triage: when all this holds, these values get so many points."""

    rule: Identifier
    when: WhenShape = WhenShape()
    then: ThenShape
    points: float = 3.0
    decides: bool = False
    stop: bool = False
    because: str = ""


class MailShape(Shape):
    """A mail made up for a test."""

    subject: str = ""
    text: str = ""
    sender: str = Field(default="", alias="from")
    proven: bool = False


class TestShape(Shape):
    """A mail and what the rules should make of it; several values mean that each of them is right."""

    test: Identifier
    mail: MailShape
    expect: dict[str, Words]


class TriageFile(File):
    """Rules of triage, asked in the order of the file names and of the lines."""

    rules: tuple[RuleShape, ...] = ()
    tests: tuple[TestShape, ...] = ()
