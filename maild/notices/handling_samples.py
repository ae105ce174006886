"""Sample values for the notices of handling: escalation, questions, solutions, endings, and answers to commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from maild.notices.outage_values import OutageView
from maild.notices.sample_cast import (
    BARE_TICKET,
    EVALUATION,
    OPENED_AT,
    RITA,
    SIMILAR,
    STRANGER,
    SURVEY,
    TARIQ,
    TEXT,
    TICKET,
)
from maild.notices.values import (
    ArchiveView,
    CommandView,
    DiagnosisView,
    DoneView,
    LineView,
    MessageView,
    PersonView,
    TargetView,
)

_RECORD: Final = {"symptoms": "Lambat sejak pagi", "cause": "Kabel longgar", "analysis": "", "solution": "Diganti"}
_NO_RECORD: Final = dict.fromkeys(_RECORD, "")
_MESSAGES: Final = (
    MessageView("Omar Wibowo", OPENED_AT, "Sudah dicoba dinyalakan ulang.", internal=True),
    MessageView("Rita Kusuma", OPENED_AT, TEXT),
)
_TAKE: Final = CommandView("#ambil", "", "Saya yang menangani tiket ini.")
_ESCALATE: Final = CommandView("#eskalasi", "GRUP|ORANG", "Teruskan ke grup atau orang lain.")
_HANDED_OVER: Final[dict[str, object]] = {
    "outage": OutageView(reports=7),
    "ticket": TICKET,
    "requester": RITA,
    "author": TARIQ,
    "text": TEXT,
    "report": TEXT,
    "record": _RECORD,
    "messages": _MESSAGES,
    "hierarchic": False,
    "returned": 1,
    "similar": SIMILAR,
}
_ASKED: Final[dict[str, object]] = {"ticket": TICKET, "requester": RITA, "text": TEXT, "since": OPENED_AT}
_ENDED: Final[dict[str, object]] = {
    "ticket": TICKET,
    "requester": RITA,
    "author": RITA,
    "text": TEXT,
    "solution": TEXT,
    "ended_by": "silence",
}
FULL: Final[dict[str, dict[str, object]]] = {
    "escalation": _HANDED_OVER,
    "escalation_returned": _HANDED_OVER,
    "left_behind": {**_HANDED_OVER, "absent": "Tariq Hidayat"},
    "question": {**_ASKED, "until": OPENED_AT + timedelta(days=2)},
    "question_reminder": _ASKED,
    "closing_proposed": _ASKED,
    "waiting_over": _ASKED,
    "record_incomplete": {"ticket": TICKET, "requester": RITA, "fields": ("category", "cause")},
    "solution_ready": {
        "ticket": TICKET,
        "requester": RITA,
        "technician": "Tariq Hidayat",
        "text": TEXT,
        "send_at": OPENED_AT + timedelta(hours=4),
    },
    "solution_returned": {"ticket": TICKET, "author": TARIQ, "text": TEXT},
    "solution": {**_ENDED, "closes_at": OPENED_AT + timedelta(days=3)},
    "closure": {**_ENDED},
    "case_archive": {
        "ticket": TICKET,
        "requester": RITA,
        "archive": ArchiveView("enclosed", "SIG-42.zip", 1_204_000),
    },
    "reopened": _ENDED,
    "resolved_by_requester": _ENDED,
    "receipt_on_behalf": {"ticket": TICKET, "outage": None},
    "opened_for": {"ticket": TICKET, "requester": RITA},
    "participant_left": {"ticket": TICKET, "author": RITA},
    "now_confidential": {"ticket": replace(TICKET, confidential=True), "requester": RITA, "author": TARIQ},
    "out_of_circle": {"ticket": replace(TICKET, confidential=True), "author": TARIQ},
    "command_receipt": {
        "ticket": TICKET,
        "requester": RITA,
        "done": (DoneView("take", {}), DoneView("escalate", {"person": "Tariq Hidayat", "group": "Tim Jaringan"})),
        "public": TEXT,
        "internal": TEXT,
        "left_out": ("Telepon: 0351-123456",),
        "told": ("Tariq Hidayat", "Mona Siregar"),
        "others": 6,
        "undoable": True,
    },
    "command_refused": {
        "ticket": TICKET,
        "reason": "incomplete_record",
        "said": {"fields": ("cause", "solution"), "likely": ()},
        "command": _ESCALATE,
    },
    "command_offered": {"ticket": TICKET, "command": _TAKE, "reader": "staff"},
    "confirm": {"ticket": TICKET, "commands": (_TAKE, _ESCALATE)},
    "help": {"ticket": None, "commands": (_TAKE, _ESCALATE)},
    "ticket_list": {
        "ticket": None,
        "staff": True,
        "scope": "search",
        "asked": "internet lambat",
        "lines": (
            LineView("SIG-42", "Internet lambat", "Baru", "Tinggi", "Rita", "Tariq", OPENED_AT, late=True, reports=7),
            LineView("SIG-7", "a < b & c > d", "Selesai", "Rendah", solution=TEXT),
        ),
        "more": 3,
    },
    "ticket_shown": {
        "ticket": TICKET,
        "requester": RITA,
        "staff": True,
        "record": _RECORD,
        "messages": _MESSAGES,
        "outage": "SIG-7",
        "reports": ("SIG-8", "SIG-9"),
        "diagnoses": (
            DiagnosisView("initial", False, "Omar Wibowo", OPENED_AT),
            DiagnosisView("investigation", True, "", OPENED_AT),
        ),
        "survey": SURVEY,
        "evaluation": EVALUATION,
    },
    "sla_explained": {
        "ticket": TICKET,
        "targets": (
            TargetView("response", "met", timedelta(hours=1), timedelta(minutes=10), OPENED_AT, OPENED_AT),
            TargetView("resolution", "running", timedelta(hours=24), timedelta(hours=2), OPENED_AT),
        ),
    },
    "status": {"ticket": TICKET, "requester": RITA, "staff": False, "assignee": "Tariq Hidayat"},
    "form": {"ticket": None, "form": "report"},
}
SPARSE: Final[dict[str, dict[str, object]]] = {
    "command_offered": {"ticket": TICKET, "command": _TAKE, "reader": "requester"},
    "escalation": {
        "outage": None,
        "requester": STRANGER,
        "text": "",
        "record": _NO_RECORD,
        "messages": (),
        "returned": 0,
    },
    "escalation_returned": {"requester": STRANGER, "text": "", "record": _NO_RECORD},
    "left_behind": {"requester": STRANGER, "text": "", "record": _NO_RECORD, "messages": ()},
    "question": {"requester": STRANGER, "text": "", "until": None},
    "question_reminder": {"requester": STRANGER, "since": None},
    "solution_ready": {"send_at": None, "technician": ""},
    "solution": {"closes_at": None, "requester": STRANGER},
    "closure": {"solution": "", "ended_by": "requester"},
    "case_archive": {
        "requester": STRANGER,
        "archive": ArchiveView("too_large", "SIG-42.zip", command="maild tickets archive 42"),
    },
    "reopened": {"text": "", "solution": ""},
    "resolved_by_requester": {"text": ""},
    "command_receipt": {
        "public": "",
        "internal": "",
        "left_out": (),
        "others": 0,
        "told": (),
        "undoable": False,
        "ticket": BARE_TICKET,
    },
    "command_refused": {"ticket": None, "reason": "unknown_name", "said": {"fields": (), "likely": ("a", "b")}},
    "opened_for": {"ticket": TICKET, "requester": PersonView("", "Pak Budi", phone="0812-3456-7890")},
    "ticket_list": {"staff": False, "scope": "own", "lines": (), "more": 0},
    "ticket_shown": {
        "record": _NO_RECORD,
        "messages": (),
        "ticket": BARE_TICKET,
        "outage": "",
        "reports": (),
        "diagnoses": (),
        "survey": None,
        "evaluation": None,
    },
    "status": {"assignee": ""},
}
