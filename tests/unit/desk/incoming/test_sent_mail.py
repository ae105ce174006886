"""Answers from the desk's own webmail: what lies among its sent mail is heard, and never moved or mailed again."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import Any

from maild.daemon.inbound import Inbound
from maild.desk.health import Health
from tests.support.at_once import AtOnce, OwnTurn
from tests.support.desk import BUDI, DESK, NOW, OFFICE, RITA, STRANGER, Desk, desk_on, mail, reply_to
from tests.support.fake_mailbox import FakeMailbox

ASKED = "<asked@example.com>"
WATCHED = replace(OFFICE, sent_folders=frozenset({("desk", "Sent")}))


def asked() -> Desk:
    desk = desk_on(office=WATCHED)
    desk.open(message_id=ASKED)
    return desk


def answer(text: str = "Kami datang pukul sepuluh.", **given: Any) -> bytes:
    return mail(text, **{"sender": f"Layanan TI <{DESK}>", "to": RITA, "In_Reply_To": ASKED, **given})


def sent(desk: Desk, raw: bytes) -> str:
    place = replace(desk.place(), folder="Sent")
    return desk.intake.receive([desk.fetched(raw, place)])[place]


def reader(desk: Desk, mailbox: FakeMailbox) -> Inbound:
    return Inbound(mailbox, "Sent", OwnTurn(), desk.intake, desk.store, AtOnce(desk.intake), Health(), desk.clock)


def test_an_answer_from_the_webmail_is_a_public_answer_and_nobody_is_mailed_again() -> None:
    desk = asked()
    letters = len(desk.outbox())
    assert sent(desk, answer()) == "noted"
    said = desk.messages(1)[-1]
    assert [said.text, said.direction, said.visibility] == ["Kami datang pukul sepuluh.", "out", "public"]
    assert len(desk.outbox()) == letters


def test_it_meets_the_response() -> None:
    desk = asked()
    desk.clock.pass_(minutes=5)
    sent(desk, answer())
    assert desk.ticket().responded_at == desk.clock()
    assert desk.targets()["response"].met_at == desk.clock()


def test_the_tag_in_its_subject_is_enough() -> None:
    desk = asked()
    assert sent(desk, answer(In_Reply_To="<other@example.com>", subject="Re: [TIKET-1] Printer macet")) == "noted"


def test_the_requester_s_answer_to_it_reaches_the_ticket() -> None:
    desk = asked()
    sent(desk, answer(message_id="<webmail@office.example>"))
    desk.receive(mail("Baik, terima kasih.", proven=True, In_Reply_To="<webmail@office.example>"))
    assert [message.ticket for message in desk.messages()] == [1, 1, 1]


def test_a_copy_of_our_own_letter_is_left_alone_and_not_kept() -> None:
    desk = asked()
    desk.send()
    before = desk.count("ticket", "message", "outbox")
    for letter in desk.mailer.taken:
        assert sent(desk, letter.octets) == "ignored"
    assert desk.count("ticket", "message", "outbox") == before


def test_a_copy_whose_message_id_the_server_has_rewritten_is_known_too() -> None:
    desk = asked()
    (row,) = desk.outbox(RITA)
    copy = reply_to(row, "Laporan Anda kami terima.", sender=DESK, to=RITA, Auto_Submitted="auto-replied")
    assert sent(desk, copy) == "ignored"


def test_mail_to_others_and_about_nothing_of_ours_opens_and_answers_nothing() -> None:
    desk = asked()
    before = desk.events()
    assert sent(desk, answer(to=STRANGER)) == "ignored"
    assert sent(desk, answer(In_Reply_To="<other@example.com>", subject="Undangan rapat")) == "ignored"
    assert sent(desk, answer(sender=STRANGER)) == "ignored"
    assert [desk.events(), len(desk.tickets())] == [before, 1]


def test_the_same_mail_in_the_inbox_does_not_count_as_sent() -> None:
    """Anybody can write the desk's address into From; only its own folder tells."""
    desk = asked()
    desk.receive(answer(to=DESK, Cc=RITA))
    assert desk.ticket().responded_at is None


def test_a_mail_is_heard_once_also_when_the_folder_is_numbered_anew() -> None:
    desk = asked()
    raw = answer()
    assert [sent(desk, raw), sent(desk, raw)] == ["noted", "duplicate"]


def test_old_sent_mail_is_not_read() -> None:
    desk, mailbox = asked(), FakeMailbox(folder="Sent")
    mailbox.deliver(answer("Lama."), NOW)
    reader(desk, mailbox).read(Event())
    mailbox.deliver(answer("Baru."), NOW)
    reader(desk, mailbox).read(Event())
    assert [one.text for one in desk.messages(1)[1:]] == ["Baru."]


def unreferenced(text: str = "Printer sudah kami ganti.", **given: Any) -> bytes:
    return answer(text, **{"In_Reply_To": None, "subject": "Kabar dari kami", **given})


def test_a_new_mail_to_a_requester_is_the_answer_to_her_only_open_ticket() -> None:
    desk = asked()
    assert sent(desk, unreferenced()) == "noted"
    assert desk.messages(1)[-1].visibility == "public"
    assert desk.ticket().responded_at == desk.clock()


def test_of_several_tickets_its_subject_tells_which() -> None:
    desk = asked()
    desk.open("Monitor saya mati.", subject="Monitor mati")
    assert sent(desk, unreferenced()) == "ignored"
    assert sent(desk, unreferenced(subject="Re: Monitor mati")) == "noted"
    assert desk.messages()[-1].ticket == 2


def test_a_new_mail_to_somebody_without_an_open_ticket_is_none_of_the_desk_s_affair() -> None:
    desk = asked()
    assert sent(desk, unreferenced(to=STRANGER)) == "ignored"


def test_a_mail_to_several_requesters_answers_none_of_them() -> None:
    desk = asked()
    desk.open("Monitor saya mati.", subject="Monitor mati", sender=BUDI)
    assert sent(desk, unreferenced(to=f"{RITA}, {BUDI}")) == "ignored"


def test_an_answer_by_hand_is_heard_where_the_desk_had_only_a_copy() -> None:
    desk = desk_on(office=WATCHED)
    desk.open(message_id=ASKED, to=f"Budi <{BUDI}>", Cc=DESK)
    assert sent(desk, answer(Cc=BUDI)) == "noted"
    assert desk.messages(1)[-1].visibility == "public"
    assert desk.ticket().responded_at == desk.clock()
