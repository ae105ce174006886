"""A new address of somebody known: whose it is, is asked once, and only the person on file can say (guarantee 5)."""

from __future__ import annotations

import pytest

from maild.tickets.events import NoteAdded
from tests.support.at_work import at_work, letter_from, moment, omar, rita, said, told, write
from tests.support.desk import ADMIN, BUDI, OMAR, RITA, TARIQ, TRUSTED, Desk, reply_to

HOME = "rita.sari@rumah.example"


def asked() -> Desk:
    """Return a desk to which Rita has written from home, by a letter to her office address."""
    desk = at_work()
    write(desk, RITA, "Sudah saya coba, tetap lambat.", sender=HOME)
    return desk


def last_note(desk: Desk) -> object:
    return next(event.fact for event in reversed(desk.events()) if isinstance(event.fact, NoteAdded))


def test_the_person_on_file_is_asked_with_nothing_quoted() -> None:
    desk = asked()
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt", "key_renewed"]
    question = said(desk, RITA, "key_renewed")
    assert HOME in question
    assert "tetap lambat" not in question
    assert desk.outbox(HOME) == []


@pytest.mark.parametrize("answer", ["#setuju", "Ya, itu saya dari rumah.", "#approve"])
def test_yes_makes_it_another_address_of_that_person(answer: str) -> None:
    desk = asked()
    rita(desk, answer)
    assert desk.receive(letter_from(HOME, "Monitor saya mati.", subject="Monitor", date=moment(desk))) == ["opened"]
    assert desk.ticket(2).requester == desk.ticket(1).requester
    assert desk.outbox(HOME) == []
    assert told(desk, RITA).ticket == 2


def test_mail_from_there_joins_her_ticket_from_then_on() -> None:
    desk = asked()
    rita(desk, "ya")
    omar(desk, "#balas Mohon coba lagi.", notice="new_ticket")
    write(desk, RITA, "Sekarang bisa.", sender=HOME, proven=False)
    assert last_note(desk) == NoteAdded("public", by_requester=True)
    assert len(desk.outbox(RITA, "key_renewed")) == 1


def test_no_changes_nothing_and_the_operators_are_told() -> None:
    desk = asked()
    rita(desk, "Bukan, itu bukan saya.")
    assert last_note(desk) == NoteAdded("internal", by_requester=True, flagged=True)
    assert told(desk, OMAR).notice == "flagged_note"
    desk.receive(letter_from(HOME, "Monitor saya mati.", subject="Monitor", date=moment(desk)))
    assert desk.ticket(2).requester != desk.ticket(1).requester


def test_another_answer_is_an_answer_on_the_ticket() -> None:
    desk = asked()
    rita(desk, "Sampai sekarang masih lambat.")
    assert last_note(desk) == NoteAdded("public", by_requester=True)
    rita(desk, "ya")
    desk.receive(letter_from(HOME, "Monitor saya mati.", subject="Monitor", date=moment(desk)))
    assert desk.ticket(2).requester == desk.ticket(1).requester


def test_the_same_address_is_asked_about_once() -> None:
    desk = asked()
    write(desk, RITA, "Halo, ini saya lagi.", "key_renewed", sender=HOME)
    first, second = desk.outbox(RITA, "key_renewed")
    assert HOME in first.text
    assert HOME not in second.text


@pytest.mark.parametrize("sender", [HOME, BUDI])
def test_only_the_address_on_file_can_say_yes(sender: str) -> None:
    """Whoever holds the question, by a forward of it, is not the one who was asked."""
    desk = asked()
    write(desk, RITA, "ya", "key_renewed", sender=sender)
    desk.receive(letter_from(HOME, "Monitor saya mati.", subject="Monitor", date=moment(desk)))
    assert desk.ticket(2).requester != desk.ticket(1).requester


def test_a_yes_whose_domain_disowns_it_says_nothing() -> None:
    desk = asked()
    failed = f"{TRUSTED}; dmarc=fail (p=reject) header.from=example.com"
    write(desk, RITA, "ya", proven=False, Authentication_Results=failed)
    desk.receive(letter_from(HOME, "Monitor saya mati.", subject="Monitor", date=moment(desk)))
    assert desk.ticket(2).requester != desk.ticket(1).requester


def test_a_yes_to_another_letter_of_the_ticket_says_nothing() -> None:
    desk = asked()
    omar(desk, "#balas Mohon coba lagi.", notice="new_ticket")
    rita(desk, "Ya, masih lambat.")
    desk.receive(letter_from(HOME, "Monitor saya mati.", subject="Monitor", date=moment(desk)))
    assert desk.ticket(2).requester != desk.ticket(1).requester


def test_a_yes_counts_once() -> None:
    desk = asked()
    letter = told(desk, RITA, "key_renewed")
    desk.receive(reply_to(letter, "ya", proven=True, date=moment(desk)))
    desk.receive(reply_to(letter, "bukan", proven=True, date=moment(desk)))
    assert last_note(desk) == NoteAdded("public", by_requester=True)


def test_an_address_that_has_become_another_person_s_stays_theirs() -> None:
    desk = asked()
    desk.open("Monitor saya mati.", subject="Monitor", sender=BUDI, proven=True)
    write(desk, BUDI, "Masih mati.", sender=HOME)
    write(desk, BUDI, "ya", "key_renewed")
    write(desk, RITA, "ya", "key_renewed")
    desk.receive(letter_from(HOME, "Kipas berisik.", subject="Kipas", date=moment(desk)))
    assert desk.ticket(3).requester == desk.ticket(2).requester
    assert desk.ticket(1).requester != desk.ticket(2).requester


def test_an_address_of_the_office_s_own_people_is_never_asked_about() -> None:
    desk = at_work()
    write(desk, RITA, "Saya bantu jawab.", sender=TARIQ)
    assert TARIQ not in said(desk, RITA, "key_renewed")


def test_a_forged_address_is_not_asked_about() -> None:
    desk = at_work()
    failed = f"{TRUSTED}; dmarc=fail (p=reject) header.from=rumah.example"
    write(desk, RITA, "Halo.", sender=HOME, proven=False, Authentication_Results=failed)
    assert HOME not in said(desk, RITA, "key_renewed")


def test_of_the_staff_the_administrator_is_told_once_which_line_to_add() -> None:
    desk = at_work()
    omar(desk, "#ambil")
    home = "omar@rumah.example"
    write(desk, OMAR, "Saya kerjakan dari rumah.", sender=home)
    write(desk, OMAR, "Satu lagi.", sender=home)
    assert [row.notice for row in desk.outbox(ADMIN)] == ["address_unlisted"]
    assert f"- id: omar, addresses: [..., {home}]" in said(desk, ADMIN, "address_unlisted")
    assert home not in said(desk, OMAR, "key_renewed")


def test_the_staff_s_own_word_makes_no_address_theirs() -> None:
    """What `people.yaml` says is the truth."""
    desk = at_work()
    write(desk, OMAR, "Saya kerjakan dari rumah.", sender="omar@rumah.example")
    write(desk, OMAR, "ya", "key_renewed")
    write(desk, OMAR, "#ambil", "key_renewed", sender="omar@rumah.example")
    assert desk.ticket(1).assignee == ""
