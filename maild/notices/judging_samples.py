"""Sample values for the mails to those who judge: surveys, their evaluation, and help articles."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from maild.notices.sample_cast import (
    BARE_TICKET,
    EVALUATION,
    RITA,
    STRANGER,
    SURVEY,
    TARIQ,
    TEXT,
    TICKET,
    UNDECIDED,
)
from maild.notices.values import ArticleView

_ANSWERED: Final[dict[str, object]] = {
    "ticket": TICKET,
    "requester": RITA,
    "survey": SURVEY,
    "text": TEXT,
    "quarters": ("2026-Q4", "2027-Q1"),
}
_EVALUATED: Final[dict[str, object]] = {**_ANSWERED, "evaluation": EVALUATION}
_WRITTEN: Final[dict[str, object]] = {
    "ticket": TICKET,
    "author": TARIQ,
    "article": ArticleView("Internet lambat <b>di ruang</b> keuangan", TEXT),
}
FULL: Final[dict[str, dict[str, object]]] = {
    "bad_survey": _ANSWERED,
    "survey_answered": _ANSWERED,
    "evaluation_ready": {**_ANSWERED, "evaluation": replace(EVALUATION, decided=None, decision_note="")},
    "evaluation_refused": {**_EVALUATED, "evaluation": replace(EVALUATION, approved=False)},
    "evaluation_approved": _EVALUATED,
    "article_written": _WRITTEN,
    "article_refused": {"ticket": TICKET, "author": TARIQ, "text": TEXT},
}
_BARE: Final[dict[str, object]] = {
    "ticket": BARE_TICKET,
    "requester": STRANGER,
    "survey": replace(SURVEY, sections=(), user_group="", suggestions=None),
    "text": "",
}
SPARSE: Final[dict[str, dict[str, object]]] = {
    "bad_survey": _BARE,
    "survey_answered": _BARE,
    "evaluation_ready": {**_BARE, "evaluation": UNDECIDED},
    "evaluation_refused": {**_BARE, "evaluation": UNDECIDED},
    "evaluation_approved": {**_BARE, "evaluation": UNDECIDED},
    "article_written": {"ticket": BARE_TICKET, "author": STRANGER, "article": ArticleView("", "")},
    "article_refused": {"text": ""},
}
