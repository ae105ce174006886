"""Sample values for every page: what `check_templates` renders with, and what each page can count on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from maild.notices.page_values import (
    FieldView,
    PromiseView,
    QuestionView,
    RecordView,
    SectionView,
    StepView,
    SurveyView,
    TurnView,
)
from maild.notices.sample_cast import (
    BARE_TICKET,
    DESK,
    EVALUATION,
    FILES,
    OPENED_AT,
    REPLY,
    RITA,
    STRANGER,
    SURVEY,
    TEXT,
    TICKET,
    UNDECIDED,
)
from maild.notices.values import MessageView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_EVERY_PAGE: Final[Mapping[str, object]] = {
    "desk": DESK,
    "languages": ("id", "en"),
    "ticket": TICKET,
    "requester": RITA,
    "reader": "requester",
    "reply": REPLY,
    "here": "apaaaaaaaaaaaaaaaaaaaaaaa",
    "query": "?language=en",
}
_KINDS: Final = ("opened", "begun", "waiting", "resolved", "closed", "reopened")
_TICKET: Final[Mapping[str, object]] = {
    "status": "resolved",
    "resolved_at": OPENED_AT,
    "closed_at": None,
    "reopened": 1,
    "promises": {
        "response": PromiseView("met", OPENED_AT, OPENED_AT),
        "resolution": PromiseView("running", OPENED_AT, None),
    },
    "record": RecordView("Lambat", "Kabel", "Galat pada porta 14", "Kabel diganti", "Periksa lagi"),
    "steps": (
        *(StepView(kind, OPENED_AT) for kind in _KINDS),
        StepView("message", OPENED_AT, "Rita Kusuma", True, TEXT, FILES),
        StepView("message", OPENED_AT),
    ),
    "text": TEXT,
    "in_charge": "Tariq Hidayat",
    "printed_at": OPENED_AT,
    "survey": None,
    "evaluation": None,
}
_CASE: Final[Mapping[str, object]] = {
    **_TICKET,
    "fields": (("report", TEXT),),
    "turns": (
        TurnView("TicketOpened", OPENED_AT, "Rita Kusuma"),
        TurnView("StageEntered", OPENED_AT, "", ("Mengarsipkan",)),
    ),
    "messages": (MessageView("Rita Kusuma", OPENED_AT, TEXT), MessageView("Tariq", OPENED_AT, "", internal=True)),
}
_NEW_TICKET: Final[Mapping[str, object]] = {
    **_TICKET,
    "ticket": BARE_TICKET,
    "requester": STRANGER,
    "reader": "staff",
    "status": "waiting",
    "languages": (),
    "promises": {"response": PromiseView("paused", None, None)},
    "record": RecordView(),
    "in_charge": "",
    "reopened": 0,
}
_FIELDS: Final = tuple(
    FieldView(name, "Rita", "text", "off", 120, name == "phone")
    for name in ("name", "phone", "office", "position", "address", "email")
)
_SURVEY: Final[Mapping[str, object]] = {
    "survey": SurveyView(
        number=SURVEY.number,
        name=SURVEY.name,
        at=SURVEY.at,
        scale=SURVEY.scale,
        sections=(SectionView("Penanganan", (QuestionView("cepat", "Cepat?", missing=True),)), *SURVEY.sections),
        mean=4.25,
        user_groups=("Panitia", "Auditor"),
        fields=_FIELDS,
        suggestions=FieldView("suggestions", "Lebih cepat", "textarea", "off", 4000),
    ),
    "mistakes": False,
    "changeable_until": OPENED_AT,
}
_EVALUATED: Final = tuple(
    {"survey": _SURVEY["survey"], "evaluation": evaluation, "printed_at": OPENED_AT}
    for evaluation in (EVALUATION, UNDECIDED, None)
)
_PAGES: Final[Mapping[str, tuple[Mapping[str, object], ...]]] = {
    "survey": (
        *({**_SURVEY, "state": state} for state in ("new", "changeable", "final", "expired", "open")),
        {**_SURVEY, "state": "new", "mistakes": True},
    ),
    "ticket": (_TICKET, _NEW_TICKET, *({**_TICKET, **values} for values in _EVALUATED)),
    "documentation": (_TICKET, _NEW_TICKET),
    "closure": (_TICKET,),
    "evaluation": _EVALUATED,
    "case": (_CASE, {**_CASE, **_NEW_TICKET, "resolved_at": None, "fields": (), "turns": (), "messages": ()}),
    "message": tuple({"kind": kind} for kind in ("missing", "away", "refused")),
}
SHEETS: Final = ("closure", "evaluation", "case")
"""What is printed as a sheet."""
PAGES: Final = tuple(name for name in _PAGES if name != "case")
"""What browsers show."""


def page_samples(page: str) -> Iterator[Mapping[str, object]]:
    """Yield sets of values for a page."""
    for values in _PAGES[page]:
        yield {**_EVERY_PAGE, **values}
