"""No storm: machines are never answered, strangers get little, and a loop wakes nobody (guarantee 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from maild.desk.office import Limits
from maild.policy.people import Device
from tests.support.desk import (
    ADMIN,
    BUDI,
    DESK,
    NOW,
    OFFICE,
    OMAR,
    RITA,
    STRANGER,
    Desk,
    bounce_of,
    desk_on,
    mail,
    receipts,
    reply_to,
)

REJECTED = "mx.office.example; dmarc=fail (p=reject) policy.dmarc=reject header.from=example.com"
UNLIMITED = Limits(0, 0, 0, 0, 0)


def limited(**limits: int) -> Desk:
    return desk_on(office=replace(OFFICE, limits=replace(UNLIMITED, **limits)))


def flood(desk: Desk, count: int, **given: str) -> None:
    for number in range(count):
        desk.receive(mail(f"Printer {number} macet.", **given))


def list_device(desk: Desk, address: str) -> None:
    policy = desk.rulebook.policy
    people = replace(policy.people, devices=(Device(address, "Pemantauan jaringan"),))
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, people=people))


# --- who is answered, and how ----------------------------------------------------------------------------------------


def test_a_sender_whom_nothing_proves_gets_fixed_words_and_none_of_his_own(desk: Desk) -> None:
    desk.open("Beli obat murah di http://jahat.example", subject="Undian jutaan", sender=f"Pemenang <{RITA}>")
    receipt = desk.letter(RITA)
    assert receipt.notice == "receipt_fixed"
    assert receipt.subject == "[TIKET-1]"
    said = receipt.text + receipt.html + receipt.subject
    assert not any(word in said for word in ("obat", "jahat", "Undian", "Pemenang"))
    assert "TIKET-1" in receipt.text


def test_a_proven_sender_gets_the_full_receipt(desk: Desk) -> None:
    desk.open(subject="Printer lantai dua", proven=True)
    receipt = desk.letter(RITA)
    assert receipt.notice == "receipt"
    assert "Printer lantai dua" in receipt.text


def test_a_receipt_goes_to_from_and_never_to_reply_to(desk: Desk) -> None:
    desk.open(Reply_To=STRANGER)
    assert [row.address for row in receipts(desk.outbox())] == [RITA]


def test_a_mail_that_its_own_domain_disowns_is_not_answered_but_the_operator_sees_it(desk: Desk) -> None:
    desk.open(Authentication_Results=REJECTED)
    assert [row.address for row in desk.outbox()] == [OMAR]


def test_an_address_that_takes_no_mail_is_not_answered(desk: Desk) -> None:
    desk.open("Server gudang mati.", sender="noreply@example.com", subject="Server mati")
    assert [row.address for row in desk.outbox()] == [OMAR]


def test_an_address_from_which_our_letter_came_back_is_not_answered_before_it_is_proven(desk: Desk) -> None:
    desk.open()
    assert desk.receive(bounce_of(desk.letter(RITA))) == ["bounced"]
    desk.open("Internet lambat.")
    assert len(receipts(desk.outbox(RITA))) == 1
    desk.open("Aplikasi rusak.", proven=True)
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt_fixed", "receipt"]


@pytest.mark.parametrize(
    ("fields", "became"),
    [
        ({"Auto_Submitted": "auto-replied"}, "ignored"),
        ({"Precedence": "bulk", "List_Unsubscribe": "<mailto:x@y>", "subject": "Newsletter"}, "ignored"),
        ({"X_Autoreply": "yes", "subject": "Out of office"}, "ignored"),
    ],
    ids=["auto-reply", "bulk", "vacation"],
)
def test_machines_about_nothing_of_ours_are_put_aside_with_the_reason(
    desk: Desk, fields: dict[str, str], became: str
) -> None:
    assert desk.receive(mail("Saya sedang cuti.", **fields)) == [became]
    assert desk.outbox() == []
    assert desk.messages()[0].because


def test_a_vacation_about_a_ticket_is_kept_there_and_moves_nothing(desk: Desk) -> None:
    desk.open()
    before = len(desk.outbox())
    away = reply_to(desk.letter(RITA), "Saya sedang cuti.", Auto_Submitted="auto-replied")
    assert desk.receive(away) == ["noted"]
    assert desk.ticket().status == "new"
    assert len(desk.outbox()) == before


def test_a_device_opens_a_ticket_and_is_not_answered(desk: Desk) -> None:
    desk.open("Paper jam in tray 2.", sender="scanner@example.com", subject="Message from KM_C258")
    assert {row.address for row in desk.outbox()} <= {OMAR}


def test_a_device_that_the_office_has_listed_opens_a_ticket_whatever_its_headers_say(desk: Desk) -> None:
    list_device(desk, "pemantau@example.com")
    desk.open("Tautan ke gedung B putus.", sender="Pemantau@example.com", Auto_Submitted="auto-replied", proven=True)
    assert {row.address for row in desk.outbox()} <= {OMAR}


def test_a_bounce_from_a_listed_device_is_a_bounce(desk: Desk) -> None:
    list_device(desk, "mailer-daemon@mx.example.com")
    desk.open()
    assert desk.receive(bounce_of(desk.letter(RITA))) == ["bounced"]


# --- a requester who writes and writes -------------------------------------------------------------------------------


def test_many_messages_of_one_requester_are_told_a_few_times_and_all_kept() -> None:
    desk = limited(notes_per_sender_hour=3)
    desk.open(proven=True)
    told = len(desk.outbox(OMAR))
    desk.receive(*(reply_to(desk.letter(RITA), f"Kabar ke-{number}?", proven=True) for number in range(50)))
    letters = desk.outbox(OMAR)[told:]
    assert len(letters) == 4
    assert "menulis 4 pesan dalam satu jam" in " ".join(letters[-1].text.split())
    assert len([one for one in desk.store.store.tables.messages.values() if one.ticket == 1]) == 51


def test_messages_that_go_on_are_told_once_an_hour_and_singly_when_it_is_quiet_again() -> None:
    desk = limited(notes_per_sender_hour=2)
    desk.open(proven=True)
    told = len(desk.outbox(OMAR))

    def write(*minutes: int) -> int:
        """Let the requester write once after so many minutes each, and return how many letters that makes."""
        before = len(desk.outbox(OMAR))
        for each in minutes:
            desk.clock.pass_(minutes=each)
            desk.receive(reply_to(desk.letter(RITA), f"Kabar pukul {desk.clock():%H.%M}?", proven=True))
        return len(desk.outbox(OMAR)) - before

    assert told
    assert write(1, 1, 1) == 3
    assert write(*[10] * 5) == 0
    assert write(10) == 1
    assert write(600) == 1
    assert "dalam satu jam" not in desk.outbox(OMAR)[-1].text


def test_a_reopening_among_many_messages_is_told() -> None:
    desk = limited(notes_per_sender_hour=1)
    desk.open(proven=True)
    desk.receive(*(reply_to(desk.letter(RITA), f"Kabar ke-{number}?", proven=True) for number in range(5)))
    desk.receive(reply_to(desk.outbox(OMAR)[-1], "#selesai Kabel diganti.", proven=True))
    desk.receive(reply_to(desk.outbox(RITA)[-1], "Masih belum bisa, tolong dicek lagi.", proven=True))
    assert desk.ticket().status == "in_progress"
    assert "reopened" in {row.notice for row in desk.outbox()}


def test_words_beside_a_command_are_told_no_oftener() -> None:
    desk = limited(notes_per_sender_hour=3)
    desk.open(proven=True)
    told, letter = len(desk.outbox(OMAR)), desk.letter(RITA)
    for number in range(20):
        desk.receive(reply_to(letter, f"#status\n\nKabar ke-{number}: masih macet.", proven=True))
    assert len(desk.outbox(OMAR)) == told + 4


def test_without_a_limit_every_message_is_told() -> None:
    desk = limited()
    desk.open(proven=True)
    told = len(desk.outbox(OMAR))
    desk.receive(*(reply_to(desk.letter(RITA), f"Kabar ke-{number}?", proven=True) for number in range(30)))
    assert len(desk.outbox(OMAR)) == told + 30


# --- budgets ---------------------------------------------------------------------------------------------------------


def test_what_is_over_an_address_s_budget_of_a_day_waits_and_its_tickets_do_not() -> None:
    desk = limited(receipts_unproven_per_address_day=2)
    flood(desk, 4)
    desk.send()
    assert len(desk.tickets()) == 4
    assert [row.state for row in desk.outbox(RITA)] == ["sent", "sent", "waiting", "waiting"]
    assert desk.outbox(RITA)[-1].next_attempt_at == NOW + timedelta(days=1)


def test_numbers_that_had_to_wait_come_in_one_letter() -> None:
    desk = limited(receipts_unproven_per_address_day=2)
    flood(desk, 5)
    desk.clock.pass_(hours=1)
    desk.send()
    desk.clock.pass_(days=1)
    (letter,) = (one for one in desk.send() if one.recipient == RITA)
    collected = desk.letter(RITA, "receipts_collected")
    assert collected.id == letter.id
    assert all(f"TIKET-{number}" in collected.text for number in (3, 4, 5))
    assert "Printer" not in collected.text
    assert [row.state for row in desk.outbox(RITA, "receipt_fixed")] == [
        "sent",
        "sent",
        "dropped",
        "dropped",
        "dropped",
    ]
    assert (
        desk.outbox(RITA, "receipt_fixed")[-1].last_error == f"letter {collected.id} names this number with the others"
    )


def test_a_flood_of_forged_mail_brings_its_victim_no_more_than_the_budget_a_day() -> None:
    desk = limited(receipts_unproven_per_address_day=3)
    per_day = []
    for _ in range(4):
        before = len(desk.mailer.taken_by(RITA))
        for _ in range(4):
            flood(desk, 10)
            desk.clock.pass_(hours=6)
            desk.send()
        per_day.append(len(desk.mailer.taken_by(RITA)) - before)
    assert len(desk.tickets()) == 160
    assert max(per_day) <= 4
    assert min(per_day) >= 1


def test_the_budget_of_a_domain_holds_for_all_its_addresses_by_the_hour() -> None:
    desk = limited(receipts_unproven_per_domain_hour=2)
    for name in ("a", "b", "c", "d"):
        desk.receive(mail(f"Printer {name} macet.", sender=f"{name}@lain.example"))
    desk.receive(mail("Printer macet."))
    desk.send()
    states = [row.state for row in receipts(desk.outbox())]
    assert states == ["sent", "sent", "waiting", "waiting", "sent"]
    desk.clock.pass_(hours=1, seconds=1)
    assert {letter.recipient for letter in desk.send()} == {"c@lain.example", "d@lain.example"}


def test_the_budget_of_all_receipts_an_hour_is_kept_also_by_those_that_waited() -> None:
    desk = limited(receipts_unproven_per_hour=2)
    for number in range(5):
        desk.receive(mail(f"Printer {number} macet.", sender=f"u{number}@d{number}.example"))
    sent = []
    for _ in range(3):
        sent.append(len([one for one in desk.send() if one.recipient != OMAR]))
        desk.clock.pass_(hours=1, minutes=1)
    assert sent == [2, 2, 1]


def test_proven_mail_is_not_held_back_by_the_budget_of_unproven_mail() -> None:
    desk = limited(receipts_unproven_per_address_day=1, receipts_unproven_per_hour=1)
    flood(desk, 2)
    desk.open(proven=True)
    desk.send()
    assert [row.state for row in desk.outbox(RITA)] == ["sent", "waiting", "sent"]


def test_a_batch_counts_its_own_receipts() -> None:
    desk = limited(receipts_unproven_per_address_day=2)
    desk.receive(*(mail(f"Printer {number} macet.") for number in range(4)))
    assert [row.budget for row in desk.outbox(RITA)] == ["unproven", "unproven", "later", "later"]


# --- the circuit breaker ---------------------------------------------------------------------------------------------


def test_a_sender_in_a_loop_opens_tickets_and_wakes_nobody_but_the_administrator_once() -> None:
    desk = limited(tickets_per_sender_hour=3)
    flood(desk, 10, proven=True)
    assert len(desk.tickets()) == 10
    assert len(desk.outbox(OMAR)) == 3
    assert [row.notice for row in desk.outbox(ADMIN)] == ["circuit_open"]
    assert len([row for row in receipts(desk.outbox(RITA)) if row.next_attempt_at == NOW]) == 3


def test_the_circuit_closes_by_itself_and_the_numbers_come_in_one_letter() -> None:
    desk = limited(tickets_per_sender_hour=3)
    flood(desk, 6)
    desk.send()
    desk.clock.pass_(hours=1, minutes=1)
    desk.open("Internet lambat.")
    assert desk.outbox(OMAR)[-1].ticket == 7
    assert [row.notice for row in desk.outbox(ADMIN)] == ["circuit_open"]
    letters = [letter for letter in desk.send() if letter.recipient == RITA]
    assert len(letters) == 2
    assert "TIKET-6" in desk.letter(RITA, "receipts_collected").text


def test_a_loop_shows_in_a_backlog_as_well() -> None:
    desk = limited(tickets_per_sender_hour=3)
    batch = [desk.fetched(mail(f"Printer {number} macet.")) for number in range(6)]
    desk.clock.pass_(hours=9)
    desk.intake.receive(batch)
    assert len(desk.outbox(OMAR)) == 3


def test_other_senders_are_not_held_back_by_one_in_a_loop() -> None:
    desk = limited(tickets_per_sender_hour=3)
    flood(desk, 5)
    desk.open("Internet lambat.", sender=BUDI)
    assert [row.notice for row in desk.outbox(BUDI)] == ["receipt_fixed"]


def test_the_desk_never_writes_to_itself(desk: Desk) -> None:
    desk.receive(mail(sender=DESK, Reply_To=STRANGER), mail(sender=DESK))
    assert DESK not in {row.address for row in desk.outbox()}
