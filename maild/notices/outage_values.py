"""What the mails about outages speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class OutageView:
    """The outage that a ticket reports: its number for the staff only, and the words that all reporters were told.

    Of a ticket that stands for an outage the staff see how many `reports` there are, and no number.
    """

    number: str = ""
    text: str = ""
    reports: int = 0


@dataclass(frozen=True, slots=True)
class ReportView:
    """One of many alike reports, as the staff see it."""

    number: str
    who: str
    unit: str
    title: str
    at: datetime
