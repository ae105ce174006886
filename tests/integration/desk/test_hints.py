"""Whoever gets a ticket gets with it what was solved before and is like it (MAD-10, OKI-11), on every store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.support.at_work import at_work, omar, rita, said, write
from tests.support.desk import BUDI, OMAR, TARIQ

if TYPE_CHECKING:
    from maild.desk.ports import Store
    from tests.support.desk import Desk

SOLUTION = "Modem diganti, kabel dijepit ulang."


def solved(store: Store) -> Desk:
    """A desk whose first ticket was solved."""
    desk = at_work(store)
    omar(desk, f"#selesai {SOLUTION}")
    return desk


def again(desk: Desk, sender: str = f"Budi <{BUDI}>") -> None:
    """Somebody reports the same once more."""
    first = desk.messages(1)[0]
    desk.open(f"{first.text}\nMohon bantuan.", subject=first.subject, sender=sender, proven=True)


def flat(text: str) -> str:
    return " ".join(text.replace("|", " ").split())


def test_who_gets_a_new_ticket_gets_the_solution_of_one_like_it(store: Store) -> None:
    desk = solved(store)
    again(desk)
    assert SOLUTION in flat(said(desk, OMAR, "new_ticket"))
    assert not any(SOLUTION in flat(row.text) for row in desk.outbox(BUDI))


def test_a_technician_gets_it_with_the_escalation(store: Store) -> None:
    desk = solved(store)
    again(desk)
    write(desk, OMAR, "#eskalasi Tariq", "new_ticket")
    assert SOLUTION in flat(said(desk, TARIQ, "escalation"))


def test_what_was_opened_again_is_no_hint_until_it_is_solved_anew(store: Store) -> None:
    desk = solved(store)
    rita(desk, "#buka masih mati")
    again(desk)
    assert SOLUTION not in flat(said(desk, OMAR, "new_ticket"))


def test_a_solution_becomes_an_article_by_mail(store: Store) -> None:
    """MAD-21."""
    desk = solved(store)
    write(desk, OMAR, "#artikel Lampu modem merah", "command_receipt")
    assert "Lampu modem merah" in said(desk, OMAR, "command_receipt")
    again(desk)
    hint = flat(said(desk, OMAR, "new_ticket"))
    assert "Artikel dari TIKET-1 – Lampu modem merah" in hint
    assert SOLUTION in hint


# --- articles for requesters -----------------------------------------------------------------------------------------


def offering(store: Store) -> Desk:
    """A desk with an article, whose office shows articles in receipts."""
    desk = solved(store)
    policy = desk.rulebook.policy
    rows = tuple(replace(row, offers="articles") if row.template == "receipt" else row for row in policy.notices)
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, notices=rows))
    write(desk, OMAR, "#artikel Lampu modem merah", "command_receipt")
    return desk


def test_the_receipt_offers_an_article_where_the_office_wants_it(store: Store) -> None:
    desk = offering(store)
    again(desk)
    receipt = flat(said(desk, BUDI, "receipt"))
    assert "mungkin petunjuk berikut sudah membantu: Lampu modem merah" in receipt
    assert SOLUTION in receipt
    assert "TIKET-1" not in receipt
    assert "Rita" not in receipt


def test_no_article_is_offered_unless_the_office_wants_it(store: Store) -> None:
    desk = solved(store)
    write(desk, OMAR, "#artikel Lampu modem merah", "command_receipt")
    again(desk)
    assert "Lampu modem merah" not in said(desk, BUDI, "receipt")


def test_other_peoples_tickets_are_never_offered(store: Store) -> None:
    desk = offering(store)
    write(desk, OMAR, "#batal", "command_receipt")
    again(desk)
    assert SOLUTION not in flat(said(desk, BUDI, "receipt"))


def test_an_article_about_something_else_is_not_offered(store: Store) -> None:
    desk = offering(store)
    desk.open("Kertas printer di lantai tiga habis.", subject="Kertas", sender=f"Budi <{BUDI}>", proven=True)
    assert "Lampu modem merah" not in said(desk, BUDI, "receipt")


def test_who_gets_the_fixed_receipt_is_offered_nothing(store: Store) -> None:
    desk = offering(store)
    first = desk.messages(1)[0]
    desk.open(first.text, subject=first.subject, sender=f"Budi <{BUDI}>")
    assert "Lampu modem merah" not in said(desk, BUDI, "receipt_fixed")


# --- articles --------------------------------------------------------------------------------------------------------


def test_what_is_not_solved_becomes_no_article(store: Store) -> None:
    desk = at_work(store)
    omar(desk, "#artikel")
    assert "belum selesai" in said(desk, OMAR, "command_refused")


def test_an_article_that_is_taken_back_helps_nobody(store: Store) -> None:
    desk = solved(store)
    write(desk, OMAR, "#artikel Lampu modem merah", "command_receipt")
    write(desk, OMAR, "#batal", "command_receipt")
    again(desk)
    assert "Artikel" not in said(desk, OMAR, "new_ticket")
    assert SOLUTION in flat(said(desk, OMAR, "new_ticket"))
