"""Sample values for the mails about time and numbers, as `maild.notices.samples` has them for all others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from maild.notices.report_values import (
    AlertView,
    DigestView,
    FigureView,
    IndicatorView,
    LineView,
    ListView,
    MailboxView,
    RuleView,
    SeriesView,
    ShareView,
    TickView,
    WorkListView,
)
from maild.notices.values import TicketView

_AT: Final = datetime(2026, 11, 19, 2, 20, tzinfo=UTC)
_HOUR: Final = timedelta(hours=1)
_TICKET: Final = TicketView(
    "SIG-42", "Internet lambat di ruang keuangan", _AT, priority="Tinggi", response_due_at=_AT + _HOUR
)
_SECRET: Final = TicketView("SIG-43", "Surel penipuan", _AT, priority="Tinggi", confidential=True)
_LATE: Final = AlertView(_TICKET, "response", "breached", _AT, None, 2 * _HOUR, "Tariq Hidayat", "Rita Kusuma")
_RISK: Final = AlertView(_SECRET, "notification-drafted", "at_risk", None, 3 * _HOUR)
_LINE: Final = LineView("SIG-42", "Internet lambat di ruang keuangan", "Tariq Hidayat", "resolution", _AT)
_NAMES: Final = ("Jaringan", "Aplikasi", "Hardware")


def _line(**more: object) -> LineView:
    return LineView(_LINE.number, "a < b & c > d", "Teknisi Jaringan", **more)  # type: ignore[arg-type]  # named by the caller


_LISTS: Final = (
    ListView("outages", 1, (_line(due_at=_AT, reports=7),)),
    ListView("breached", 9, (_line(due_at=_AT, late_for=5 * _HOUR), _line(late_for=_HOUR)), 2),
    ListView("due_today", 1, (_LINE,)),
    ListView("undeliverable", 1, (_LINE,)),
    ListView("bad_surveys", 1, (_line(score=1.75),)),
    ListView("predicted", 1, (_line(ahead=3, needs=9 * _HOUR, left=4 * _HOUR),)),
    ListView("waiting", 1, (_line(since_at=_AT),)),
    ListView("unassigned", 1, (_line(since_at=_AT),)),
)
_DIGEST: Final = DigestView(
    form="daily",
    day=date(2026, 11, 20),
    since=date(2026, 11, 18),
    until=date(2026, 11, 19),
    missed=(date(2026, 11, 19),),
    late=True,
    open=37,
    confidential=2,
    decisions=_LISTS,
    figures=(
        FigureView("opened", 41, "count", 38.5),
        FigureView("solved", 33, "count", 36.0),
        FigureView("response_kept", 82, "percent", 91.2, 90, False),
        FigureView("resolution_kept", 95, "percent", 93.0, 90, True),
        FigureView("satisfaction", None, "score", 4.2, 4),
        FigureView("returned", 1, "count", 2.0),
        FigureView("reopened", 0, "count", 1.5),
        FigureView("corrected", 4, "count", 3.1),
    ),
    series=tuple(
        SeriesView(name, tuple(TickView(f"{day}.11", day % 9, day % 9 * 5) for day in range(6, 20)), 58)
        for name in ("opened", "solved")
    ),
    categories=tuple(ShareView(name, 12, 20, 17, at, 90 - 13 * at) for at, name in enumerate(_NAMES)),
    groups=(ShareView("Teknisi Jaringan", 4, 8, 7, 0),),
    technicians=(ShareView("Tariq Hidayat", 4, 8, 7, 1, 100),),
    rules=(RuleView("internet-lambat", "triage/10-services.yaml:14", 3),),
    mailboxes=(MailboxView("desk", _AT, 52, 9), MailboxView("arsip", None, 0, 0)),
    quarantined=1,
    failed=2,
    stuck=1,
)
_QUIET: Final = DigestView(
    form="monthly",
    day=date(2026, 12, 1),
    since=date(2026, 11, 1),
    until=date(2026, 11, 30),
    missed=(),
    late=False,
    open=0,
    confidential=0,
    decisions=(),
    figures=tuple(FigureView(one.id, None, one.unit) for one in _DIGEST.figures),
    series=(),
    categories=(),
    groups=(),
    technicians=(),
    rules=(),
    mailboxes=(),
    quarantined=0,
    failed=0,
    stuck=0,
)
_WORK: Final = (
    ListView("turn", 1, (_line(),)),
    ListView("mine", 20, (_LINE,)),
    ListView("to_send", 1, (_line(),)),
    ListView("group", 1, (_LINE,)),
)

_INDICATORS: Final = (
    IndicatorView("Jumlah pelaporan insiden yang tercatat", "N/A", "41"),
    IndicatorView("Target waktu tanggapan terpenuhi", "≥ 90,0 %", "82,0 % (32 dari 39)", False),
)

FULL: Final[dict[str, dict[str, object]]] = {
    "alert": {"alerts": (_LATE, _RISK)},
    "work_list": {"work": WorkListView(date(2026, 11, 20), (_LISTS[1], *_WORK))},
    "digest": {"digest": _DIGEST},
    "indicators": {"since": date(2026, 11, 1), "until": date(2026, 11, 20), "indicators": _INDICATORS},
}
SPARSE: Final[dict[str, dict[str, object]]] = {
    "alert": {"alerts": (_RISK,)},
    "work_list": {"work": WorkListView(date(2026, 11, 20), (ListView("mine", 1, (_line(),)),))},
    "digest": {"digest": _QUIET},
}
