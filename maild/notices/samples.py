"""Sample values for every notice: what `check_templates` renders with, and what each notice can count on.

Beside `desk`, `reply`, `survey_url` and `page_url`, which all of them get; the links are empty where there are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from maild.notices import handling_samples, judging_samples, outage_samples, report_samples, stage_samples
from maild.notices.sample_cast import (
    BARE_TICKET,
    DESK,
    FILES,
    OPENED_AT,
    REPLY,
    RITA,
    SIMILAR,
    STRANGER,
    TARIQ,
    TEXT,
    TICKET,
)
from maild.notices.values import ArticleOffer, ReasonView, ReplyView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KEY_IN_FOOT: Final = ReplyView(
    "desk@office.example", "Re: [SIG-42]", "ataaaaaaaaaaaaaaaaaaaaaaa", "araaaaaaaaaaaaaaaaaaaaaaa"
)
_LINKS: Final = {
    "survey_url": "https://desk.office.example/survey/asaaaaaaaaaaaaaaaaaaaaaaa",
    "page_url": "https://desk.office.example/ticket/apaaaaaaaaaaaaaaaaaaaaaaa",
}
_REASONS: Final = (
    ReasonView(
        '"internet" + "lambat": service Internet lambat (+9)',
        "internet-lambat",
        "triage/10-jaringan.yaml:14",
        '"internet" + "lambat"',
        (("service", "Internet lambat"), ("group", "Jaringan")),
    ),
    ReasonView("impact tinggi (+3)", "beberapa-orang", "triage/40-dampak.yaml:31", "", (("impact", "Tinggi"),)),
)
_FULL: Final[dict[str, dict[str, object]]] = {
    "receipt": {
        "ticket": TICKET,
        "requester": RITA,
        "offered": (ArticleOffer("Lampu modem merah", "Cabut kabel daya, tunggu satu menit, pasang kembali."),),
        "missing": ("unit", "phone", "location", "letter"),
        "outage": None,
    },
    "receipt_fixed": {"ticket": TICKET, "outage": None},
    "receipts_collected": {"tickets": (TICKET, BARE_TICKET)},
    "too_big": {"ticket": TICKET, "size": 34_200_000, "limit": 25_000_000},
    "new_ticket": {
        "ticket": TICKET,
        "requester": RITA,
        "proven": False,
        "copied": True,
        "text": TEXT,
        "attachments": FILES,
        "reasons": _REASONS,
        "similar": SIMILAR,
    },
    "new_note": {
        "ticket": TICKET,
        "of_many": 21,
        "requester": RITA,
        "author": RITA,
        "reader": "staff",
        "outage": outage_samples.OUTAGE,
        "visibility": "public",
        "text": TEXT,
        "attachments": FILES,
    },
    "stranger_ticket": {
        "ticket": BARE_TICKET,
        "linked": TICKET,
        "author": STRANGER,
        "text": TEXT,
        "attachments": FILES,
    },
    "flagged_note": {
        "ticket": TICKET,
        "author": RITA,
        "because": "dmarc=fail",
        "text": TEXT,
        "attachments": FILES,
    },
    "undeliverable": {
        "ticket": TICKET,
        "recipient": RITA,
        "permanent": True,
        "status": "5.1.1",
        "diagnostic": "550 5.1.1 <rita@example.com>: user unknown",
    },
    "quarantine_held": {
        "held": 3,
        "sender": "siapa@example.net",
        "subject": "Laporan",
        "received_at": OPENED_AT,
        "reason": "the mail is nested too deeply",
    },
    "quarantine_answered": {"held": 3, "outcome": "released"},
    "rules_bad": {
        "findings": ("categories.yaml:12:5: unknown field nmae, did you mean name?", "people.yaml:3:1: no people")
    },
    "template_bad": {"notice": "receipt", "error": "id/receipt.j2:4: 'tiket' is undefined"},
    "key_renewed": {"ticket": TICKET, "used_from": "siti.pribadi@example.net"},
    "address_unlisted": {"person": "Tariq Hidayat", "id": "tariq", "address": "tariq.hp@example.net"},
    "lines_left_out": {"ticket": TICKET, "lines": ("Telepon: 0351-123456", "Prioritas: Tinggi")},
    "circuit_open": {"because": "1,204 mails in an hour", "waiting": 904, "since": OPENED_AT},
    **handling_samples.FULL,
    **judging_samples.FULL,
    **outage_samples.FULL,
    **report_samples.FULL,
    **stage_samples.FULL,
}
# What else may come: unknown, empty and the other reader.
_SPARSE: Final[dict[str, dict[str, object]]] = {
    "receipt": {
        "ticket": BARE_TICKET,
        "requester": STRANGER,
        "missing": (),
        "offered": (),
        "outage": outage_samples.OUTAGE,
    },
    "receipt_fixed": {"ticket": BARE_TICKET, "outage": outage_samples.OUTAGE},
    "receipts_collected": {"tickets": (BARE_TICKET,)},
    "key_renewed": {"ticket": BARE_TICKET, "used_from": ""},
    "quarantine_answered": {"held": 3, "outcome": "unproven"},
    "new_ticket": {
        "requester": STRANGER,
        "proven": True,
        "copied": False,
        "text": "",
        "attachments": (),
        "reasons": (),
        "similar": (),
    },
    "new_note": {
        "ticket": BARE_TICKET,
        "of_many": 0,
        "author": TARIQ,
        "reader": "requester",
        "outage": None,
        "text": "",
        "attachments": (),
    },
    "undeliverable": {"permanent": False, "status": "", "diagnostic": ""},
    "rules_bad": {"findings": ("people.yaml:3:1: no people",)},
    **handling_samples.SPARSE,
    **judging_samples.SPARSE,
    **outage_samples.SPARSE,
    **report_samples.SPARSE,
    **stage_samples.SPARSE,
}
NOTICES: Final = tuple(_FULL)
"""The notices that maild itself sends."""


def samples(notice: str) -> Iterator[Mapping[str, object]]:
    """Yield sets of values for a notice; one that maild does not know gets everything there is."""
    known = _FULL.get(notice) or {name: value for values in _FULL.values() for name, value in values.items()}
    full = {"desk": DESK, "reply": REPLY, **_LINKS, **known}
    yield full
    yield {**full, "reply": _KEY_IN_FOOT, **dict.fromkeys(_LINKS, ""), **_SPARSE.get(notice, {})}
    if "visibility" in full:
        yield {**full, "visibility": "internal", "author": TARIQ}
