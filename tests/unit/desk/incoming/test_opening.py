"""What a first mail tells of its sender, and the operators of what it is taken for."""

from __future__ import annotations

from tests.support.at_work import SARI, at_work, said, told
from tests.support.desk import BUDI, OMAR

SIGNED = (
    "Printer di loket 3 tidak bisa mencetak.\n\nTerima kasih,\nBudi Santoso\nDinas Kesehatan, telp. 0351-555-0142\n"
)


def test_a_number_in_the_signature_is_not_asked_for_again() -> None:
    desk = at_work()
    desk.open(SIGNED, subject="Printer loket 3", sender=BUDI, proven=True)
    assert "nomor telepon" not in told(desk, BUDI, "receipt").text
    assert "0351-555-0142" in told(desk, OMAR, "new_ticket").text


def test_a_number_that_was_given_on_purpose_counts_more_than_a_signature() -> None:
    desk = at_work()
    desk.open(f"Telepon: 0812-3456-7890\n\n{SIGNED}", subject="Printer loket 3", sender=BUDI, proven=True)
    assert "0812-3456-7890" in told(desk, OMAR, "new_ticket").text


def test_why_a_ticket_was_sorted_so_is_told_in_the_language_of_its_reader() -> None:
    """MAD-4."""
    desk = at_work()
    assert '"internet" + "lambat": jenis Insiden (thing-in-trouble)' in said(desk, OMAR, "new_ticket")
    assert '"internet" + "lambat": type Incident (thing-in-trouble)' in said(desk, SARI, "new_ticket")
