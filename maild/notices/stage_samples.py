"""Sample values for the notices of a procedure's stages: whose turn it is, and the letter that leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from maild.notices.sample_cast import BARE_TICKET, FILES, OPENED_AT, RITA, SIMILAR, STRANGER, TARIQ, TEXT, TICKET
from maild.notices.values import MessageView, StageView

_DECIDED: Final = StageView(
    name="Memutuskan surat pemberitahuan",
    instruction="Setujui dengan menunjuk PIC, atau tolak dengan alasannya.",
    leads=("approved", "rejected"),
    needs=("in_charge",),
    due_at=OPENED_AT + timedelta(hours=1),
    written=TEXT,
    files="surat.pdf",
    addressed=True,
    addressee="Budi Santoso <budi@example.com>",
)
_WRITTEN: Final = StageView(
    name="Membuat surat pemberitahuan", instruction="", leads=("done", "TicketDisposed"), writes=True, again=True
)
_STAGE: Final[dict[str, object]] = {
    "ticket": replace(TICKET, stage="Memutuskan surat pemberitahuan", turn="Mona Siregar"),
    "requester": RITA,
    "author": TARIQ,
    "text": TEXT,
    "report": TEXT,
    "record": {"symptoms": "Lambat", "cause": "Kabel longgar", "analysis": "", "solution": "Diganti"},
    "messages": (MessageView("Omar Wibowo", OPENED_AT, "Sudah dicoba dinyalakan ulang.", internal=True),),
    "similar": SIMILAR,
    "stage": _DECIDED,
}
FULL: Final[dict[str, dict[str, object]]] = {
    "stage": _STAGE,
    "notification_letter": {"ticket": TICKET, "stage": replace(_DECIDED, sends=True), "attachments": FILES},
}
SPARSE: Final[dict[str, dict[str, object]]] = {
    "stage": {
        "ticket": BARE_TICKET,
        "requester": STRANGER,
        "text": "",
        "report": "",
        "record": dict.fromkeys(("symptoms", "cause", "analysis", "solution"), ""),
        "messages": (),
        "stage": _WRITTEN,
    },
    "notification_letter": {"stage": replace(_DECIDED, sends=True, written=""), "ticket": BARE_TICKET},
}
