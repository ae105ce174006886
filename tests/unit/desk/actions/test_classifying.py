"""What a person makes of the first guess (MAD-4, MAD-6, MAD-7)."""

from __future__ import annotations

import pytest

from maild.tickets.events import TicketClassified
from tests.support.at_work import at_work, omar, said
from tests.support.desk import OMAR


@pytest.mark.parametrize(
    ("written", "category", "service"),
    [
        ("Internet mati", "Jaringan", "Internet mati"),
        ("internet dead", "Jaringan", "Internet mati"),
        ("Hardware", "Hardware", ""),
        ("komputer rusak", "Hardware", "Komputer rusak"),
    ],
)
def test_a_category_is_set_by_the_name_of_any_of_its_levels(written: str, category: str, service: str) -> None:
    desk = at_work()
    omar(desk, f"#kategori {written}")
    assert (desk.ticket().category, desk.ticket().service) == (category, service)
    assert desk.ticket().confirmed_at is not None


def test_mad_6_the_first_guess_is_kept_apart() -> None:
    """MAD-6."""
    desk = at_work()
    omar(desk, "#kategori Internet mati")
    (corrected,) = [event.fact for event in desk.events() if isinstance(event.fact, TicketClassified)]
    assert (corrected.field, corrected.before, corrected.after) == ("service", "Internet lambat", "Internet mati")


def test_the_same_category_confirms_the_guess() -> None:
    desk = at_work()
    omar(desk, "#kategori Internet lambat")
    assert desk.kinds() == ["TicketOpened", "DetailsRequested", "TriageConfirmed"]
    assert "sudah benar" in said(desk, OMAR)


def test_mad_4_the_type_can_be_corrected() -> None:
    desk = at_work()
    omar(desk, "#kategori Permintaan layanan")
    assert desk.ticket().type == "service_request"


def test_mad_7_the_priority_follows_urgency_and_impact() -> None:
    """MAD-7, TRG-4."""
    desk = at_work()
    omar(desk, "#urgensi rendah\n#dampak rendah")
    assert desk.ticket().priority == 3
    assert "Prioritas 3-Rendah" in said(desk, OMAR)


@pytest.mark.parametrize(("written", "priority"), [("1", 1), ("Tinggi", 1), ("2", 2), ("low", 3)])
def test_a_priority_that_is_wanted_changes_the_levels_as_little_as_may_be(written: str, priority: int) -> None:
    desk = at_work()
    omar(desk, f"#prioritas {written}")
    ticket = desk.ticket()
    assert ticket.priority == priority
    assert desk.rulebook.policy.priority_of(ticket.urgency, ticket.impact) == priority


def test_an_unknown_category_is_answered_with_the_likely_ones() -> None:
    desk = at_work()
    omar(desk, "#kategori internet lambad")
    assert "Internet lambat" in said(desk, OMAR, "command_refused")
