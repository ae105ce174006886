"""Sample values for the mails about outages."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from maild.notices.outage_values import OutageView, ReportView
from maild.notices.sample_cast import BARE_TICKET, OPENED_AT, RITA, STRANGER, TEXT, TICKET

OUTAGE: Final = OutageView("SIG-7", TEXT)
_REPORTS: Final = (
    ReportView("SIG-42", "Rita Kusuma", "Bagian Keuangan", "a < b & c > d", OPENED_AT),
    ReportView("SIG-43", "budi@example.com", "", "SIMPEG galat 500", OPENED_AT + timedelta(minutes=20)),
)
FULL: Final[dict[str, dict[str, object]]] = {
    "outage_proposed": {"ticket": TICKET, "people": 7, "minutes": 20, "reports": _REPORTS, "more": 5},
    "outage_known": {"ticket": TICKET, "requester": RITA, "text": TEXT},
}
SPARSE: Final[dict[str, dict[str, object]]] = {
    "outage_proposed": {"ticket": BARE_TICKET, "more": 0},
    "outage_known": {"ticket": BARE_TICKET, "requester": STRANGER, "text": ""},
}
