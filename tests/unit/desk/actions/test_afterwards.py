"""What requesters write when all seemed done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.at_work import at_work, omar, rita, said
from tests.support.desk import OMAR, RITA, Desk


def resolved() -> Desk:
    desk = at_work()
    omar(desk, "#selesai\nGejala: lambat\nPenyebab: kabel longgar\nSolusi: Kabel uplink diganti.")
    return desk


@pytest.mark.parametrize(
    "text",
    [
        "Terima kasih banyak, Pak.",
        "Alhamdulillah sudah lancar, terima kasih",
        "Baik.",
        "Masih ada pertanyaan, Pak.",
        "Thanks a lot!",
    ],
)
def test_thanks_closes_nothing_and_reopens_nothing(text: str) -> None:
    desk = resolved()
    rita(desk, text)
    assert desk.ticket().status == "resolved"
    assert len(desk.tickets()) == 1
    assert desk.kinds()[-1] == "NoteAdded"


@pytest.mark.parametrize(
    "text",
    ["Masih lambat Pak.", "Maaf, tetap tidak bisa", "Still not working.", "Mati lagi", "Masih ada tulisan hacked"],
)
def test_still_broken_opens_the_ticket_again(text: str) -> None:
    desk = resolved()
    rita(desk, text)
    assert (desk.ticket().status, desk.ticket().reopened) == ("in_progress", 1)
    assert len(desk.outbox(OMAR, "new_note")) == 1


def test_still_broken_opens_a_closed_ticket_too() -> None:
    desk = resolved()
    omar(desk, "#tutup")
    rita(desk, "Internetnya mati lagi.")
    assert desk.ticket().status == "in_progress"


def test_thanks_with_another_fault_opens_a_linked_ticket() -> None:
    desk = resolved()
    rita(desk, "Terima kasih. Tapi sekarang printer di ruang kami rusak, tidak mau mencetak sama sekali.")
    assert desk.ticket().status == "resolved"
    assert desk.ticket(2).category == "Hardware"
    opened = desk.events(2)[0].fact
    assert opened.linked_to == 1


def test_words_in_a_thread_long_closed_are_a_new_ticket() -> None:
    desk = resolved()
    omar(desk, "#tutup")
    desk.clock.pass_(days=31)
    rita(desk, "Internetnya mati lagi.")
    assert desk.ticket(1).status == "closed"
    assert len(desk.tickets()) == 2
    assert RITA in [row.address for row in desk.outbox() if row.ticket == 2]


def with_procedure(desk: Desk, **changed: object) -> Desk:
    """Let an office have decided otherwise for incidents."""
    policy = desk.rulebook.policy
    procedures = tuple(replace(one, **changed) if "incident" in one.types else one for one in policy.procedures)
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, procedures=procedures))
    return desk


@pytest.mark.parametrize(
    ("within", "days", "status"), [(8, 1, "in_progress"), (8, 5, "closed"), (None, 25, "in_progress")]
)
def test_how_long_a_ticket_may_be_reopened_is_the_office_s_to_say(within: int | None, days: int, status: str) -> None:
    desk = with_procedure(resolved(), reopened_within=timedelta(hours=within) if within else None)
    omar(desk, "#tutup")
    desk.clock.pass_(days=days)
    omar(desk, "#buka ternyata belum")
    assert desk.ticket(1).status == status
    assert ("sudah lama ditutup" in said(desk, OMAR)) is (status == "closed")
