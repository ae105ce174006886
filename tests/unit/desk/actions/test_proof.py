"""Who may command what, and by which proof; what attacks come to."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.support.at_work import at_work, moment, omar, rita, said, tariq, told, write
from tests.support.desk import MONA, OFFICE, OMAR, RITA, STRANGER, TARIQ, Desk, mail, reply_to

KEY_IS_ENOUGH = replace(OFFICE, commands="key")


def escalated(**given: object) -> Desk:
    desk = at_work(**given)
    omar(desk, "#eskalasi jaringan", proven=True)
    return desk


# --- what each command needs ---


@pytest.mark.parametrize("command", ["#ambil", "#catat Sudah dicek", "#prioritas 1", "#tunggu\nApakah sudah bisa?"])
def test_the_key_alone_is_enough_for_what_moves_work_within_the_desk(command: str) -> None:
    desk = escalated()
    before = len(desk.events())
    tariq(desk, command, proven=False)
    assert len(desk.events()) > before
    assert desk.outbox(TARIQ, "confirm") == []


@pytest.mark.parametrize("command", ["#ambil", "#catat Sudah dicek"])
def test_so_is_the_sender_alone(command: str) -> None:
    desk = escalated()
    desk.receive(mail(command, sender=TARIQ, subject="[TIKET-1]", proven=True, date=moment(desk)))
    assert len(desk.outbox(TARIQ, "command_receipt")) == 1


@pytest.mark.parametrize(
    "command", ["#selesai Kabel diganti", "#balas Sudah ya", "#kembalikan salah", "#tugaskan nanda", "#lepas"]
)
def test_a_stolen_key_without_the_sender_does_nothing_but_ask_the_person_on_file(command: str) -> None:
    desk = escalated()
    before = desk.ticket()
    tariq(desk, command, proven=False)
    assert replace(desk.ticket(), sequence=before.sequence) == before
    confirm = desk.letter(TARIQ, "confirm")
    assert command.split(maxsplit=1)[0] in confirm.text
    assert " ".join(command.split()[1:]) not in confirm.text or len(command.split()) == 1
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt"]


def test_the_sender_alone_is_asked_too() -> None:
    """A link in somebody's mail makes the technician's own client send a command: it has no key."""
    desk = escalated()
    desk.receive(mail("#selesai", sender=TARIQ, subject="[TIKET-1]", proven=True, date=moment(desk)))
    assert desk.ticket().status == "in_progress"
    assert len(desk.outbox(TARIQ, "confirm")) == 1


def test_an_office_without_proven_senders_may_count_the_key() -> None:
    desk = escalated(office=KEY_IS_ENOUGH)
    tariq(desk, "#selesai Kabel diganti", proven=False)
    assert desk.ticket().proposed_at is not None


# --- was it you? ---


def held() -> Desk:
    desk = escalated()
    tariq(desk, "#selesai Kabel uplink diganti.", proven=False)
    return desk


@pytest.mark.parametrize("answer", ["ya", "Ya, itu saya", "#setuju", "yes"])
def test_one_word_of_the_person_lets_the_held_command_act(answer: str) -> None:
    desk = held()
    assert write(desk, TARIQ, answer, "confirm", proven=False) == ["noted"]
    assert desk.ticket().proposed_at is not None
    assert "Kabel uplink diganti." in desk.letter(OMAR, "solution_ready").text
    assert "diteruskan" in said(desk, TARIQ, "command_receipt")


def test_the_word_holds_for_this_ticket_for_twelve_hours() -> None:
    desk = held()
    write(desk, TARIQ, "ya", "confirm", proven=False)
    tariq(desk, "#batal", proven=False, notice="command_receipt")
    assert desk.ticket().proposed_at is None
    assert len(desk.outbox(TARIQ, "confirm")) == 1
    desk.clock.pass_(hours=13)
    tariq(desk, "#lepas", proven=False, notice="escalation")
    assert len(desk.outbox(TARIQ, "confirm")) == 2


def test_it_holds_for_this_ticket_only() -> None:
    desk = held()
    write(desk, TARIQ, "ya", "confirm", proven=False)
    desk.open("Wifi aula mati total", subject="Wifi mati", proven=True)
    write(desk, OMAR, "#tugaskan tariq", "new_ticket")
    tariq(desk, "#selesai beres", proven=False, notice="escalation")
    assert desk.ticket(2).proposed_at is None


def test_a_no_does_nothing_and_alarms_the_operators() -> None:
    desk = held()
    write(desk, TARIQ, "Bukan saya!", "confirm", proven=False)
    assert desk.ticket().proposed_at is None
    assert len(desk.outbox(OMAR, "flagged_note")) == 1
    write(desk, TARIQ, "ya", "confirm", proven=False)
    assert desk.ticket().proposed_at is None


def test_the_question_works_once() -> None:
    desk = held()
    write(desk, TARIQ, "ya", "confirm", proven=False)
    events = len(desk.events())
    write(desk, TARIQ, "ya", "confirm", proven=False)
    assert desk.kinds()[events:].count("SolutionProposed") == 0


def test_somebody_else_cannot_answer_it() -> None:
    desk = held()
    write(desk, TARIQ, "ya", "confirm", proven=True, sender=STRANGER)
    assert desk.ticket().proposed_at is None


def test_a_vacation_does_not_answer_it() -> None:
    desk = held()
    write(desk, TARIQ, "ya, saya sedang cuti", "confirm", Auto_Submitted="auto-replied")
    assert desk.ticket().proposed_at is None


def test_a_question_three_days_old_confirms_nothing() -> None:
    desk = held()
    desk.clock.pass_(days=3, hours=1)
    write(desk, TARIQ, "ya", "confirm", proven=False)
    assert desk.ticket().proposed_at is None


def test_a_thief_of_keys_cannot_fill_the_mailbox_of_whom_he_robbed() -> None:
    desk = escalated()
    letter = told(desk, TARIQ, "escalation")
    for _ in range(10):
        desk.receive(reply_to(letter, "#selesai Kabel diganti", date=moment(desk)))
    assert len(desk.outbox(TARIQ, "confirm")) == 3


# --- attacks ---


def test_a_command_mail_works_once_also_under_another_message_id() -> None:
    desk = escalated()
    letter, date = told(desk, TARIQ, "escalation"), moment(desk)
    desk.receive(reply_to(letter, "#lepas", proven=True, date=date))
    omar(desk, "#tugaskan tariq", notice="new_ticket")
    assert desk.ticket().assignee == "tariq"
    desk.receive(reply_to(letter, "#lepas", proven=True, date=date))
    assert desk.ticket().assignee == "tariq"
    assert "hanya berlaku satu kali" in said(desk, TARIQ)


def test_a_command_mail_more_than_three_days_old_is_not_obeyed() -> None:
    desk = escalated()
    date = moment(desk)
    desk.clock.pass_(days=3, hours=1)
    tariq(desk, "#lepas", date=date)
    assert desk.ticket().assignee == "tariq"
    assert "tiga hari" in said(desk, TARIQ)


def test_a_forged_technician_with_a_stolen_thread_id_leaves_a_flagged_note() -> None:
    desk = escalated()
    letter = told(desk, TARIQ, "escalation")
    forged = mail("#selesai", sender=TARIQ, In_Reply_To=letter.message_id, References=letter.message_id)
    assert desk.receive(forged) == ["noted"]
    assert desk.ticket().status == "in_progress"
    assert desk.outbox(TARIQ, "confirm") == []
    assert len(desk.outbox(OMAR, "flagged_note")) == 1


@pytest.mark.parametrize("command", ["#ambil", "#tutup", "#balas halo", "#eskalasi jaringan", "#kategori Hardware"])
def test_a_requesters_key_gives_no_command_of_the_staff(command: str) -> None:
    desk = at_work()
    assert rita(desk, command) == ["noted"]
    assert desk.kinds() == ["TicketOpened", "DetailsRequested", "NoteAdded"]
    assert desk.messages()[-1].text == command


def test_an_unknown_word_of_a_requester_is_just_text() -> None:
    desk = at_work()
    rita(desk, "#darurat tolong segera")
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt"]


@pytest.mark.parametrize("sender", ["sari@example.com", MONA, STRANGER])
def test_a_forwarded_notice_answered_by_somebody_else_commands_nothing(sender: str) -> None:
    """A colleague answers it, a vendor presses its button: the text stays inside and the key is renewed."""
    desk = at_work()
    write(desk, OMAR, "#balas Sudah kami perbaiki", sender=sender)
    assert desk.kinds() == ["TicketOpened", "DetailsRequested", "NoteAdded"]
    assert desk.messages()[-1].visibility == "internal"
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt"]
    assert len(desk.outbox(OMAR, "key_renewed")) == 1


def test_a_reply_that_quotes_an_internal_notice_loses_its_lines_and_the_writer_is_told() -> None:
    desk = escalated()
    tariq(desk, "#catat Server lama milik Pak Kepala penuh film, jangan disebut ke pemohon.")
    secret = "Server lama milik Pak Kepala penuh film, jangan disebut ke pemohon."
    write(desk, OMAR, f"#balas Bu Rita, kami sedang memeriksanya.\n{secret}", "new_note", quoted=False)
    answer = desk.letter(RITA, "new_note")
    assert "kami sedang memeriksanya" in answer.text
    assert "penuh film" not in answer.text
    assert "1 baris dari catatan internal tidak ikut dikirim." in said(desk, OMAR)


def test_words_in_a_ticket_cannot_steer_a_button() -> None:
    desk = at_work()
    subject = "Printer%0A#tutup %0D%0ABcc: x@example.com\t#selesai"
    desk.open("rusak%0A#tutup", subject=subject, proven=True)
    page = told(desk, OMAR, "new_ticket").html
    links = [part.split('"')[0] for part in page.split('href="mailto:')[1:]]
    assert links
    for link in links:
        fields = parse_qs(urlsplit(f"mailto:{link.replace('&amp;', '&')}").query)
        assert set(fields) == {"subject", "body"}
        assert unquote(fields["body"][0]).split()[0] in {"#ambil", "#eskalasi", "#selesai"}
        assert "tutup" not in fields["body"][0]


def test_a_confidential_ticket_takes_commands_of_its_circle_only() -> None:
    desk = escalated()
    omar(desk, "#rahasia", notice="new_ticket")
    assert desk.ticket().confidential
    write(desk, OMAR, "#ambil", "new_ticket")
    assert desk.ticket().assignee == "tariq"
    assert "rahasia" in said(desk, OMAR)
    tariq(desk, "#catat dicek", notice="escalation")
    assert desk.messages()[-1].text == "#catat dicek"


# --- all or nothing ---


def test_of_several_commands_all_are_done() -> None:
    desk = at_work()
    omar(desk, "#kategori Internet mati\n\n#urgensi tinggi\n#eskalasi jaringan")
    ticket = desk.ticket()
    assert (ticket.service, ticket.urgency, ticket.group) == ("Internet mati", "tinggi", "jaringan")
    assert len(desk.outbox(OMAR, "command_receipt")) == 1


def test_or_none_is() -> None:
    desk = at_work()
    omar(desk, "#kategori Internet mati\n#eskalasi jarngan\nMohon segera")
    assert desk.kinds() == ["TicketOpened", "DetailsRequested", "NoteAdded"]
    assert "Teknisi Jaringan" in said(desk, OMAR, "command_refused")
    assert "Mohon segera" in desk.messages()[-1].text


def test_an_unknown_command_of_the_staff_is_answered() -> None:
    desk = at_work()
    omar(desk, "#eskalsi jaringan")
    assert desk.ticket().status == "new"
    assert "Mungkin maksud Anda: #eskalasi" in said(desk, OMAR, "command_refused")


def test_what_cannot_be_done_now_says_why() -> None:
    desk = at_work()
    omar(desk, "#tutup\nGejala: a\nPenyebab: b\nSolusi: c")
    omar(desk, "#ambil")
    assert "status tiket Selesai" in said(desk, OMAR)


@pytest.mark.parametrize(
    ("words", "button"), [("Sudah selesai pak, terima kasih.", "#selesai"), ("Siap, saya kerjakan", "#ambil")]
)
def test_plain_words_are_offered_back_as_a_button_and_not_obeyed(words: str, button: str) -> None:
    desk = escalated()
    before = desk.ticket().status
    tariq(desk, words)
    assert desk.ticket().status == before
    assert button in desk.letter(TARIQ, "command_offered").text
