"""When an office wants many reports proposed as one outage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from maild.policy.loader import examined, load
from maild.policy.outages import Outages
from maild.shipped import shipped
from maild.tickets.events import Event, TicketOpened
from maild.tickets.ticket import folded
from tests.support.rule_folder import replaced, rule_folder

if TYPE_CHECKING:
    from pathlib import Path

    from maild.tickets.ticket import Ticket

SHIPPED = "outages: {reports: 5, within: 30 menit, alike: service, joins_for: 24 jam}"


def ticket(category: str = "", detail: str = "", service: str = "") -> Ticket:
    fact = TicketOpened("incident", category, detail, service, "", "", 3, "", 1, "email")
    return folded([Event(1, 1, datetime(2026, 11, 20, tzinfo=UTC), "contact:1", "mail", fact)])


@pytest.mark.parametrize(
    ("alike", "report", "kind"),
    [
        ("service", ticket("Aplikasi", "Galat", "SIMPEG"), "service:SIMPEG"),
        ("service", ticket("Jaringan", "Internet lambat"), "detail:Internet lambat"),
        ("service", ticket("Jaringan"), ""),
        ("detail", ticket("Aplikasi", "Galat", "SIMPEG"), "detail:Galat"),
        ("category", ticket("Aplikasi", "Galat", "SIMPEG"), "category:Aplikasi"),
    ],
)
def test_reports_are_alike_in_what_the_office_says(alike: str, report: Ticket, kind: str) -> None:
    rule = Outages(5, timedelta(minutes=30), alike, timedelta(days=1))  # type: ignore[arg-type]  # one of the three
    assert rule.kind_of(report) == kind


def test_the_shipped_rules_want_five_reports_in_half_an_hour() -> None:
    rule = load(shipped("rules")).outages
    assert rule == Outages(5, timedelta(minutes=30), "service", timedelta(hours=24))


def test_a_day_of_an_outage_has_twenty_four_hours(tmp_path: Path) -> None:
    folder = replaced(rule_folder(tmp_path), "escalation.yaml", SHIPPED, SHIPPED.replace("24 jam", "2 hari"))
    rule = load(folder).outages
    assert rule is not None
    assert rule.joins_for == timedelta(days=2)


def test_an_office_may_want_none(tmp_path: Path) -> None:
    assert load(replaced(rule_folder(tmp_path), "escalation.yaml", SHIPPED, "")).outages is None


@pytest.mark.parametrize("wrong", ["reports: 1, within: 30 menit", "reports: 5, within: bentar", "reports: 5"])
def test_what_makes_no_outage_is_refused(tmp_path: Path, wrong: str) -> None:
    folder = replaced(rule_folder(tmp_path), "escalation.yaml", SHIPPED, f"outages: {{{wrong}}}")
    policy, findings = examined(folder)
    assert policy is None
    assert findings[0].file == "escalation.yaml"


def test_outages_that_nobody_is_asked_about_are_warned_of(tmp_path: Path) -> None:
    row = "  - {event: OutageProposed, to: operators, template: outage_proposed}\n"
    policy, findings = examined(replaced(rule_folder(tmp_path), "notices.yaml", row, ""))
    assert policy is not None
    assert [one.file for one in findings if "likely outage" in one.message] == ["escalation.yaml"]
