"""What monitors ask: whether the daemon works (`/health`), and how much there is of everything (`/metrics`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from maild.desk.views import zulu
from maild.errors import MaildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from maild.desk.health import Figures, Health
    from maild.desk.ports import Clock


def health_view(health: Health, now: datetime) -> tuple[bool, dict[str, Any]]:
    """Return whether all parts of the daemon work, and how each of them is."""
    stale, pulses = health.stale(now), dict(health.pulses)
    parts = {
        name: {"at": zulu(pulse.at), "trouble": pulse.trouble, "since": zulu(pulse.since), "hangs": name in stale}
        for name, pulse in sorted(pulses.items())
    }
    troubles = {name: pulse.trouble for name, pulse in sorted(pulses.items()) if pulse.trouble}
    troubles |= dict.fromkeys(stale, "it gives no sign of life")
    return not troubles, {"status": "trouble" if troubles else "ok", "parts": parts, "troubles": troubles}


class Metrics:
    """The metrics of one desk in the text format of Prometheus."""

    content_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, health: Health, figures: Callable[[], Figures], clock: Clock, version: str) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Desk(health, figures, clock, version))

    def text(self) -> bytes:
        """Return all metrics as they stand now."""
        return generate_latest(self._registry)


class _Desk(Collector):
    def __init__(self, health: Health, figures: Callable[[], Figures], clock: Clock, version: str) -> None:
        self._health = health
        self._figures = figures
        self._clock = clock
        self._version = version

    def describe(self) -> list[Metric]:
        """Return nothing: what is collected is known only when it is asked for, and asking costs a query."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield every metric; without the database only those of the daemon itself."""
        yield _gauge("maild_info", "The version that runs.", "version", {self._version: 1})
        yield from self._of_parts()
        try:
            figures = self._figures()
        except MaildError:
            yield GaugeMetricFamily("maild_database_up", "Whether the database can be asked.", value=0)
            return
        yield GaugeMetricFamily("maild_database_up", "Whether the database can be asked.", value=1)
        yield from _of_desk(figures)

    def _of_parts(self) -> Iterator[Metric]:
        now, pulses = self._clock(), dict(self._health.pulses)
        ages = {name: (now - pulse.at).total_seconds() for name, pulse in pulses.items()}
        troubles = {name: int(bool(pulse.trouble)) for name, pulse in pulses.items()}
        yield _gauge("maild_pulse_age_seconds", "Time since a part last gave a sign of life.", "part", ages)
        yield _gauge("maild_trouble", "Whether a part cannot work.", "part", troubles)


def _of_desk(figures: Figures) -> Iterator[Metric]:
    mails = CounterMetricFamily("maild_mails", "Mails that were taken in.", labels=["disposition"])
    for disposition, count in sorted(figures.mails.items()):
        mails.add_metric([disposition], count)
    yield mails
    yield _gauge("maild_outbox_letters", "Letters of the outbox.", "state", figures.letters)
    yield _gauge("maild_tickets", "Tickets.", "status", figures.tickets)
    still_open = sum(count for status, count in figures.tickets.items() if status != "closed")
    yield GaugeMetricFamily("maild_open_tickets", "Tickets that are not closed.", value=still_open)
    yield GaugeMetricFamily("maild_quarantined_mails", "Mails held in quarantine.", value=figures.held)


def _gauge(name: str, what: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
