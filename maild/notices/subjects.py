"""What a subject may speak of: many eyes see it on the way, and on locked screens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from maild.notices.values import TicketView

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECRET: Final = {"id": "Tiket rahasia", "en": "Confidential ticket"}


def for_subject(values: Mapping[str, object], language: str) -> Mapping[str, object]:
    """Return the values of a notice as its subject sees them: a confidential ticket has a fixed title there."""
    ticket = values.get("ticket")
    if not isinstance(ticket, TicketView) or not ticket.confidential:
        return values
    return {**values, "ticket": replace(ticket, title=_SECRET.get(language, _SECRET["en"]))}
